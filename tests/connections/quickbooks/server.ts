import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { breaches } from "./description.ts";

/** What becomes of a call that writes: `taken-then-500` and `taken-then-cut` are carried out, but nobody hears of it. */
export type QuickBooksFault = "ok" | "500" | "taken-then-500" | "hang" | "reset" | "taken-then-cut" | "401" | "429";

const ref = z.looseObject({ value: z.string() });
const links = z.array(z.object({ TxnId: z.string(), TxnType: z.string() }));
const customerShape = z.looseObject({ DisplayName: z.string().min(1), Notes: z.string().optional() });
const documentShape = z.looseObject({
  DocNumber: z.string().max(21),
  CustomerRef: ref,
  TxnDate: z.string(),
  Line: z
    .array(
      z.looseObject({
        Amount: z.number(),
        DetailType: z.literal("SalesItemLineDetail"),
        SalesItemLineDetail: z.looseObject({ ItemRef: ref, Qty: z.number(), UnitPrice: z.number(), TaxCodeRef: ref }),
      }),
    )
    .min(1),
  TxnTaxDetail: z.looseObject({
    TotalTax: z.number(),
    TaxLine: z
      .array(z.looseObject({ Amount: z.number(), TaxLineDetail: z.looseObject({ TaxRateRef: ref }) }))
      .optional(),
  }),
});
const paymentShape = z.looseObject({
  CustomerRef: ref,
  TotalAmt: z.number(),
  TxnDate: z.string(),
  DepositToAccountRef: ref.optional(),
  PrivateNote: z.string().optional(),
  Line: z.array(z.object({ Amount: z.number(), LinkedTxn: links })).min(1),
});
const removal = z.object({ Id: z.string(), SyncToken: z.string() });

type Customer = z.infer<typeof customerShape> & { Id: string };
type Document = z.infer<typeof documentShape> & { Id: string; total: number; left: number };
type Payment = z.infer<typeof paymentShape> & { Id: string; SyncToken: string };

const round = (amount: number) => Math.round(amount * 100) / 100;
type Answer = { status: number; body: unknown; headers?: Record<string, string> };
const ok = (body: unknown): Answer => ({ status: 200, body });
const refused = (code: string, Message: string, Detail = Message): Answer => ({
  status: 400,
  body: { Fault: { Error: [{ Message, Detail, code }], type: "ValidationFault" }, time: "2026-11-27T00:00:00Z" },
});

/**
 * Enough of QuickBooks Online for the whole way there: login, refresh tokens of which each is used once, one company, names
 * that stand once, invoices, credit memos and payments that add up, and answers kept by `requestid`, refusals too. Each call
 * is held against Intuit's schema, and faults can be asked for.
 */
export const startQuickBooks = async ({ clientId = "client", clientSecret = "secret", country = "GB" } = {}) => {
  const realmId = "9341452099887711";
  const items = [
    { Id: "11", Name: "Workshop labour", Type: "Service", Active: true },
    { Id: "12", Name: "Parts", Type: "NonInventory", Active: true },
    { Id: "13", Name: "Oil in the shop", Type: "Inventory", Active: true },
  ];
  const accounts = [
    { Id: "35", Name: "Current account", AccountType: "Bank", AccountSubType: "Checking", Active: true },
    {
      Id: "36",
      Name: "Undeposited Funds",
      AccountType: "Other Current Asset",
      AccountSubType: "UndepositedFunds",
      Active: true,
    },
    { Id: "79", Name: "Sales", AccountType: "Income", AccountSubType: "SalesOfProductIncome", Active: true },
  ];
  const rates = [
    { Id: "3", Name: "20.0% S", RateValue: 20, Active: true },
    { Id: "4", Name: "5.0% R", RateValue: 5, Active: true },
    { Id: "5", Name: "0.0% Z", RateValue: 0, Active: true },
  ];
  const rated = (id: string) => ({ TaxRateDetail: [{ TaxRateRef: { value: id }, TaxTypeApplicable: "TaxOnAmount" }] });
  const taxCodes =
    country === "US"
      ? [
          { Id: "TAX", Name: "TAX", Active: true },
          { Id: "NON", Name: "NON", Active: true },
          { Id: "2", Name: "California", Active: true, SalesTaxRateList: rated("3") },
        ]
      : [
          { Id: "7", Name: "20.0% S", Active: true, SalesTaxRateList: rated("3") },
          { Id: "8", Name: "5.0% R", Active: true, SalesTaxRateList: rated("4") },
          { Id: "9", Name: "0.0% Z", Active: true, SalesTaxRateList: rated("5") },
          { Id: "10", Name: "Bought in", Active: true },
        ];
  const customers: Customer[] = [];
  const invoices: Document[] = [];
  const creditMemos: Document[] = [];
  const payments: Payment[] = [];
  const removed: Payment[] = [];
  const wrong: string[] = [];
  const writes: string[] = [];
  const answers = new Map<string, Answer>();
  const codes = new Map<string, string>();
  const refreshes = new Set<string>();
  const accesses = new Set<string>();
  const faults: QuickBooksFault[] = [];
  let always: QuickBooksFault = "ok";
  let renewals = 0;
  let lastId = 100;
  let staleOnce = false;
  const nextId = () => {
    lastId += 1;
    return String(lastId);
  };

  const tokens = (): Answer => {
    const [access, refresh] = [randomUUID(), randomUUID()];
    accesses.add(access);
    refreshes.add(refresh);
    return ok({
      access_token: access,
      refresh_token: refresh,
      expires_in: 3600,
      x_refresh_token_expires_in: 8_726_400,
      token_type: "bearer",
    });
  };
  const token = (form: URLSearchParams): Answer => {
    const no = (error: string): Answer => ({ status: 400, body: { error } });
    if (form.get("grant_type") === "refresh_token") {
      renewals += 1;
      return refreshes.delete(form.get("refresh_token") ?? "") ? tokens() : no("invalid_grant");
    }
    const code = form.get("code") ?? "";
    const uri = codes.get(code);
    codes.delete(code);
    return uri !== undefined && uri === form.get("redirect_uri") ? tokens() : no("invalid_grant");
  };

  const paymentsOf = (id: string) =>
    payments
      .filter(({ Line }) => Line.some(({ LinkedTxn }) => LinkedTxn.some(({ TxnId }) => TxnId === id)))
      .map(({ Id }) => ({ TxnId: Id, TxnType: "Payment" }));
  const shown = ({ Id, total, left, DocNumber, CustomerRef, PrivateNote }: Document, isInvoice: boolean) => ({
    Id,
    SyncToken: "0",
    DocNumber,
    CustomerRef,
    PrivateNote,
    TotalAmt: total,
    Balance: left,
    ...(isInvoice ? { LinkedTxn: paymentsOf(Id) } : { RemainingCredit: left }),
  });
  const tables: Readonly<Record<string, () => readonly Record<string, unknown>[]>> = {
    CompanyInfo: () => [{ Id: "1", CompanyName: "Northside Motors Ltd", Country: country }],
    Preferences: () => [{ Id: "1", CurrencyPrefs: { HomeCurrency: { value: country === "US" ? "USD" : "GBP" } } }],
    Item: () => items,
    Account: () => accounts,
    TaxCode: () => taxCodes,
    TaxRate: () => rates,
    Customer: () => customers,
    Invoice: () => invoices.map((each) => shown(each, true)),
    CreditMemo: () => creditMemos.map((each) => shown(each, false)),
    Payment: () => payments,
  };
  const find = (asked: string): Answer => {
    const read = /^select \* from (\w+)(?: where (\w+) (=|in) (.+?))? maxresults 1000$/.exec(asked);
    const rows = tables[read?.[1] ?? ""]?.();
    if (read === null || rows === undefined) return refused("4000", `QueryParserError: ${asked}`);
    const [, kind = "", field, , given = ""] = read;
    // A query of names and numbers alone: 'it''s' is written 'it\'s'.
    const values = [...given.matchAll(/'((?:[^'\\]|\\.)*)'|\btrue\b/g)].map(([whole, said]) =>
      said === undefined ? whole : said.replaceAll(/\\(.)/g, "$1"),
    );
    const found = field === undefined ? rows : rows.filter((row) => values.includes(`${row[field]}`));
    return ok({
      QueryResponse: found.length === 0 ? {} : { [kind]: found, startPosition: 1, maxResults: found.length },
    });
  };

  const writeDocument = (all: Document[], kind: "Invoice" | "CreditMemo", body: unknown): Answer => {
    const fields = documentShape.parse(body);
    if (all.some(({ DocNumber }) => DocNumber === fields.DocNumber))
      return refused("6140", "Duplicate Document Number Error", `Number ${fields.DocNumber} is in use.`);
    if (!customers.some(({ Id }) => Id === fields.CustomerRef.value))
      return refused("2500", "Invalid Reference Id", "Invalid Reference Id : Names element id not found");
    for (const { Amount, SalesItemLineDetail: detail } of fields.Line) {
      if (!items.some(({ Id }) => Id === detail.ItemRef.value)) return refused("2500", "Invalid Reference Id : Item");
      if (!taxCodes.some(({ Id }) => Id === detail.TaxCodeRef.value))
        return refused("6000", "A business validation error has occurred", "The tax code is not valid.");
      if (round(detail.Qty * detail.UnitPrice) !== Amount)
        return refused("6070", "Amount calculation incorrect in the request");
    }
    const { TotalTax, TaxLine } = fields.TxnTaxDetail;
    if (TaxLine !== undefined && round(TaxLine.reduce((sum, { Amount }) => sum + Amount, 0)) !== TotalTax)
      return refused("6000", "The tax lines do not come to the total tax.");
    const total = round(fields.Line.reduce((sum, { Amount }) => sum + Amount, TotalTax));
    const document = { ...fields, Id: nextId(), total, left: total };
    all.push(document);
    return ok({ [kind]: shown(document, kind === "Invoice"), time: "2026-11-27T00:00:00Z" });
  };
  const linkedTo = (payment: Payment) =>
    payment.Line.flatMap(({ Amount, LinkedTxn }) =>
      LinkedTxn.flatMap(({ TxnId }) => {
        const document = [...invoices, ...creditMemos].find(({ Id }) => Id === TxnId);
        return document === undefined ? [] : [{ Amount, document }];
      }),
    );
  const writePayment = (body: unknown): Answer => {
    const fields = paymentShape.parse(body);
    if (fields.DepositToAccountRef && !accounts.slice(0, 2).some(({ Id }) => Id === fields.DepositToAccountRef?.value))
      return refused("6000", "A business validation error has occurred", "Deposits cannot be made to this account.");
    const payment: Payment = { ...fields, Id: nextId(), SyncToken: "0" };
    const parts = linkedTo(payment);
    if (parts.length !== fields.Line.length) return refused("2500", "Invalid Reference Id");
    if (parts.some(({ Amount, document }) => Amount > document.left))
      return refused("6000", "The amount of a payment exceeds what is open of its transaction.");
    const [paid, credited] = [invoices, creditMemos].map((kind) =>
      round(parts.filter(({ document }) => kind.includes(document)).reduce((sum, { Amount }) => sum + Amount, 0)),
    );
    if (round((paid ?? 0) - (credited ?? 0)) !== fields.TotalAmt)
      return refused("6000", "The total does not come to its lines.");
    for (const { Amount, document } of parts) document.left = round(document.left - Amount);
    payments.push(payment);
    return ok({ Payment: payment });
  };
  const removePayment = (body: unknown): Answer => {
    const { Id, SyncToken } = removal.parse(body);
    const payment = payments.find((each) => each.Id === Id);
    if (payment === undefined) return refused("610", "Object Not Found");
    if (staleOnce) payment.SyncToken = String(Number(payment.SyncToken) + 1);
    staleOnce = false;
    if (payment.SyncToken !== SyncToken)
      return refused("5010", "Stale Object Error", "You and somebody else were working on this at the same time.");
    for (const { Amount, document } of linkedTo(payment)) document.left = round(document.left + Amount);
    payments.splice(payments.indexOf(payment), 1);
    removed.push(payment);
    return ok({ Payment: { Id, status: "Deleted" } });
  };
  const writeCustomer = (body: unknown): Answer => {
    const fields = customerShape.parse(body);
    if (customers.some(({ DisplayName }) => DisplayName === fields.DisplayName))
      return refused("6240", "Duplicate Name Exists Error", "The name supplied already exists.");
    const customer = { ...fields, Id: nextId() };
    customers.push(customer);
    return ok({ Customer: customer });
  };
  const carryOut = (where: string, query: URLSearchParams, body: unknown): Answer => {
    if (where === "customer") return writeCustomer(body);
    if (where === "invoice") return writeDocument(invoices, "Invoice", body);
    if (where === "creditmemo") return writeDocument(creditMemos, "CreditMemo", body);
    return query.get("operation") === "delete" ? removePayment(body) : writePayment(body);
  };

  const answerApi = (request: IncomingMessage, url: URL, body: unknown): Answer | "hang" | "reset" => {
    const [, company = "", where = ""] = /^\/v3\/company\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
    const method = request.method ?? "GET";
    const unauthorised = { status: 401, body: { Fault: { Error: [{ Message: "Unauthorized", code: "3200" }] } } };
    const bearer = (request.headers.authorization ?? "").replace("Bearer ", "");
    if (!accesses.has(bearer)) return unauthorised;
    if (company !== realmId)
      return { status: 403, body: { Fault: { Error: [{ Message: "ApplicationAuthorizationFailed", code: "3100" }] } } };
    wrong.push(...breaches(method, where, url.searchParams, body));
    if (method === "GET") return find(url.searchParams.get("query") ?? "");
    const fault = faults.shift() ?? always;
    writes.push(`${where} ${fault}`);
    if (fault === "500") return { status: 500, body: "<html>" };
    if (fault === "429") return { status: 429, body: "", headers: { "retry-after": "1" } };
    if (fault === "401") {
      accesses.delete(bearer);
      return unauthorised;
    }
    if (fault === "hang" || fault === "reset") return fault;
    const id = url.searchParams.get("requestid") ?? "";
    const answer = answers.get(id) ?? carryOut(where, url.searchParams, body);
    answers.set(id, answer);
    if (fault === "taken-then-500") return { status: 500, body: "<html>" };
    return fault === "taken-then-cut" ? "reset" : answer;
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://quickbooks.test");
    const given = await text(request);
    const send = ({ status, body, headers = {} }: Answer) =>
      void response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(typeof body === "string" ? body : JSON.stringify(body));
    if (url.pathname === "/connect/oauth2") {
      const want = (name: string) => url.searchParams.get(name) ?? "";
      if (want("client_id") !== clientId || want("scope") !== "com.intuit.quickbooks.accounting")
        return send({ status: 400, body: {} });
      const code = randomUUID();
      codes.set(code, want("redirect_uri"));
      const back = new URL(want("redirect_uri"));
      for (const [name, value] of Object.entries({ code, state: want("state"), realmId }))
        back.searchParams.set(name, value);
      return void response.writeHead(302, { location: back.href }).end();
    }
    const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
    if (url.pathname.includes("/oauth2/")) {
      if (request.headers.authorization !== basic) return send({ status: 401, body: { error: "invalid_client" } });
      if (url.pathname === "/oauth2/v1/tokens/bearer") return send(token(new URLSearchParams(given)));
      refreshes.delete(z.object({ token: z.string() }).parse(JSON.parse(given)).token);
      return send(ok({}));
    }
    // For a test in another process.
    if (url.pathname === "/test/books") return send(ok({ wrong, invoices }));
    const answer = answerApi(request, url, given === "" ? null : JSON.parse(given));
    if (answer === "hang") return;
    if (answer === "reset") return void request.socket.resetAndDestroy();
    send(answer);
  };
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    items,
    customers,
    invoices,
    creditMemos,
    payments,
    removed,
    refreshes,
    /** What any call broke of Intuit's schema. */
    wrong,
    writes,
    renewals: () => renewals,
    /** For the next calls that write, then for all others. */
    fault: (next: readonly QuickBooksFault[], then: QuickBooksFault = "ok") => {
      faults.splice(0, faults.length, ...next);
      always = then;
    },
    /** Somebody changes the payment that is to be removed next, just before. */
    changeBeforeRemoval: () => {
      staleOnce = true;
    },
    /** Ends every token: the member has taken our access away. */
    lockOut: () => {
      accesses.clear();
      refreshes.clear();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
