import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { TextLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { formatMoment, machineZone } from "#/domain/time.ts";
import { mailboxFor } from "#/server/http/mailbox.ts";

export const metadata: Metadata = { title: "Mailbox" };

/** The mails and texts that this machine kept instead of sending them. */
export default async function MailboxPage() {
  const mailbox = mailboxFor(await headers());
  if (mailbox === null) notFound();
  const messages = await mailbox.list();
  const now = new Date();
  const timeZone = machineZone();
  return (
    <main className="mx-auto flex min-h-dvh max-w-5xl flex-col pb-4">
      <PageHeader title="Mailbox" sub="Mails and texts kept on this machine. Nothing here has left it." />
      <div className="px-4">
        {messages.length === 0 ? (
          <EmptyState title="No messages yet.">
            Complete a job card: the invoice, and the mail and text that the car is ready, arrive here.
          </EmptyState>
        ) : (
          <Table label="Messages, newest first">
            <TableHead>
              <Row>
                <HeadCell>Arrived</HeadCell>
                <HeadCell>To</HeadCell>
                <HeadCell>Kind</HeadCell>
                <HeadCell>Subject or text</HeadCell>
                <HeadCell>Attached</HeadCell>
                <HeadCell numeric>Times</HeadCell>
              </Row>
            </TableHead>
            <TableBody>
              {messages.map(({ channel, id, receivedAt, to, subject, text, attachments, deliveries }) => (
                <Row key={id}>
                  <Cell className="whitespace-nowrap text-ink-2">
                    {formatMoment(new Date(receivedAt), timeZone, now)}
                  </Cell>
                  <Cell className="break-all">{to.join(", ")}</Cell>
                  <Cell className="whitespace-nowrap text-ink-2">{channel === "SMS" ? "Text" : "Mail"}</Cell>
                  <Cell>
                    <TextLink href={`/dev/mailbox/${id}`}>
                      {channel === "SMS" ? text : subject || "Without a subject"}
                    </TextLink>
                  </Cell>
                  <Cell className="break-all text-ink-2">
                    {attachments.map((attachment) => attachment.filename).join(", ")}
                  </Cell>
                  <Cell numeric>{deliveries}</Cell>
                </Row>
              ))}
            </TableBody>
          </Table>
        )}
      </div>
    </main>
  );
}
