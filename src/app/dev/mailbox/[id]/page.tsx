import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { Button } from "#/components/ui/button.tsx";
import { Definition, Definitions } from "#/components/ui/definition.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { formatDate, formatTimeToSecond, machineZone } from "#/domain/time.ts";
import { mailboxFor } from "#/server/http/mailbox.ts";

export const metadata: Metadata = { title: "Message" };

/**
 * The frame has the page's policy, so the mail's style sheet needs the page's nonce; scripts never run in it. Links
 * open beside the mailbox, not inside the frame.
 */
const framed = (html: string, nonce: string | null): string =>
  `<base target="_blank">${nonce === null ? html : html.replaceAll("<style", `<style nonce="${nonce}"`)}`;

/** One message: who, when, what is attached, and the message as its reader sees it or as plain text. */
export default async function MessagePage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ view?: string | string[]; answered?: string | string[] }>;
}) {
  const requested = await headers();
  const { id } = await params;
  const message = await mailboxFor(requested)?.message(id);
  if (!message) notFound();
  const { view, answered } = await searchParams;
  const asText = view === "text" || message.html === null;
  const at = new Date(message.receivedAt);
  const timeZone = machineZone();
  return (
    <main className="mx-auto flex min-h-dvh max-w-5xl flex-col pb-4">
      <PageHeader
        title={message.channel === "SMS" ? "Text message" : message.subject || "Without a subject"}
        actions={<TextLink href="/dev/mailbox">All messages</TextLink>}
      />
      <div className="flex flex-1 flex-col gap-4 px-4">
        <Definitions>
          {message.from !== "" && <Definition term="From">{message.from}</Definition>}
          <Definition term="To">{message.to.join(", ")}</Definition>
          <Definition term="Arrived">{`${formatDate(at, timeZone)}, ${formatTimeToSecond(at, timeZone)}${message.deliveries > 1 ? `, ${message.deliveries} times` : ""}`}</Definition>
          <Definition term={message.channel === "SMS" ? "Key" : "Message-ID"}>{message.messageId}</Definition>
          {message.attachments.map(({ index, filename, size }) => (
            <Definition key={index} term="Attached">
              <a
                className="text-accent-text underline"
                href={`/dev/mailbox/${id}/attachments/${index}`}
                rel="noreferrer"
                target="_blank"
              >
                {filename}
              </a>
              {`, ${Math.ceil(size / 1000)} kB`}
            </Definition>
          ))}
        </Definitions>
        {message.html !== null && (
          <nav aria-label="How to show the message" className="flex gap-4">
            <TextLink aria-current={asText ? undefined : "page"} href={`/dev/mailbox/${id}`}>
              As it looks
            </TextLink>
            <TextLink aria-current={asText ? "page" : undefined} href={`/dev/mailbox/${id}?view=text`}>
              Plain text
            </TextLink>
          </nav>
        )}
        {message.channel === "SMS" && (
          <form action={`/dev/mailbox/${id}/answer`} className="flex max-w-xl flex-wrap items-end gap-3" method="post">
            <label className="flex min-w-0 flex-1 basis-60 flex-col gap-1 font-medium">
              Answer as {message.to.join(", ")}
              <input
                autoComplete="off"
                className="h-9 rounded-control border border-control bg-surface px-3 font-normal"
                maxLength={1600}
                name="body"
                placeholder="C, R, STOP, or anything else"
                required
              />
            </label>
            <Button type="submit">Send the answer</Button>
            {answered === undefined ? null : (
              <p className="basis-full text-ink-2" role="status">
                {answered === "1" ? "The answer was taken." : "Nobody here has written to this number."}
              </p>
            )}
          </form>
        )}
        {asText || message.html === null ? (
          <pre className="wrap-anywhere whitespace-pre-wrap rounded-panel border border-line bg-surface p-4 text-body">
            {message.text}
          </pre>
        ) : (
          <iframe
            className="min-h-[720px] w-full flex-1 rounded-panel border border-line bg-surface"
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            srcDoc={framed(message.html, requested.get("x-nonce"))}
            title="The message as it looks"
          />
        )}
      </div>
    </main>
  );
}
