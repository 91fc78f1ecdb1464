import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { afterEach, expect, test } from "vitest";
import { createMailer, type Mail, type Mailer } from "#/server/gateways/mail.ts";
import { type Mailbox, startMailbox } from "#/server/gateways/mailbox-server.ts";
import { readAttachment, readMailbox, readMessage } from "#/server/gateways/mailbox-store.ts";
import { isSendError } from "#/server/gateways/send-error.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

const mail = (over: Partial<Mail> = {}): Mail => ({
  messageId: "delivery-1",
  from: { name: "Northside Motors", address: "hello@northside.test" },
  to: { name: "Łukasz Ελένη", address: "lukasz@customer.test" },
  subject: "Invoice NM-2026-01893: £921.50 to pay",
  html: "<p>£921.50</p>",
  text: "£921.50",
  ...over,
});

const openMailer = (smtpUrl: string): Mailer => {
  const mailer = createMailer({ smtpUrl, timeoutMs: 2000 });
  undo.push(mailer.close);
  return mailer;
};
const openMailbox = async (): Promise<{ mailbox: Mailbox; directory: string; mailer: Mailer }> => {
  const directory = await mkdtemp(join(tmpdir(), "mailbox-"));
  const mailbox = await startMailbox({ directory });
  undo.push(() => rm(directory, { recursive: true }), mailbox.close);
  return { mailbox, directory, mailer: openMailer(mailbox.smtpUrl) };
};
/** A mail server that refuses each recipient with this answer. */
const openRefusing = async (responseCode: number): Promise<string> => {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    onRcptTo: (_address, _session, callback) => callback(Object.assign(new Error("No such mailbox"), { responseCode })),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  undo.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.server.address();
  return `smtp://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`;
};
const failureOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isSendError(error)) throw new Error(`Expected a SendError, got ${String(error)}`);
  return error;
};

test("a picture of the HTML travels beside it and is offered to nobody as a file", async () => {
  const { directory, mailer } = await openMailbox();
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=",
    "base64",
  );
  const pdf = Uint8Array.from([37, 80, 68, 70]);
  await mailer.sendMail(
    mail({
      html: '<p><img alt="Northside Motors" src="cid:logo-1"> £921.50</p>',
      attachments: [
        { filename: "logo.png", contentType: "image/png", content: png, contentId: "logo-1" },
        { filename: "NM-2026-01893.pdf", contentType: "application/pdf", content: pdf },
      ],
    }),
  );
  const [message] = await readMailbox(directory);
  expect(message?.attachments.map(({ filename }) => filename)).toEqual(["NM-2026-01893.pdf"]);
  expect(message?.html).toContain(`src="data:image/png;base64,${png.toString("base64")}"`);
  const [name] = (await readdir(directory)).filter((each) => each.endsWith(".eml"));
  const eml = await readFile(join(directory, name ?? ""), "utf8");
  expect(eml).toContain("multipart/related");
  expect(eml).toContain("Content-ID: <logo-1>");
  expect(eml).toMatch(/Content-Disposition: inline; filename=logo.png/);
  const [at] = message?.attachments ?? [];
  expect((await readAttachment(directory, message?.id ?? "", at?.index ?? -1))?.content).toEqual(Buffer.from(pdf));
});

test("a message arrives whole, with its attachment, and stays on disk", async () => {
  const { directory, mailer } = await openMailbox();
  const pdf = Uint8Array.from({ length: 70_000 }, (_, index) => index % 251);
  const { providerId } = await mailer.sendMail(
    mail({ attachments: [{ filename: "NM-2026-01893.pdf", contentType: "application/pdf", content: pdf }] }),
  );

  const [message, ...others] = await readMailbox(directory);
  expect(others).toEqual([]);
  expect(message).toMatchObject({
    id: providerId,
    messageId: "<delivery-1@pitlane>",
    from: '"Northside Motors" <hello@northside.test>',
    to: ["lukasz@customer.test"],
    subject: "Invoice NM-2026-01893: £921.50 to pay",
    attachments: [{ index: 0, filename: "NM-2026-01893.pdf", contentType: "application/pdf", size: 70_000 }],
    deliveries: 1,
  });
  expect(message?.text.trim()).toBe("£921.50");
  const kept = await readAttachment(directory, providerId, 0);
  expect(Buffer.from(kept?.content ?? []).equals(pdf)).toBe(true);
});

test("the same Message-ID is one message with a count, also when both arrive at once", async () => {
  const { directory, mailer } = await openMailbox();
  await Promise.all([
    mailer.sendMail(mail()),
    mailer.sendMail(mail()),
    mailer.sendMail(mail({ messageId: "<delivery-2@pitlane>" })),
  ]);
  const messages = await readMailbox(directory);
  expect(
    messages
      .map(({ messageId, deliveries }) => ({ messageId, deliveries }))
      .sort((a, b) => a.messageId.localeCompare(b.messageId)),
  ).toEqual([
    { messageId: "<delivery-1@pitlane>", deliveries: 2 },
    { messageId: "<delivery-2@pitlane>", deliveries: 1 },
  ]);
});

test("the mailbox listens on this machine only and keeps no half-written file", async () => {
  const { mailbox, directory, mailer } = await openMailbox();
  expect(new URL(mailbox.smtpUrl).hostname).toBe("127.0.0.1");
  await mailer.sendMail(mail());
  expect((await readdir(directory)).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("a mailbox whose port is taken says so", async () => {
  const { mailbox, directory } = await openMailbox();
  await expect(startMailbox({ directory, port: Number(new URL(mailbox.smtpUrl).port) })).rejects.toThrow("EADDRINUSE");
});

test("ids that are not the mailbox's own open nothing", async () => {
  const { directory } = await openMailbox();
  expect(await readMessage(directory, "../../etc/passwd")).toBeNull();
  expect(await readAttachment(directory, "0".repeat(32), 0)).toBeNull();
});

test("a refusal of the address is permanent, a full server is not", async () => {
  const refused = await failureOf(openMailer(await openRefusing(550)).sendMail(mail()));
  expect(refused.permanent).toBe(true);
  expect(refused.message).toContain("No such mailbox");
  expect((await failureOf(openMailer(await openRefusing(452)).sendMail(mail()))).permanent).toBe(false);
});

test("a server that is not there is transient and named", async () => {
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = silent.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  await new Promise((resolve) => silent.close(resolve));
  const failure = await failureOf(openMailer(`smtp://127.0.0.1:${port}`).sendMail(mail()));
  expect(failure).toMatchObject({ permanent: false });
  expect(failure.message).toContain("127.0.0.1 could not be reached");
});

test("a message id cannot write headers, a subject cannot either", async () => {
  const { directory, mailer } = await openMailbox();
  expect((await failureOf(mailer.sendMail(mail({ messageId: "a\r\nBcc: thief@x.test" })))).permanent).toBe(true);
  await mailer.sendMail(mail({ subject: "Ready\r\nBcc: thief@x.test" }));
  const [message] = await readMailbox(directory);
  expect(message?.to).toEqual(["lukasz@customer.test"]);
  expect(message?.subject).toContain("Ready");
});

test("the mailbox refuses an address where nobody can be, for good, and keeps nothing", async () => {
  const { directory, mailer } = await openMailbox();
  const failure = await failureOf(mailer.sendMail(mail({ to: { name: "Nobody", address: "nobody@refused.invalid" } })));
  expect(failure.permanent).toBe(true);
  expect(failure.message).toContain("nobody@refused.invalid");
  expect(await readMailbox(directory)).toEqual([]);
});
