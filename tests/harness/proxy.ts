import { createHash } from "node:crypto";
import { connect, createServer, type Socket } from "node:net";

/** What the wire does with the next COMMIT: passes it, cuts before it arrives, or loses the answer. */
export type WireMode = "pass" | "cut-before-commit" | "lose-commit-answer";

// A connection that has sent COMMIT before sends the name of the prepared statement alone.
const preparedCommit = createHash("sha1").update("COMMIT").digest("base64url");
const isCommit = (data: Buffer): boolean => data.includes("COMMIT") || data.includes(preparedCommit);

type Join = (client: Socket, upstream: Socket, cut: () => void) => void;

/** A door on loopback: each connection to it is joined with one of its own to the port of that moment; an end that goes takes the other with it. */
export const startDoor = async (target: () => { readonly port: number; readonly host: string }, join: Join) => {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const { port, host } = target();
    const upstream = connect(port, host);
    const cut = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", cut).on("close", () => {
        sockets.delete(socket);
        cut();
      });
    }
    join(client, upstream, cut);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The door has no port.");
  return {
    port: address.port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};

/** A wire to PostgreSQL that can be cut around COMMIT. `mode` applies once, then the wire passes again. */
export const commitCutter = async (databaseUrl: string) => {
  const { port, hostname } = new URL(databaseUrl);
  const wire = { mode: "pass" as WireMode, cuts: 0 };
  const door = await startDoor(
    () => ({ port: Number(port), host: hostname }),
    (client, upstream, cut) => {
      let losing = false;
      client.on("data", (data) => {
        if (wire.mode !== "pass" && isCommit(data)) {
          const { mode } = wire;
          wire.mode = "pass";
          wire.cuts += 1;
          if (mode === "cut-before-commit") return cut();
          losing = true;
        }
        upstream.write(data);
      });
      upstream.on("data", (data) => (losing ? cut() : client.write(data)));
    },
  );
  const entrance = new URL(databaseUrl);
  entrance.port = String(door.port);
  return { url: entrance.href, wire, close: door.close };
};
