/**
 * A process with the environment of one set-up, and the route that the product has there behind a plain HTTP server.
 * Says how its client is set, and tells one event to whoever it is set to.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import { NextRequest } from "next/server.js";
import { GET, POST, PUT } from "#/app/api/inngest/route.ts";
import { engine, inngest } from "#/inngest/client.ts";

const handlers = { GET, POST, PUT };
const isMethod = (method: string | undefined): method is keyof typeof handlers =>
  method !== undefined && method in handlers;

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const { method } = request;
  if (!isMethod(method)) return response.writeHead(405).end();
  const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  // As scripts/lib/serve.mjs does, but that the test may say it comes from elsewhere.
  headers.set("x-pitlane-peer", headers.get("x-test-peer") ?? "127.0.0.1");
  const body = method === "GET" ? undefined : Buffer.concat(chunks);
  const answer = await handlers[method](
    new NextRequest(`http://${request.headers.host}${request.url}`, { method, headers, body }),
    {},
  );
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(await answer.text());
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
const port = typeof address === "object" && address !== null ? address.port : 0;
const { mode, apiBaseUrl, eventBaseUrl } = inngest;
process.stdout.write(
  `${JSON.stringify({ url: `http://127.0.0.1:${port}/api/inngest`, engine, mode, apiBaseUrl, eventBaseUrl })}\n`,
);
process.stdin.on("data", () => void inngest.send({ id: "e1", name: "test/happened", data: {} }));
process.stdin.on("end", () => process.exit(0));
