import { expect, test } from "vitest";
import { logoKey, tenantLogo } from "#/domain/logo.ts";
import { fitInto, initialsOf } from "#/domain/logo-picture.ts";

test("it fits into its box, keeps its proportions, and is never made larger", () => {
  const box = { width: 180, height: 56 };
  expect(fitInto({ width: 480, height: 120 }, box)).toEqual({ width: 180, height: 45 });
  expect(fitInto({ width: 200, height: 240 }, box)).toEqual({ width: 47, height: 56 });
  expect(fitInto({ width: 40, height: 20 }, box)).toEqual({ width: 40, height: 20 });
  expect(fitInto({ width: 4000, height: 1 }, box)).toEqual({ width: 180, height: 1 });
});

test("a hash is a hash: nothing else comes to be part of a path", () => {
  const size = { width: 1, height: 1, bytes: 1 };
  const named = (sha256: string) => tenantLogo.safeParse({ ...size, sha256, mail: { ...size, sha256 } }).success;
  expect([named("a".repeat(64)), named("../x"), named("A".repeat(64)), named("")]).toEqual([true, false, false, false]);
  expect(logoKey("0190", "ab")).toBe("0190/logos/ab.png");
});

test("initials stand where there is no logo", () => {
  expect(["Northside Motors", " élan  ", "🚗 garage", ""].map(initialsOf)).toEqual(["NM", "É", "🚗G", ""]);
});
