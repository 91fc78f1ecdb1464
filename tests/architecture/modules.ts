import { readFileSync } from "node:fs";
import path from "node:path";
import { filesUnder } from "../../scripts/lib/files.mjs";

export const root = path.resolve(import.meta.dirname, "../..");

/** A source file by its path from the clone's folder, with forward slashes. */
export type SourceFile = { file: string; text: string };

/** One import or re-export: what it names, and whether only types cross over. */
export type Import = { target: string; typeOnly: boolean };

/** The TypeScript files of src but for what is generated, the tests beside the code and their `testing.ts`. */
export function sourceFiles(): SourceFile[] {
  return filesUnder(path.join(root, "src"), ["generated"])
    .filter((file) => /\.tsx?$/.test(file) && !/(\.i?test\.tsx?|\/testing\.ts)$/.test(file))
    .map((file) => ({ file: path.relative(root, file).replaceAll(path.sep, "/"), text: readFileSync(file, "utf8") }));
}

/** Blanks comments, so that code shown in them is not taken for code. Strings that hold `//` after a colon stay. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`\w])\/\/[^\n]*/g, "$1");
}

const statement = /\b(?:import|export)\s+(type\s+)?([^"'`;=()]*?)\s*from\s*["']([^"']+)["']/g;
const bare = /\bimport\s*["']([^"']+)["']/g;
const dynamic = /(typeof\s+)?\b(?:import|require)\s*\(\s*["']([^"']+)["']/g;

function onlyTypes(clause: string): boolean {
  const braces = /^\{([\s\S]*)\}$/.exec(clause.trim());
  if (!braces) return false;
  const names = (braces[1] ?? "").split(",").filter((name) => name.trim() !== "");
  return names.length > 0 && names.every((name) => /^\s*type\s/.test(name));
}

/** Every import, re-export and dynamic import of a file's text. */
export function importsOf(text: string): Import[] {
  const code = withoutComments(text);
  const found: Import[] = [];
  for (const [, type, clause = "", target = ""] of code.matchAll(statement)) {
    found.push({ target, typeOnly: Boolean(type) || onlyTypes(clause) });
  }
  for (const [, target = ""] of code.matchAll(bare)) found.push({ target, typeOnly: false });
  for (const [, type, target = ""] of code.matchAll(dynamic)) found.push({ target, typeOnly: Boolean(type) });
  return found;
}

/** The path from the clone's folder that an import leads to, or null when it leaves our code (npm, node:). */
export function resolveImport(from: string, target: string): string | null {
  if (target.startsWith("#/")) return `src/${target.slice(2)}`;
  if (target.startsWith(".")) return path.posix.join(path.posix.dirname(from), target);
  return null;
}
