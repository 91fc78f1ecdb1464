/** Headers of every answer that is not a page: nothing here may be sniffed, framed, cached or run. */
export const apiHeaders = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "strict-origin-when-cross-origin",
  "x-content-type-options": "nosniff",
} as const;

/** Copies `response` with the headers of `apiHeaders` where it has none of its own. */
export const withApiHeaders = (response: Response, correlationId?: string): Response => {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(apiHeaders)) if (!headers.has(name)) headers.set(name, value);
  if (correlationId !== undefined) headers.set("x-correlation-id", correlationId);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
};

/** `{ code, message }`, the message a sentence for people. */
export const sentenceResponse = (status: number, code: string, message: string, headers: HeadersInit = {}): Response =>
  Response.json({ code, message }, { status, headers: { ...apiHeaders, ...Object.fromEntries(new Headers(headers)) } });
