import { testCards } from "./cards.ts";
import { escapeHtml } from "./page.ts";

/**
 * What the frame and the page around it say to each other (`postMessage`), each with `pitlane: "card"`:
 * the frame `ready`, `height` { height } of its body in pixels, `invalid` { message } for a field to be mended, `error` { message },
 * `token` { token }; the page around it `submit`. The frame speaks to and hears the origin alone that it was opened
 * for, and the server opens it for an origin of the app only.
 */
export const frameScript = (origin: string, publishableKey: string): string =>
  `const settings = ${JSON.stringify({ origin, publishableKey }).replaceAll("<", "\\u003c")};
const form = document.getElementById("card");
const problem = document.getElementById("problem");
const fields = ["number", "expiry", "cvc"].map((name) => document.getElementById(name));
const say = (message) => window.parent.postMessage({ pitlane: "card", ...message }, settings.origin);
const show = (message, field) => {
  problem.textContent = message;
  for (const each of fields) each.setAttribute("aria-invalid", String(each === field));
  if (field) field.focus();
};
const wrong = () => {
  const [number, expiry, cvc] = fields;
  const digits = number.value.replace(/\\D/g, "");
  const [, month, year] = /^\\s*(\\d{1,2})\\s*\\/?\\s*(?:20)?(\\d{2})\\s*$/.exec(expiry.value) || [];
  const end = month ? new Date(2000 + Number(year), Number(month), 1) : null;
  if (digits.length < 13) return ["Enter the whole card number.", number];
  if (!end || Number(month) < 1 || Number(month) > 12) return ["Enter the expiry date as month and year, such as 12/34.", expiry];
  if (end <= new Date()) return ["This card has expired. Enter another one.", expiry];
  if (!/^\\d{3,4}$/.test(cvc.value.trim())) return ["Enter the three or four digits of the security code.", cvc];
  return null;
};
let busy = false;
const submit = async () => {
  if (busy) return;
  const mistake = wrong();
  if (mistake) {
    show(...mistake);
    say({ type: "invalid", message: mistake[0] });
    return;
  }
  show("", null);
  busy = true;
  try {
    const response = await fetch("/frame/tokens", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ key: settings.publishableKey, number: fields[0].value.replace(/\\D/g, "") }),
    });
    const answer = await response.json();
    if (response.ok) say({ type: "token", token: answer.id });
    else {
      show(answer.error.message, fields[0]);
      say({ type: "invalid", message: answer.error.message });
    }
  } catch {
    say({ type: "error", message: "The card could not be sent. Check the connection and try again." });
  } finally {
    busy = false;
  }
};
window.addEventListener("message", (event) => {
  if (event.origin !== settings.origin || event.source !== window.parent) return;
  if (event.data && event.data.pitlane === "card" && event.data.type === "submit") submit();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
for (const button of document.querySelectorAll("[data-number]"))
  button.addEventListener("click", () => {
    const [number, expiry, cvc] = fields;
    number.value = button.dataset.number;
    expiry.value = expiry.value || "12/34";
    cvc.value = cvc.value || "123";
    show("", null);
  });
const tell = () => say({ type: "height", height: Math.ceil(document.body.getBoundingClientRect().height) });
new ResizeObserver(tell).observe(document.body);
say({ type: "ready" });
tell();`;

const spaced = (number: string): string => number.replace(/(\d{4})(?=\d)/g, "$1 ");

export const frameBody = (): string => `<main>
<form id="card" autocomplete="off" novalidate>
<label for="number">Card number</label>
<input id="number" inputmode="numeric" autocomplete="cc-number" maxlength="23" aria-describedby="problem" aria-invalid="false">
<div class="row">
<div><label for="expiry">Expiry (MM/YY)</label>
<input id="expiry" inputmode="numeric" autocomplete="cc-exp" maxlength="7" aria-describedby="problem" aria-invalid="false"></div>
<div><label for="cvc">Security code</label>
<input id="cvc" inputmode="numeric" autocomplete="cc-csc" maxlength="4" aria-describedby="problem" aria-invalid="false"></div>
</div>
<p id="problem" class="error" role="alert"></p>
<p class="hint" id="hint">This is the sandbox: no real card, no real money. Choose a test card:</p>
<ul class="cards" aria-labelledby="hint">${testCards
  .map(
    ({ number, shows }) =>
      `<li><button type="button" data-number="${spaced(number)}" aria-label="${escapeHtml(shows)}: card ${spaced(number)}">${escapeHtml(shows)}</button></li>`,
  )
  .join("")}</ul>
</form></main>`;
