import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

/** What becomes of a message: `taken-then-cut` is taken, but its answer never arrives. */
export type Fault = "ok" | "500" | "410" | "redirect" | "hang" | "reset" | "taken-then-cut";
export type Received = { readonly id: string; readonly body: string; readonly fault: Fault };

/** A listener on this machine as a customer of webhooks would write one: it verifies each signature, and takes an id once. */
export const startReceiver = async () => {
  const received: Received[] = [];
  const taken = new Map<string, string>();
  const forged: string[] = [];
  const faults: Fault[] = [];
  let secret = "";
  let always: Fault = "ok";

  const verified = (request: IncomingMessage, body: string): boolean => {
    const header = (name: string) => String(request.headers[name] ?? "");
    try {
      new Webhook(secret).verify(body, {
        "webhook-id": header("webhook-id"),
        "webhook-timestamp": header("webhook-timestamp"),
        "webhook-signature": header("webhook-signature"),
      });
      return true;
    } catch {
      forged.push(body);
      return false;
    }
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    if (!verified(request, body)) return void response.writeHead(401).end("not signed by Pitlane");
    const fault = faults.shift() ?? always;
    const id = String(request.headers["webhook-id"]);
    received.push({ id, body, fault });
    if (fault === "ok" || fault === "taken-then-cut") taken.set(id, body);
    if (fault === "hang") return;
    if (fault === "reset" || fault === "taken-then-cut") return void request.socket.resetAndDestroy();
    if (fault === "redirect") return void response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
    response.writeHead(fault === "ok" ? 200 : Number(fault)).end(fault === "ok" ? "thank you" : "broken here");
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const isAddress = (address: AddressInfo | string | null): address is AddressInfo =>
    typeof address === "object" && address !== null;
  const address = server.address();
  if (!isAddress(address)) throw new Error("The receiver has no port.");
  return {
    url: `http://127.0.0.1:${address.port}/hooks`,
    received,
    /** By id, as its customer keeps them. */
    taken,
    forged,
    trust: (given: string) => {
      secret = given;
    },
    /** For the next messages, then for all others. */
    fault: (next: readonly Fault[], then: Fault = "ok") => {
      faults.splice(0, faults.length, ...next);
      always = then;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
