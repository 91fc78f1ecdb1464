import { apiHeaders } from "#/server/http/responses.ts";

/** Safe in a header, whatever the name was made of. */
export const attachment = (name: string): string => {
  const plain = name.replaceAll(/[^\w.-]+/g, "-").slice(0, 100);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name.slice(0, 100).toWellFormed())}`;
};

/** A CSV that is written while it is read: no more is held than the part that is on its way. */
export const csvResponse = (name: string, parts: () => AsyncGenerator<string>): Response => {
  const encoder = new TextEncoder();
  const iterator = parts();
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await iterator.next();
      if (done) return controller.close();
      if (value !== "") controller.enqueue(encoder.encode(value));
      else controller.enqueue(new Uint8Array(0));
    },
    cancel: async () => void (await iterator.return(undefined)),
  });
  return new Response(body, {
    headers: { ...apiHeaders, "content-type": "text/csv; charset=utf-8", "content-disposition": attachment(name) },
  });
};
