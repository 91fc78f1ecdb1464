import fc from "fast-check";
import superjson from "superjson";
import { z } from "zod";
import { arbitraryFor } from "../harness/from-schema.ts";
import type { Procedure } from "./procedures.ts";

// What people, broken programs and attackers put where something else belongs.
const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    "",
    " ",
    "0",
    "-1",
    "1e999",
    "NaN",
    "999999999999999999999",
    "4.5555",
    "-0.001",
    true,
  ),
  fc.constantFrom<unknown>(
    0,
    -1,
    0.1,
    2 ** 31,
    2 ** 53,
    1e308,
    -1e308,
    1n,
    [],
    {},
    [[]],
    new Set([1]),
    new Map([["a", 1]]),
    /a+$/,
  ),
  fc.constantFrom<unknown>(
    "a\u0000b",
    "\ud800",
    "\u202eevil",
    "'; drop table part; --",
    "%",
    "_",
    "\\",
    "{{7*7}}",
    "<script>",
  ),
  fc.constantFrom<unknown>("x".repeat(100_000), "🚗".repeat(300), Array(2000).fill(1), Array(600).fill({}), {
    a: { b: {} },
  }),
  fc.constantFrom<unknown>(
    "00000000-0000-0000-0000-000000000000",
    "2026-02-30",
    "2026-13-01T25:00:00Z",
    new Date(8.64e15),
    new Date(0),
  ),
  fc.string({ unit: "binary" }),
  fc.double(),
  fc.date({ noInvalidDate: false }),
);

const deep = (depth: number, open: string, close: string): string => open.repeat(depth) + close.repeat(depth);

/** Bodies that no form of ours sends. */
export const rawBody: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      "",
      "{",
      "nul",
      '{"a":}',
      "[1,]",
      "\uFEFF{}",
      "7",
      "null",
      '"x"',
      "[]",
      deep(10_000, "[", "]"),
      deep(10_000, '{"json":', "}").replace(/\}$/, "1}"),
      '{"json":{"a":"\\u0000"}}',
      '{"json":{"a":"\\ud800"}}',
      '{"json":{"a":1e309}}',
      '{"json":{"a":-1e309}}',
      '{"__proto__":{"admin":true}}',
      '{"json":{"constructor":{"prototype":{"admin":true}}}}',
      '{"json":{"a":123456789012345678901234567890123456789012345678901234567890}}',
      '{"0":{"json":{}},"1":{"json":{}}}',
      `{"json":${"9".repeat(20_000)}}`,
      '{"json":{},"meta":{"values":{"a":["bigint"]}}}',
      "a=1&b=2",
      "--x\r\ncontent-disposition: form-data; name=a\r\n\r\n1\r\n--x--",
    ),
  },
  { weight: 3, arbitrary: fc.json({ maxDepth: 4 }) },
  { weight: 3, arbitrary: fc.string({ unit: "binary", maxLength: 300 }) },
  { weight: 3, arbitrary: fc.uint8Array({ maxLength: 300 }) },
);

/** Ten megabytes, ten times what is read. */
export const hugeBody = (): string => `{"json":{"complaint":"${"x".repeat(10 * 1024 * 1024)}"}}`;

export const contentType: fc.Arbitrary<string | null> = fc.constantFrom(
  null,
  "application/json",
  "application/json; charset=utf-8",
  "application/json; charset=utf-16",
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "multipart/form-data",
  "application/octet-stream",
  "application/xml",
  "a/b/c",
  ";;;",
);

/** Inputs of a procedure as its schema asks for them, here and there with something that belongs nowhere. */
export const inputFor = (
  { inputs: [input] }: Procedure,
  ids: Readonly<Record<string, readonly string[]>>,
): fc.Arbitrary<string> => {
  const value = input instanceof z.ZodType ? arbitraryFor(input, { ids, nasty }) : nasty;
  const body = value.map((given) => JSON.stringify(superjson.serialize(given)));
  const wrongTypes = value.map((given) =>
    JSON.stringify({
      json: superjson.serialize(given).json,
      meta: { values: { branchId: ["Date"], quantity: ["bigint"], note: ["regexp"] } },
    }),
  );
  return fc.oneof(
    { weight: 8, arbitrary: body },
    { weight: 1, arbitrary: wrongTypes },
    fc.json(),
    fc.string({ unit: "binary", maxLength: 200 }),
  );
};
