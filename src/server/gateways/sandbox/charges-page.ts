import { formatMoney } from "#/domain/money.ts";
import { type Fault, faultModes } from "./faults.ts";
import type { World } from "./intents.ts";
import { escapeHtml } from "./page.ts";
import type { IntentRecord } from "./records.ts";

const most = 200;
const time = (seconds: number): string => new Date(seconds * 1000).toISOString().replace("T", " ").slice(0, 19);

const row = (world: World, intent: IntentRecord): string => {
  const money = (amount: number): string => escapeHtml(formatMoney(amount, intent.currency.toUpperCase(), "en-GB"));
  const refunds = [...world.store.refunds.values()].filter(({ intentId }) => intentId === intent.id);
  const cells = [
    `<td>${time(intent.created)}</td>`,
    `<td class="amount">${money(intent.amount)}</td>`,
    `<td>${intent.status.replaceAll("_", " ")}${intent.lastError === null ? "" : `<br>${escapeHtml(intent.lastError.message)}`}</td>`,
    `<td>${intent.card === null ? "none" : `ends in ${intent.card.last4}`}</td>`,
    `<td>${refunds.map(({ amount, status, created }) => `${money(amount)} ${status} ${time(created)}`).join("<br>") || "none"}</td>`,
    `<td>${escapeHtml(intent.description ?? "")}</td>`,
    `<td>${escapeHtml(intent.metadata.tenant_id ?? "none")}</td>`,
    `<td>${intent.id}</td>`,
  ];
  return `<tr>${cells.join("")}</tr>`;
};

/** What has been charged here, and the switch for what goes wrong next. */
export const chargesBody = (world: World, fault: Fault): string => {
  const intents = [...world.store.intents.values()].reverse();
  const options = Object.entries(faultModes).map(
    ([mode, shows]) => `<option value="${mode}"${mode === fault.mode ? " selected" : ""}>${escapeHtml(shows)}</option>`,
  );
  const headings = ["Time (UTC)", "Amount", "State", "Card", "Refunds", "For", "Tenant", "Payment"];
  return `<main><h1>Sandbox gateway</h1>
<p class="hint">It stands in for Stripe on this machine. No money moves.</p>
<h2 id="switch">What goes wrong</h2>
<form class="switch" method="post" action="/faults" aria-labelledby="switch">
<div><label for="mode">With payments and refunds</label><select id="mode" name="mode">${options.join("")}</select></div>
<div><label for="times">How many calls (empty: until changed)</label>
<input id="times" name="times" inputmode="numeric" value="${fault.times ?? ""}"></div>
<button class="main">Switch</button></form>
<h2 id="payments">Payments</h2>
${
  intents.length === 0
    ? "<p>None yet: pay an invoice of the demo with a test card.</p>"
    : `<div class="table" role="region" aria-labelledby="payments" tabindex="0"><table><thead><tr>${headings
        .map((name) => `<th scope="col"${name === "Amount" ? ' class="amount"' : ""}>${name}</th>`)
        .join("")}</tr></thead><tbody>${intents
        .slice(0, most)
        .map((intent) => row(world, intent))
        .join(
          "",
        )}</tbody></table></div>${intents.length > most ? `<p class="hint">The newest ${most} of ${intents.length}.</p>` : ""}`
}</main>`;
};
