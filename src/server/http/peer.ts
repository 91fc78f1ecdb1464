import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { peerHeader } from "#/server/http/origin.ts";

const isStart = (message: unknown): message is { readonly request: IncomingMessage } =>
  typeof message === "object" && message !== null && "request" in message;

declare global {
  var pitlaneStampsPeers: boolean | undefined;
}

/**
 * Writes the socket's own address on each request before Next sees it. Route handlers get no socket, and
 * the X-Forwarded-For that Next passes on is the caller's own word, so a limit keyed by it could be evaded.
 */
export const stampPeers = (): void => {
  if (globalThis.pitlaneStampsPeers) return;
  globalThis.pitlaneStampsPeers = true;
  subscribe("http.server.request.start", (message) => {
    if (!isStart(message)) return;
    message.request.headers[peerHeader] = message.request.socket.remoteAddress ?? "unknown";
  });
};
