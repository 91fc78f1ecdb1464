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

const unwritable = { EACCES: "no right to", EPERM: "no right to", EROFS: "read-only", ENOSPC: "the disk is full" };

function explain(error) {
  if (error instanceof Problem) return error.message;
  const reason = unwritable[error?.code];
  if (reason && error.path) {
    return `Pitlane cannot write to ${error.path} (${error.code}: ${reason}). Give this user the right to write in the clone and in DATA_DIR, or make room.`;
  }
  return error?.stack ?? String(error);
}

/** Runs a command's body; a Problem ends it with its sentence and exit code 1, anything unforeseen shows its stack. */
export async function command(body) {
  try {
    await body();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
}
