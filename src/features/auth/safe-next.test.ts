import { describe, expect, it } from "vitest";
import { safeNext } from "#/features/auth/safe-next.ts";

describe("safeNext", () => {
  it.each(["/job-cards/0190?tab=history#lines", "/parts", "/invoices/1"])("goes to %s, a page of ours", (asked) => {
    expect(safeNext(asked)).toBe(asked);
  });

  it.each([
    "https://evil.example/board",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/..//evil.example",
    "board",
    "",
  ])("turns %j into the board", (asked) => {
    expect(safeNext(asked)).toBe("/board");
  });

  it.each([undefined, ["/parts", "/board"], "/sign-in?next=/sign-in", "/", "/api/auth/get-session"])(
    "answers the board for %j, which is no page to land on",
    (asked) => {
      expect(safeNext(asked)).toBe("/board");
    },
  );
});
