import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { startDoor } from "../harness/proxy.ts";

/** What becomes of what is brought to a counterpart: `taken-then-cut` is taken, but its answer never arrives. */
export const faults = ["500", "hang", "reset", "taken-then-cut"] as const;
export type Fault = (typeof faults)[number];
/** How the doors are at the moment: null lets everything through. */
export type Weather = { fault: Fault | null };

const portOf = (address: unknown): number => {
  if (typeof address !== "object" || address === null || !("port" in address)) throw new Error("The door has no port.");
  return Number(address.port);
};

/** A door in front of an HTTP server. Returns the address that leads through it. */
export const faultyHttp = async (target: string, weather: Weather) => {
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { fault } = weather;
    const { socket } = request;
    const body = await buffer(request);
    if (fault === "hang") return;
    if (fault === "reset") return void socket.resetAndDestroy();
    if (fault === "500") return void response.writeHead(500).end("<html>");
    const { host: _, connection: __, ...headers } = request.headers;
    const answer = await fetch(new URL(request.url ?? "/", target), {
      method: request.method ?? "GET",
      headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
        [value ?? []].flat().map((each) => [name, each]),
      ),
      body: body.length === 0 ? null : new Uint8Array(body),
      redirect: "manual",
    });
    const said = Buffer.from(await answer.arrayBuffer());
    if (fault === "taken-then-cut") return void socket.resetAndDestroy();
    const { "content-encoding": ___, "transfer-encoding": ____, ...told } = Object.fromEntries(answer.headers);
    response.writeHead(answer.status, { ...told, "content-length": said.length }).end(said);
  };
  const server = createServer((request, response) => {
    // Whoever is behind it and hangs up has hung up on whoever asked.
    pass(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** The same in front of a mail server: it is not well, says nothing, hangs up, or takes the mail and hangs up then. */
export const faultySmtp = async (target: string, weather: Weather) => {
  const { port, hostname } = new URL(target);
  const open = new Set<() => void>();
  const door = await startDoor(
    () => ({ port: Number(port), host: hostname }),
    (client, upstream, cut) => {
      const { fault } = weather;
      open.add(cut);
      client.on("close", () => open.delete(cut));
      if (fault === "hang") return;
      if (fault === "reset") return cut();
      if (fault === "500") return void client.end("421 4.3.2 Not now\r\n");
      let taken = false;
      let tail = "";
      client.on("data", (data) => {
        // A mail ends with a line of one full stop, which may come in pieces.
        tail = (tail + data.toString("latin1")).slice(-(data.length + 4));
        if (fault === "taken-then-cut" && tail.includes("\r\n.\r\n")) taken = true;
        upstream.write(data);
      });
      upstream.on("data", (data) => (taken ? cut() : client.write(data)));
    },
  );
  return {
    url: `smtp://127.0.0.1:${door.port}`,
    close: door.close,
    /** Ends the connections that are kept for the next mail: they would not notice other weather. */
    cutAll: () => {
      for (const cut of open) cut();
    },
  };
};

/** Takes every text that it is given, as Twilio does. */
export const startTexts = async () => {
  const taken: URLSearchParams[] = [];
  const server = createServer(async (request, response) => {
    taken.push(new URLSearchParams((await buffer(request)).toString()));
    response.writeHead(201, { "content-type": "application/json" });
    response.end(JSON.stringify({ sid: `SM${taken.length}`, status: "queued", error_code: null, error_message: null }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    taken,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
};
