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

/** The mail that this machine kept instead of sending it. */
export default async function MailboxPage() {
  const mailbox = mailboxFor(await headers());
  if (mailbox === null) notFound();
  const messages = await mailbox.list();
  const now = new Date();
  const timeZone = machineZone();
  return (
    <main className="mx-auto flex min-h-dvh max-w-5xl flex-col pb-4">
      <PageHeader title="Mailbox" sub="Mail kept on this machine. Nothing here has left it." />
      <div className="px-4">
        {messages.length === 0 ? (
          <EmptyState title="No mail yet.">
            Complete a job card: the invoice and the message that the car is ready arrive here.
          </EmptyState>
        ) : (
          <Table label="Messages, newest first">
            <TableHead>
              <Row>
                <HeadCell>Arrived</HeadCell>
                <HeadCell>To</HeadCell>
                <HeadCell>Subject</HeadCell>
                <HeadCell>Attached</HeadCell>
                <HeadCell numeric>Times</HeadCell>
              </Row>
            </TableHead>
            <TableBody>
              {messages.map(({ id, receivedAt, to, subject, attachments, deliveries }) => (
                <Row key={id}>
                  <Cell className="whitespace-nowrap text-ink-2">
                    {formatMoment(new Date(receivedAt), timeZone, now)}
                  </Cell>
                  <Cell className="break-all">{to.join(", ")}</Cell>
                  <Cell>
                    <TextLink href={`/dev/mailbox/${id}`}>{subject || "Without a subject"}</TextLink>
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
