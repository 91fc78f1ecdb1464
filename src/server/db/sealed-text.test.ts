import { expect, test } from "vitest";
import { createSealer } from "#/server/db/sealed-text.ts";

const [first, second] = ["a first key, as long as a key has to be", "a second key, as long as a key has to be"];

test("what is sealed opens again, is not readable as it lies, and never looks the same twice", () => {
  const sealer = createSealer([first]);
  const sealed = sealer.seal("whsec_café", "tenant:endpoint");
  expect(sealed).toMatch(/^v1\.[\w-]{8}\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/);
  expect(sealed).not.toContain("whsec");
  expect(sealed).not.toBe(sealer.seal("whsec_café", "tenant:endpoint"));
  expect(sealer.open(sealed, "tenant:endpoint")).toBe("whsec_café");
});

test("in another row, changed, or cut short it does not open", () => {
  const sealer = createSealer([first]);
  const sealed = sealer.seal("secret", "one");
  expect(() => sealer.open(sealed, "two")).toThrow();
  const [form, key, nonce, tag = "", text = ""] = sealed.split(".");
  const changed = text.startsWith("A") ? `B${text.slice(1)}` : `A${text.slice(1)}`;
  expect(() => sealer.open([form, key, nonce, tag, changed].join("."), "one")).toThrow();
  expect(() => sealer.open([form, key, nonce, tag.slice(0, 6), text].join("."), "one")).toThrow();
});

test("a former key opens and no longer seals; without it the sentence says where it goes", () => {
  const sealed = createSealer([first]).seal("secret", "one");
  const rotated = createSealer([second, first]);
  expect(rotated.open(sealed, "one")).toBe("secret");
  const anew = rotated.seal("secret", "one");
  expect(createSealer([second]).open(anew, "one")).toBe("secret");
  expect(() => createSealer([second]).open(sealed, "one")).toThrow("ENCRYPTION_KEYS_FORMER");
});
