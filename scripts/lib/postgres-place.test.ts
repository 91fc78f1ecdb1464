import { expect, test } from "vitest";
import { requireEmbeddedPostgres } from "./postgres-place.mjs";

test("on musl one sentence names DATABASE_URL", () => {
  expect(() => requireEmbeddedPostgres(true)).toThrow(/musl: set DATABASE_URL and DATABASE_ADMIN_URL/);
});

test("elsewhere the server's programs are installed", () => {
  expect(requireEmbeddedPostgres(false)).toMatch(/native$/);
});
