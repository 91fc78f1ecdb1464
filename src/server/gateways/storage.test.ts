import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFileStorage, type Storage } from "#/server/gateways/storage.ts";

let folder = "";
let root = "";
let storage: Storage;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "storage-"));
  root = join(folder, "files");
  storage = createFileStorage(root);
});
afterEach(() => rm(folder, { recursive: true }));

const bytes = (text: string) => new TextEncoder().encode(text);
const key = "tenant/invoices/one.pdf";

test("what was put comes back, and nothing else lies beside it", async () => {
  expect(await storage.exists(key)).toBe(false);
  expect(await storage.get(key)).toBeNull();
  const stored = await storage.put(key, bytes("%PDF"));
  expect(stored).toEqual({ key, size: 4, sha256: "315d429b7714cedb6ad04ac31240145257692630457f3c88253c5beceac76027" });
  expect(await storage.exists(key)).toBe(true);
  expect(Buffer.from((await storage.get(key, stored.sha256)) ?? []).toString()).toBe("%PDF");
  expect(await readdir(join(root, "tenant", "invoices"))).toEqual(["one.pdf"]);
});

test("the same bytes again are fine, others are refused and change nothing", async () => {
  const first = await storage.put(key, bytes("same"));
  expect(await storage.put(key, bytes("same"))).toEqual(first);
  await expect(storage.put(key, bytes("other"))).rejects.toMatchObject({ name: "StorageConflict" });
  expect(Buffer.from((await storage.get(key)) ?? []).toString()).toBe("same");
  expect(await readdir(join(root, "tenant", "invoices"))).toEqual(["one.pdf"]);
});

test("of many writers of different bytes exactly one wins", async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) => storage.put(key, bytes(`writer ${index}`))),
  );
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
});

test("damaged bytes are not handed out as the stored ones", async () => {
  const { sha256 } = await storage.put(key, bytes("whole"));
  await writeFile(join(root, key), "hole");
  await expect(storage.get(key, sha256)).rejects.toMatchObject({ name: "StorageDamage" });
});

describe("keys never lead out of the folder", () => {
  test.each([
    "../secret",
    "a/../../secret",
    "/etc/passwd",
    "a//b",
    "",
    ".",
    "..",
    "a/.hidden",
    "a\\b",
    "a\0b",
    "ä",
    "a/b/c/d/e/f/g/h/i",
    `${"x".repeat(129)}`,
  ])("%j", async (bad) => {
    await writeFile(join(folder, "secret"), "secret");
    await expect(storage.put(bad, bytes("x"))).rejects.toMatchObject({ name: "StorageKeyError" });
    await expect(storage.get(bad)).rejects.toMatchObject({ name: "StorageKeyError" });
    await expect(storage.exists(bad)).rejects.toMatchObject({ name: "StorageKeyError" });
  });

  test("not through a link either", async () => {
    const outside = join(folder, "outside");
    await mkdir(outside);
    await mkdir(root, { recursive: true });
    await writeFile(join(outside, "secret"), "secret");
    await symlink(outside, join(root, "tenant"));
    await expect(storage.get("tenant/secret")).rejects.toMatchObject({ name: "StorageKeyError" });
    await expect(storage.put("tenant/new", bytes("x"))).rejects.toMatchObject({ name: "StorageKeyError" });
    await expect(storage.exists("tenant/secret")).rejects.toMatchObject({ name: "StorageKeyError" });
    expect(await readdir(outside)).toEqual(["secret"]);
  });
});
