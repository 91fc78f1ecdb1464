import { expect, test } from "vitest";
import type { MessageView } from "#/domain/message.ts";
import { isOpenFailure, messageTitle, reasonOf, standingOf } from "./message-words.ts";

const message = (changes: Partial<MessageView>): MessageView => ({
  id: "019a0000-0000-7000-8000-000000000001",
  channel: "SMS",
  kind: "job-card-ready",
  state: "SENT",
  arrival: null,
  trying: false,
  settledBy: null,
  tries: 1,
  recipient: "+442079460418",
  recipientShown: "020 7946 0418",
  subject: "",
  lastError: null,
  createdAt: new Date(),
  sentAt: new Date(),
  ...changes,
});
const landline = "It is a landline.";

test.each([
  [{ state: "SENT" }, "Sent", false, null],
  [{ state: "QUEUED", trying: true }, "Being sent", false, null],
  [{ state: "QUEUED", trying: true, lastError: "Nobody answers." }, "Being sent", false, "Nobody answers."],
  // Somebody has pressed Retry: it is on its way again, whatever its last try came to.
  [{ state: "FAILED", trying: true, lastError: landline }, "Being sent", false, landline],
  [{ state: "FAILED", lastError: landline }, "Failed", true, landline],
  [
    { state: "FAILED", lastError: landline, settledBy: "Told by phone." },
    "Not sent",
    false,
    `${landline} Told by phone.`,
  ],
  // Its delivery was skipped while it waited.
  [{ state: "QUEUED", settledBy: "Told by phone." }, "Not sent", false, "Told by phone."],
] as const)("%o stands as %s", (changes, word, open, reason) => {
  const given = message(changes);
  expect([standingOf(given).word, isOpenFailure(given), reasonOf(given)]).toEqual([word, open, reason]);
});

test("is named by what it is about and how it went", () => {
  expect(messageTitle(message({}))).toBe("Car ready by SMS");
  expect(messageTitle(message({ channel: "EMAIL", kind: "invoice" }))).toBe("Invoice by e-mail");
});
