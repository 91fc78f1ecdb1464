import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { MessageRow } from "./message-row.tsx";

const now = new Date("2026-05-14T16:00:00Z");
const rowOf = (mayResend: boolean): string =>
  renderToStaticMarkup(
    createElement(MessageRow, {
      message: {
        id: "019a0000-0000-7000-8000-000000000001",
        channel: "SMS",
        kind: "job-card-ready",
        state: "FAILED",
        trying: false,
        settledBy: null,
        tries: 3,
        recipient: "+442079460418",
        recipientShown: "020 7946 0418",
        subject: "",
        lastError: "It is a landline.",
        createdAt: now,
        sentAt: null,
        arrival: null,
      },
      mayResend,
      now,
      onOpen: () => undefined,
      zone: "Europe/London",
    }),
  );

test("a failed one says why and after how many tries, and offers sending it again to those who may", () => {
  const row = rowOf(true);
  for (const words of [
    "Car ready by SMS",
    "020 7946 0418",
    "Failed",
    "3 tries",
    "It is a landline.",
    "17:00",
    "Send again",
  ])
    expect(row).toContain(words);
  expect(rowOf(false)).not.toContain("Send again");
});
