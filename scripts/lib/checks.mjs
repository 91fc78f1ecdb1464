import { setTimeout as wait } from "node:timers/promises";
import { withClient } from "./database.mjs";
import { portProblem } from "./processes.mjs";
import { Problem } from "./say.mjs";

/**
 * Stops with a sentence when the port cannot be listened on.
 * @param {number} port
 * @param {string} host
 * @param {number} [patience] milliseconds to wait for one that is about to be free
 */
export async function requirePort(port, host, patience = 0) {
  const end = Date.now() + patience;
  let code = await portProblem(port, host);
  while (code === "EADDRINUSE" && Date.now() < end) {
    await wait(100);
    code = await portProblem(port, host);
  }
  if (code === null) return;
  if (code === "EADDRINUSE") {
    throw new Problem(
      `Port ${port} is in use: end what listens there, or choose another with PORT=${port + 1} npm start.`,
    );
  }
  if (code === "EACCES")
    throw new Problem(`This user may not listen on port ${port}: choose one from 1024 up with PORT.`);
  throw new Problem(`Pitlane cannot listen on ${host}:${port} (${code}): check HOST and PORT.`);
}

/** Stops with every problem of the environment, a sentence each. */
export async function requireEnvironment(environment = process.env) {
  const { environmentProblems } = await import("../../src/domain/environment.ts");
  const problems = environmentProblems(environment);
  if (problems.length > 0) throw new Problem(problems.join("\n"));
}

const reasons = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "that host is not known",
  EAI_AGAIN: "that host is not known",
  ETIMEDOUT: "it does not answer",
  "28P01": "the password is refused",
  28000: "the login is refused",
  "3D000": "it has no such database",
};

/** Stops with a sentence when a database of one's own cannot be reached or is too old. */
export async function requireDatabase(name, url) {
  const { host, pathname } = new URL(url);
  let version;
  try {
    version = await withClient(
      url,
      async (client) => (await client.query("show server_version_num")).rows[0].server_version_num,
    );
  } catch (error) {
    const reason =
      reasons[error.code] ?? error.errors?.map((inner) => reasons[inner.code] ?? inner.message)[0] ?? error.message;
    throw new Problem(
      `${name} cannot be reached at ${host}${pathname}: ${reason}. Check the address and that the server runs.`,
    );
  }
  if (Number(version) < 170_000) {
    throw new Problem(`${name} is PostgreSQL ${Math.floor(Number(version) / 10_000)}: Pitlane needs 17 or newer.`);
  }
}
