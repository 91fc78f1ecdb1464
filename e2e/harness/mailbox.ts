import type { APIRequestContext } from "@playwright/test";
import { z } from "zod";
import { readPdf } from "../../src/documents/pdf/read-pdf.ts";

const mailbox = z.object({
  messages: z.array(
    z.object({
      to: z.array(z.string()),
      subject: z.string(),
      url: z.string(),
      attachments: z.array(z.object({ filename: z.string(), contentType: z.string(), url: z.string() })),
    }),
  ),
});
export type Mail = z.infer<typeof mailbox>["messages"][number];

/** What arrived for an address in the instance's mailbox, newest first. */
export async function mailsTo(request: APIRequestContext, address: string): Promise<Mail[]> {
  const { messages } = mailbox.parse(await (await request.get("/dev/mailbox.json")).json());
  return messages.filter((message) => message.to.some((to) => to.includes(address)));
}

/** Every line of a PDF's pages, as a screen reader finds them. */
export const linesOfPdf = (pdf: Uint8Array): string =>
  readPdf(pdf)
    .flatMap(({ lines }) => lines)
    .join("\n");
