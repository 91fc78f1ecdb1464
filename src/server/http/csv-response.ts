import { apiHeaders } from "#/server/http/responses.ts";

/** Safe in a header, whatever the name was made of. */
export const attachment = (name: string): string => {
  const plain = name.replaceAll(/[^\w.-]+/g, "-").slice(0, 100);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name.slice(0, 100).toWellFormed())}`;
};

/** Bytes that are made while they are sent: no more is held than the part that is on its way. */
export const streamOf = (parts: AsyncIterator<string | Uint8Array>): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await parts.next();
        if (done) return controller.close();
        controller.enqueue(typeof value === "string" ? encoder.encode(value) : Uint8Array.from(value));
      },
      cancel: async () => void (await parts.return?.()),
    },
    { highWaterMark: 1 },
  );
};

/** A CSV that is written while it is read. */
export const csvResponse = (name: string, parts: () => AsyncGenerator<string>): Response =>
  new Response(streamOf(parts()), {
    headers: { ...apiHeaders, "content-type": "text/csv; charset=utf-8", "content-disposition": attachment(name) },
  });
