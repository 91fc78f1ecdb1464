import type pg from "pg";
import { uuidv7 } from "#/domain/ids.ts";
import { buildJobCards, buildParts, buildTenant } from "../../prisma/seed/builders.ts";
import { signInAt } from "./instance.ts";

const cardsToComplete = 1000;
const linesACard = 4;

type Call = () => Promise<Response>;

/** A garage at work: what its people's browsers ask of the server, in the order given again and again. */
export const openTraffic = async (url: string, admin: pg.Pool): Promise<() => Promise<void>> => {
  const tenant = await buildTenant(admin, {});
  const parts = await buildParts(admin, tenant, linesACard, { onHand: "1000000" });
  const lines = parts.map((part) => ({ kind: "PART" as const, part, quantity: "1" }));
  const open = await buildJobCards(admin, tenant, 40, { lines });
  const cookie = await signInAt(url, tenant.members.owner.email);
  // What is completed stands on another's board: a thousand open cards would make every page one that nobody has.
  const other = await openOther(url, admin);
  const branchId = tenant.branchId;
  const invoices: string[] = [];

  const read = (procedure: string, input: object, by = cookie): Promise<Response> =>
    fetch(`${url}/api/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify({ json: input }))}`, {
      headers: { cookie: by },
    });
  const write = (procedure: string, input: object, by = cookie): Promise<Response> =>
    fetch(`${url}/api/trpc/${procedure}`, {
      method: "POST",
      headers: { cookie: by, origin: url, "content-type": "application/json" },
      body: JSON.stringify({ json: { ...input, idempotencyKey: uuidv7() } }),
    });
  const page = (path: string, by = cookie): Promise<Response> => fetch(`${url}${path}`, { headers: { cookie: by } });
  const turn = <Item>(items: readonly Item[], count: number): Item => {
    const item = items[count % items.length];
    if (item === undefined) throw new Error("There is nothing to ask about.");
    return item;
  };

  let count = 0;
  const card = () => turn(open, count).jobCardId;
  const part = () => turn(parts, count).partId;
  const complete: Call = async () => {
    const next = other.cards.pop();
    if (next === undefined) return read("jobCard.byId", { jobCardId: card() });
    const response = await write("jobCard.complete", { jobCardId: next.jobCardId }, other.cookie);
    const answer: unknown = await response.clone().json();
    const found = /"invoiceId":"([0-9a-f-]+)"/.exec(JSON.stringify(answer));
    if (found?.[1]) invoices.push(found[1]);
    return response;
  };
  const receive: Call = () => write("part.receive", { partId: part(), branchId, quantity: "1", reason: "delivered" });
  const calls: readonly Call[] = [
    () => read("jobCard.board", { branchId }),
    () => read("jobCard.byId", { jobCardId: card() }),
    () => read("jobCard.preflight", { jobCardId: card() }),
    () => read("operation.timeline", { subjectType: "jobCard", subjectId: card() }),
    receive,
    () => read("part.list", { branchId }),
    () => read("part.byId", { partId: part(), branchId }),
    () => page("/board"),
    () => read("part.ledger", { partId: part(), branchId }),
    () => page("/api/health"),
    complete,
    () => read("jobCard.byId", { jobCardId: card() }),
    () => read("member.me", {}),
    () => read("customer.search", { search: "a" }),
    receive,
    () => page(`/job-cards/${card()}`),
    () => read("part.search", { branchId, search: "p" }),
    () =>
      invoices.length > 0
        ? read("invoice.byId", { invoiceId: turn(invoices, count) }, other.cookie)
        : page("/api/health"),
    () => (invoices.length > 0 ? page(`/invoices/${turn(invoices, count)}`, other.cookie) : page("/parts")),
    () => page("/api/health"),
  ];
  return async () => {
    const call = turn(calls, count);
    count += 1;
    const response = await call();
    const body = await response.text();
    if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${body.slice(0, 200)}`);
  };
};

const openOther = async (url: string, admin: pg.Pool) => {
  const tenant = await buildTenant(admin, {});
  const parts = await buildParts(admin, tenant, linesACard, { onHand: "1000000" });
  const lines = parts.map((part) => ({ kind: "PART" as const, part, quantity: "1" }));
  const cards = await buildJobCards(admin, tenant, cardsToComplete, { lines });
  return { cards, cookie: await signInAt(url, tenant.members.owner.email) };
};
