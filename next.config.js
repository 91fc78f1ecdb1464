import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const distDir = process.env.NEXT_DIST_DIR ?? ".next";

/**
 * Next writes the folder it builds into in the tsconfig it is given. The one in the repository stays as it is: any
 * other folder than the usual one gets a tsconfig of its own, beside it: Next empties the folder itself.
 */
function tsconfigFor(folder) {
  if (folder === ".next" || process.env.NODE_ENV === "production") return "tsconfig.json";
  const file = `${folder}.tsconfig.json`;
  const up = path.relative(path.dirname(file), ".");
  mkdirSync(path.dirname(file), { recursive: true });
  if (!existsSync(file))
    writeFileSync(file, JSON.stringify({ extends: `${up}/tsconfig.json`, include: [`${up}/src`] }));
  return file;
}

/** @type {import("next").NextConfig} */
export default {
  distDir,
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by `npm test` and `npm run check`; checking again would only delay a start.
  typescript: { ignoreBuildErrors: true, tsconfigPath: tsconfigFor(distDir) },
  // Read from node_modules at run time: they open files beside their own code, or are loaded by worker threads.
  serverExternalPackages: [
    "pg",
    "pdfkit",
    "pino",
    "nodemailer",
    "mailparser",
    "smtp-server",
    "better-auth",
    "intuit-oauth",
    "@hubspot/api-client",
    "prom-client",
    "@opentelemetry/api",
    "@opentelemetry/context-async-hooks",
    "@opentelemetry/exporter-trace-otlp-http",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-trace-base",
  ],
};
