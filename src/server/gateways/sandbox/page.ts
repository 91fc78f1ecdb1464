import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

const style = `
:root { color-scheme: light dark; --ink: #1b1d21; --soft: #5c626c; --line: #8b919b; --field: #ffffff; --page: #ffffff;
  --accent: #1f5fd0; --accent-ink: #ffffff; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #eceef1; --soft: #a9afba; --line: #7b828d; --field: #16181c;
  --page: #1d2025; --accent: #8ab4ff; --accent-ink: #10131a; --bad: #ff9a92; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 8px; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); }
main { max-width: 1100px; margin: 0 auto; }
h1 { font-size: 1.25rem; margin: 8px 0; } h2 { font-size: 1rem; margin: 24px 0 8px; }
label { display: block; font-weight: 600; margin-bottom: 4px; }
input, select { font: inherit; width: 100%; min-height: 44px; padding: 8px 10px; color: inherit; background: var(--field);
  border: 1px solid var(--line); border-radius: 8px; }
input[aria-invalid="true"] { border-color: var(--bad); border-width: 2px; }
button { font: inherit; min-height: 44px; padding: 8px 16px; border-radius: 8px; border: 1px solid var(--line);
  color: inherit; background: var(--field); cursor: pointer; }
button.main { color: var(--accent-ink); background: var(--accent); border-color: var(--accent); font-weight: 600; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.row { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; margin-top: 12px; align-items: end; }
.hint { color: var(--soft); font-size: .875rem; margin: 8px 0; } .error { color: var(--bad); margin: 8px 0 0; }
.cards { display: flex; flex-wrap: wrap; gap: 8px; margin: 0; padding: 0; list-style: none; }
.cards button { font-size: .875rem; padding: 4px 10px; }
.table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { text-align: left; padding: 8px; border-bottom: 1px solid var(--line); vertical-align: top; }
td.amount, th.amount { text-align: right; font-variant-numeric: tabular-nums; }
form.switch { display: flex; flex-wrap: wrap; gap: 12px; align-items: end; } form.switch div { flex: 1 1 180px; }
`;

type Page = {
  readonly title: string;
  readonly body: string;
  readonly script?: string;
  /** Origins that may put the page into a frame. */
  readonly framedBy?: readonly string[];
  /** Origins beside our own to which a form of the page may lead. */
  readonly leadsTo?: readonly string[];
};

/** Sends a whole page: one document, no other file, and a policy that lets nothing else run. */
export const sendPage = (response: ServerResponse, status: number, page: Page): void => {
  const nonce = randomBytes(16).toString("base64");
  // A policy cannot name an address of IPv6: browsers complain of one, and pass it over.
  const framedBy = page.framedBy?.filter((origin) => !origin.includes("[")) ?? [];
  const ancestors = framedBy.length > 0 ? framedBy.join(" ") : "'none'";
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    // Not "no-referrer": with it a browser sends its forms from the origin "null".
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "content-security-policy": [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src 'nonce-${nonce}'`,
      "connect-src 'self'",
      "base-uri 'none'",
      `form-action ${["'self'", ...(page.leadsTo ?? [])].join(" ")}`,
      `frame-ancestors ${ancestors}`,
    ].join("; "),
  });
  response.end(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}</title><style nonce="${nonce}">${style}</style></head>
<body>${page.body}${page.script === undefined ? "" : `<script nonce="${nonce}">${page.script}</script>`}</body></html>`);
};
