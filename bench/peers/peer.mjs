/**
 * Another product in a process of its own, started by lib/peers.ts: plain JavaScript, because its packages and their
 * types are no part of the project.
 */

/**
 * Opens the peer with what the parent gave, says so, then answers each request in turn.
 * @param {(given: any) => Promise<(request: any) => Promise<number[]>>} open
 */
export const servePeer = async (open) => {
  process.on("disconnect", () => process.exit(0));
  const given = JSON.parse(process.argv[2] ?? "{}");
  try {
    const answer = await open(given);
    process.on("message", (request) => {
      answer(request).then(
        (samples) => process.send({ samples }),
        (error) => process.send({ error: sentenceOf(error) }),
      );
    });
    process.send({ samples: [] });
  } catch (error) {
    process.send({ error: sentenceOf(error) });
  }
};

const sentenceOf = (error) => String(error?.message ?? error).split("\n")[0];

/** Runs `work` `count` times, one after another; the milliseconds of each. */
export const timings = async (count, work) => {
  const samples = [];
  for (let index = 0; index < count; index += 1) {
    const from = performance.now();
    await work(index);
    samples.push(performance.now() - from);
  }
  return samples;
};
