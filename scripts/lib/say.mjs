/**
 * What the commands print: plain sentences on standard output, one reason on standard error.
 * Everything in scripts/lib parses on Node 18: the commands must run as far as the install on whatever Node is there.
 */

/** A problem the person at the keyboard can mend. Commands print its message alone, without a stack, and exit 1. */
export class Problem extends Error {}

/** Prints one progress sentence. */
export function say(sentence) {
  process.stdout.write(`${sentence}\n`);
}

/** Runs a command's body; a Problem ends it with its sentence and exit code 1, anything else shows its stack. */
export async function command(body) {
  try {
    await body();
  } catch (error) {
    process.stderr.write(`${error instanceof Problem ? error.message : (error?.stack ?? String(error))}\n`);
    process.exit(1);
  }
}
