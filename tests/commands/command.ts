import { spawn } from "node:child_process";
import path from "node:path";
import { root } from "../../scripts/lib/paths.mjs";

type Ended = { code: number | null; output: string; errors: string };

const ours =
  /^(DATABASE_|DATA_DIR|AUTH_SECRET|LINK_SECRET|ENCRYPTION_|RUNNER_|SMTP_URL|APP_URL|PORT|HOST|WORKERS|NODE_ENV|LOG_LEVEL|VITEST|NIGHTLY)/;

/** This process's environment without what the harness or a person's shell says to Pitlane. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
  return { ...kept, NODE_ENV: "production" };
}

/** Runs one of the commands in scripts/ to its end, in a clean environment with the values given. */
export function runCommand(script: string, environment: Record<string, string>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, "scripts", script)], {
      cwd: root,
      env: { ...plainEnvironment(), ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let errors = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output, errors }));
  });
}
