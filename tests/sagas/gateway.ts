import { createServer } from "node:http";

/** A payment gateway on loopback: takes a key, does each thing once for it, and counts what really happened. */
export const startGateway = async () => {
  const done = { charge: new Set<string>(), refund: new Set<string>() };
  let losing = 0;
  const server = createServer((request, response) => {
    const key = String(request.headers["idempotency-key"]);
    const kind = request.url === "/refund" ? "refund" : "charge";
    done[kind].add(key);
    if (losing > 0) {
      losing -= 1;
      request.socket.destroy();
      return;
    }
    response.end(`${kind}:${key}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The gateway has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    charged: (key: string) => done.charge.has(key),
    refunded: (key: string) => done.refund.has(key),
    /** The next `count` calls take effect, and their answers are lost. */
    loseAnswers: (count: number) => {
      losing = count;
    },
    close: () => server.close(),
  };
};
