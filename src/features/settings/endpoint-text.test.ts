import { expect, test } from "vitest";
import { parseEndpoint, textOf } from "./endpoint-text.ts";

test("an endpoint as typed: events in their order, and a sentence at each field that is wrong", () => {
  expect(
    parseEndpoint({
      name: " Parts ",
      url: " https://example.com/hooks ",
      events: "payment.failed job-card.completed no.such",
    }),
  ).toEqual({
    ok: true,
    value: { name: "Parts", url: "https://example.com/hooks", events: ["job-card.completed", "payment.failed"] },
  });
  expect(parseEndpoint({ name: "", url: "ftp://example.com", events: "" })).toMatchObject({
    ok: false,
    sentences: { name: expect.any(String), url: expect.any(String), events: "Choose an event at least." },
  });
  expect(parseEndpoint({ name: "A", url: "https://user:word@example.com", events: "payment.failed" })).toMatchObject({
    sentences: { url: expect.stringContaining("Leave the login out") },
  });
  expect(textOf(null)).toEqual({ name: "", url: "", events: "" });
});
