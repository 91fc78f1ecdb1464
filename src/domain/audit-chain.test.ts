import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { expect, test } from "vitest";
import { auditGenesis, auditHash, type ChainedEntry } from "./audit-chain.ts";

const entry: ChainedEntry = {
  id: "01930000-0000-7000-8000-000000000001",
  tenantId: "01930000-0000-7000-8000-000000000002",
  at: new Date("2026-05-14T13:20:08.123Z"),
  actorKind: "member",
  actorId: "01930000-0000-7000-8000-000000000003",
  actorName: "Maya Okafor",
  action: "job-card.complete",
  subjectType: "job-card",
  subjectId: "01930000-0000-7000-8000-000000000004",
  changes: { status: ["IN_PROGRESS", "COMPLETED"], total: 1200 },
  correlationId: "c-1",
  runId: "01930000-0000-7000-8000-000000000005",
  form: 2,
  ipAddress: "203.0.113.7",
  userAgent: "Firefox",
};

test("an entry of the first form is hashed as it was before there was a second", () => {
  const { form: _, ipAddress: __, userAgent: ___, ...before } = entry;
  const canonical = canonicalize({ ...before, at: "2026-05-14T13:20:08.123Z" });
  expect(auditHash(auditGenesis, { ...entry, form: 1, ipAddress: null, userAgent: null })).toBe(
    createHash("sha256").update(`${auditGenesis}${canonical}`).digest("hex"),
  );
});

test("the order of keys and the form of the time do not change the hash", () => {
  const same = {
    ...entry,
    at: "2026-05-14T14:20:08.123+01:00",
    changes: { total: 1200, status: ["IN_PROGRESS", "COMPLETED"] },
  };
  expect(auditHash(auditGenesis, same)).toBe(auditHash(auditGenesis, entry));
});

test("every column and the hash before it count", () => {
  const first = auditHash(auditGenesis, entry);
  const others: ChainedEntry[] = [
    { ...entry, id: entry.runId },
    { ...entry, tenantId: entry.runId },
    { ...entry, at: new Date("2026-05-14T13:20:08.124Z") },
    { ...entry, actorKind: "system" },
    { ...entry, actorId: null },
    { ...entry, actorName: "Maya" },
    { ...entry, action: "job-card.move" },
    { ...entry, subjectType: "invoice" },
    { ...entry, subjectId: entry.runId },
    { ...entry, changes: { status: ["IN_PROGRESS", "COMPLETED"], total: 1201 } },
    { ...entry, correlationId: "c-2" },
    { ...entry, runId: entry.id },
  ];
  const hashes = new Set([first, auditHash(first, entry), ...others.map((other) => auditHash(auditGenesis, other))]);
  expect(hashes.size).toBe(others.length + 2);
});
