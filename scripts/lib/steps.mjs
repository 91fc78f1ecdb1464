import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findChromium } from "./chromium.mjs";
import { generateClient } from "./generate.mjs";
import { root } from "./paths.mjs";
import { Problem, say } from "./say.mjs";

const inPackages = (file) => path.join(root, "node_modules", file);

/** Somebody asked to stop: the step that runs is ended, the others are not begun. */
let stopped = false;

/** Runs one program of node_modules with its output on screen; resolves to its exit code. */
function run(script, settings, environment = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [inPackages(script), ...settings], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...environment },
    });
    const end = () => {
      stopped = true;
      child.kill("SIGTERM");
    };
    process.once("SIGTERM", end);
    child.on("error", reject);
    child.on("exit", (code) => {
      process.off("SIGTERM", end);
      resolve(code ?? 1);
    });
  });
}

const asOne = (code) => (code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

/** A run that failed counts at least one failure, though no test of its own was reported. */
const atLeast = (code, counts) => (code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts);

/** Where Vitest's report says that something failed, a line for each test, or for a file that could not be read. */
const failuresOfVitest = (report) =>
  (report?.testResults ?? []).flatMap(({ name, status, message, assertionResults }) => {
    const file = path.relative(root, name);
    const tests = assertionResults.filter((test) => test.status === "failed");
    if (tests.length === 0 && status === "failed") return [`${file}: ${firstLine(message)}`];
    return tests.map(({ fullName, failureMessages }) => `${file} › ${fullName}: ${firstLine(failureMessages[0])}`);
  });

const failuresOfPlaywright = ({ suites = [], specs = [] } = {}) => [
  ...specs.filter(({ ok }) => !ok).map(({ file, line, title }) => `e2e/${file}:${line} › ${title}`),
  ...suites.flatMap(failuresOfPlaywright),
];

const firstLine = (text) => (text ?? "").split("\n")[0].slice(0, 300);

function withReport(work) {
  const folder = mkdtempSync(path.join(tmpdir(), "pitlane-report-"));
  const file = path.join(folder, "report.json");
  return work(file, () => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null)).finally(() =>
    rmSync(folder, { recursive: true, force: true }),
  );
}

const vitest = (project) => () =>
  withReport(async (file, report) => {
    const code = await run("vitest/vitest.mjs", [
      "run",
      "--project",
      project,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${file}`,
    ]);
    const result = report();
    const counts = { passed: result?.numPassedTests ?? 0, failed: result?.numFailedTests ?? 0 };
    return { ...atLeast(code, counts), failures: failuresOfVitest(result) };
  });

async function lint() {
  // In a file its colours are one escape sequence for each letter.
  const colours = process.stdout.isTTY ? [] : ["--colors=off"];
  const package_ = JSON.parse(readFileSync(inPackages("@biomejs/biome/package.json"), "utf8"));
  const file = typeof package_.bin === "string" ? package_.bin : package_.bin.biome;
  return asOne(await run(`@biomejs/biome/${file}`, ["ci", "--error-on-warnings", ...colours, "."]));
}

async function types() {
  await generateClient();
  const declarations = path.join(root, "next-env.d.ts");
  if (!existsSync(declarations)) {
    // What Next writes at its first build; the types of CSS and images come with it.
    writeFileSync(declarations, '/// <reference types="next" />\n/// <reference types="next/image-types/global" />\n');
  }
  return asOne(await run("typescript/bin/tsc", ["--noEmit"]));
}

const endToEnd = () =>
  withReport(async (file, report) => {
    const chromium = await findChromium();
    const code = await run("@playwright/test/cli.js", ["test", "--reporter=list,json"], {
      CHROMIUM_PATH: chromium,
      PLAYWRIGHT_JSON_OUTPUT_NAME: file,
    });
    const result = report();
    const stats = result?.stats;
    const counts = { passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0), failed: stats?.unexpected ?? 0 };
    return { ...atLeast(code, counts), failures: failuresOfPlaywright(result) };
  });

/** The steps of `npm test`, in order; `npm run check` takes the first three. */
export const steps = {
  lint: { says: "Lint and format", run: lint },
  types: { says: "Types", run: types },
  unit: { says: "Unit tests and specs", run: vitest("unit") },
  integration: { says: "Integration tests on a real PostgreSQL", run: vitest("integration") },
  endToEnd: { says: "End-to-end tests in Chromium", run: endToEnd },
};

/** Runs steps one after another, all of them whatever fails. Returns the sums, and by name what failed. */
export async function runSteps(chosen) {
  const total = { passed: 0, failed: 0, failures: [] };
  for (const step of chosen) {
    if (stopped) break;
    const began = Date.now();
    say(`\n${step.says} …`);
    let counts;
    try {
      counts = await step.run();
    } catch (error) {
      say(error instanceof Problem ? error.message : String(error?.stack ?? error));
      counts = { passed: 0, failed: 1 };
    }
    total.passed += counts.passed;
    total.failed += counts.failed;
    // A step that counts one failure and no test is itself what failed.
    const failures = counts.failed > 0 && !counts.failures?.length ? [step.says] : (counts.failures ?? []);
    total.failures.push(...failures);
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    say(`${step.says}: ${counts.passed} passed, ${counts.failed} failed, in ${seconds} s.`);
  }
  return total;
}

/** Prints what failed once more, far below its own output, and the closing line that other programs read; sets the exit code. */
export function conclude({ passed, failed, failures }) {
  if (failures.length > 0) say(`\nFailed:\n${failures.map((failure) => `  ${failure}`).join("\n")}`);
  say(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? (process.exitCode ?? 0) : 1;
}
