import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { breaches } from "./description.ts";

/** What becomes of a call that writes: `taken-then-cut` is carried out, but its answer never arrives. */
export type XeroFault = "ok" | "500" | "hang" | "reset" | "taken-then-cut" | "429";

type Payment = {
  PaymentID: string;
  Reference: string;
  Amount: number;
  Status: string;
  Date: string;
  Account: { Code: string };
  invoiceId: string;
};
type Document = {
  id: string;
  number: string;
  total: number;
  left: number;
  contact: string;
  date: string;
  fields: Record<string, unknown>;
};
type Contact = { ContactID: string; Name: string; ContactNumber: string };

const line = z.object({
  Quantity: z.number(),
  UnitAmount: z.number(),
  TaxAmount: z.number(),
  AccountCode: z.string(),
  TaxType: z.string(),
});
const document = z.looseObject({
  Contact: z.object({ ContactID: z.string() }),
  Date: z.string(),
  LineItems: z.array(line),
  InvoiceNumber: z.string().optional(),
  CreditNoteNumber: z.string().optional(),
});
const contactShape = z.looseObject({ Name: z.string(), ContactNumber: z.string() });
const paymentShape = z.object({
  Invoice: z.object({ InvoiceID: z.string() }),
  Account: z.object({ Code: z.string() }),
  Date: z.string(),
  Amount: z.number(),
  Reference: z.string(),
});
const allocationShape = z.object({
  Invoice: z.object({ InvoiceID: z.string() }),
  Amount: z.number(),
  Date: z.string(),
});

const round = (amount: number) => Math.round(amount * 100) / 100;
const refused = (message: string) => ({
  status: 400,
  body: {
    ErrorNumber: 10,
    Type: "ValidationException",
    Message: "A validation exception occurred",
    Elements: [{ ValidationErrors: [{ Message: message }] }],
  },
});
type Answer = { status: number; body: unknown; headers?: Record<string, string> };
const ok = (body: unknown): Answer => ({ status: 200, body });

/**
 * Enough of Xero for the whole way there: login with PKCE, tokens that are used once, one organisation, contacts of one name,
 * invoices, credit notes and payments that add up. Each call is held against Xero's description, and faults can be asked for.
 */
export const startXero = async ({
  clientId = "client",
  clientSecret = "secret",
  built = null,
}: {
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** An organisation whose token is good without a login. */
  readonly built?: { readonly access: string; readonly organisationId: string } | null;
} = {}) => {
  const organisation = {
    tenantId: built?.organisationId ?? randomUUID(),
    tenantName: "Northside Motors Ltd",
    tenantType: "ORGANISATION",
    updatedDateUtc: "2026-11-27T10:00:00",
  };
  const accounts = [
    { Code: "090", Name: "Business Bank Account", Type: "BANK", Class: "ASSET", Status: "ACTIVE" },
    { Code: "200", Name: "Sales", Type: "REVENUE", Class: "REVENUE", Status: "ACTIVE", EnablePaymentsToAccount: false },
    { Code: "220", Name: "Parts", Type: "REVENUE", Class: "REVENUE", Status: "ACTIVE", EnablePaymentsToAccount: false },
    { Code: "800", Name: "Till", Type: "CURRENT", Class: "ASSET", Status: "ACTIVE", EnablePaymentsToAccount: true },
  ];
  const taxes = [
    { Name: "20% (VAT on Income)", TaxType: "OUTPUT2", Status: "ACTIVE", CanApplyToRevenue: true, EffectiveRate: 20 },
    { Name: "5% (VAT on Income)", TaxType: "RROUTPUT", Status: "ACTIVE", CanApplyToRevenue: true, EffectiveRate: 5 },
    {
      Name: "Zero Rated Income",
      TaxType: "ZERORATEDOUTPUT",
      Status: "ACTIVE",
      CanApplyToRevenue: true,
      EffectiveRate: 0,
    },
    { Name: "20% (VAT on Expenses)", TaxType: "INPUT2", Status: "ACTIVE", CanApplyToRevenue: false, EffectiveRate: 20 },
  ];
  const contacts: Contact[] = [];
  const invoices: Document[] = [];
  const creditNotes: Document[] = [];
  const payments: Payment[] = [];
  const wrong: string[] = [];
  const writes: string[] = [];
  const answers = new Map<string, Answer>();
  const codes = new Map<string, { challenge: string; redirectUri: string }>();
  const refreshes = new Set<string>();
  const accesses = new Set<string>(built === null ? [] : [built.access]);
  const faults: XeroFault[] = [];
  let always: XeroFault = "ok";
  let renewals = 0;

  const tokens = (): Answer => {
    const [access, refresh] = [randomUUID(), randomUUID()];
    accesses.add(access);
    refreshes.add(refresh);
    return ok({
      access_token: access,
      refresh_token: refresh,
      expires_in: 1800,
      token_type: "Bearer",
      scope: "offline_access",
    });
  };
  const token = (form: URLSearchParams): Answer => {
    const no = (error: string): Answer => ({ status: 400, body: { error } });
    if (form.get("grant_type") === "refresh_token") {
      renewals += 1;
      return refreshes.delete(form.get("refresh_token") ?? "") ? tokens() : no("invalid_grant");
    }
    const code = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    return code?.challenge === challenge && code.redirectUri === form.get("redirect_uri")
      ? tokens()
      : no("invalid_grant");
  };

  const totals = (fields: z.infer<typeof document>): number | string => {
    for (const each of fields.LineItems) {
      if (!accounts.some(({ Code, Class }) => Code === each.AccountCode && Class === "REVENUE"))
        return `Account code '${each.AccountCode}' is not a valid code for this document.`;
      if (!taxes.some(({ TaxType, CanApplyToRevenue }) => TaxType === each.TaxType && CanApplyToRevenue))
        return `The TaxType code '${each.TaxType}' does not exist or cannot be used for this type of transaction.`;
    }
    return round(fields.LineItems.reduce((sum, each) => sum + each.Quantity * each.UnitAmount + each.TaxAmount, 0));
  };
  const write = (all: Document[], kind: "Invoice" | "CreditNote", given: unknown): Answer => {
    const fields = document.parse(given);
    const number = (kind === "Invoice" ? fields.InvoiceNumber : fields.CreditNoteNumber) ?? "";
    if (all.some((each) => each.number === number)) return refused(`${kind} # must be unique.`);
    if (!contacts.some(({ ContactID }) => ContactID === fields.Contact.ContactID))
      return refused("The contact does not exist.");
    const total = totals(fields);
    if (typeof total === "string") return refused(total);
    all.push({
      id: randomUUID(),
      number,
      total,
      left: total,
      contact: fields.Contact.ContactID,
      date: fields.Date,
      fields,
    });
    return ok({ [`${kind}s`]: all.slice(-1).map((each) => shown(kind, each)) });
  };
  const shown = (kind: "Invoice" | "CreditNote", each: Document) => ({
    [`${kind}ID`]: each.id,
    [`${kind}Number`]: each.number,
    Status: each.left === 0 ? "PAID" : "AUTHORISED",
    Total: each.total,
    ...(kind === "Invoice" ? { AmountDue: each.left } : { RemainingCredit: each.left }),
  });
  const asked = (where: string | null): string => /"([^"]*)"/.exec(where ?? "")?.[1] ?? "";

  const elements = (body: unknown, name: string): unknown[] =>
    z.record(z.string(), z.array(z.unknown())).parse(body)[name] ?? [];
  const carryOut = (method: string, path: string, query: URLSearchParams, body: unknown): Answer => {
    const where = asked(query.get("where"));
    switch (`${method} ${path.replace(/[0-9a-f-]{36}/, "{id}")}`) {
      case "GET /Accounts":
        return ok({ Accounts: accounts });
      case "GET /TaxRates":
        return ok({ TaxRates: taxes });
      case "GET /Contacts":
        return ok({ Contacts: contacts.filter(({ ContactNumber }) => ContactNumber === where) });
      case "PUT /Contacts": {
        const contact = contactShape.parse(elements(body, "Contacts")[0]);
        if (contacts.some(({ Name }) => Name === contact.Name))
          return refused(
            `The contact name ${contact.Name} is already assigned to another contact. The contact name must be unique across all active contacts.`,
          );
        contacts.push({ ContactID: randomUUID(), ...contact });
        return ok({ Contacts: contacts.slice(-1) });
      }
      case "GET /Invoices":
        return ok({
          Invoices: invoices
            .filter(({ id, number }) => number === query.get("InvoiceNumbers") || id === query.get("IDs"))
            .map((each) => shown("Invoice", each)),
        });
      case "PUT /Invoices":
        return write(invoices, "Invoice", elements(body, "Invoices")[0]);
      case "GET /CreditNotes":
        return ok({
          CreditNotes: creditNotes
            .filter(({ id, number }) => number === where || id === where)
            .map((each) => shown("CreditNote", each)),
        });
      case "PUT /CreditNotes":
        return write(creditNotes, "CreditNote", elements(body, "CreditNotes")[0]);
      case "PUT /CreditNotes/{id}/Allocations": {
        const note = creditNotes.find(({ id }) => path.includes(id));
        const { Invoice, Amount } = allocationShape.parse(elements(body, "Allocations")[0]);
        const invoice = invoices.find(({ id }) => id === Invoice.InvoiceID);
        if (note === undefined || invoice === undefined || Amount > note.left || Amount > invoice.left)
          return refused("The allocation amount is more than is left.");
        note.left = round(note.left - Amount);
        invoice.left = round(invoice.left - Amount);
        return ok({ Allocations: [{ Amount }] });
      }
      case "GET /Payments":
        return ok({ Payments: payments.filter(({ invoiceId }) => invoiceId === where) });
      case "PUT /Payments": {
        const payment = paymentShape.parse(elements(body, "Payments")[0]);
        const invoice = invoices.find(({ id }) => id === payment.Invoice.InvoiceID);
        if (
          !accounts.some(
            ({ Code, Type, EnablePaymentsToAccount }) =>
              Code === payment.Account.Code && (Type === "BANK" || EnablePaymentsToAccount),
          )
        )
          return refused("Payments cannot be made to this account.");
        if (invoice === undefined || payment.Amount > invoice.left)
          return refused("Payment amount exceeds the amount outstanding on this document");
        invoice.left = round(invoice.left - payment.Amount);
        payments.push({
          PaymentID: randomUUID(),
          Status: "AUTHORISED",
          invoiceId: invoice.id,
          Reference: payment.Reference,
          Amount: payment.Amount,
          Date: payment.Date,
          Account: payment.Account,
        });
        return ok({ Payments: payments.slice(-1) });
      }
      case "POST /Payments/{id}": {
        const payment = payments.find(({ PaymentID }) => path.endsWith(PaymentID));
        const invoice = invoices.find(({ id }) => id === payment?.invoiceId);
        if (payment === undefined || invoice === undefined) return { status: 404, body: { Message: "not found" } };
        if (payment.Status === "DELETED") return refused("This payment has already been deleted");
        payment.Status = "DELETED";
        invoice.left = round(invoice.left + payment.Amount);
        return ok({ Payments: [payment] });
      }
      default:
        return { status: 404, body: { Message: `no ${method} ${path}` } };
    }
  };

  const answerApi = (request: IncomingMessage, url: URL, body: unknown): Answer | "hang" | "reset" => {
    const path = url.pathname.replace("/api.xro/2.0", "");
    const method = request.method ?? "GET";
    if (!accesses.has((request.headers.authorization ?? "").replace("Bearer ", "")))
      return { status: 401, body: { Title: "Unauthorized" } };
    if (request.headers["xero-tenant-id"] !== organisation.tenantId)
      return { status: 403, body: { Title: "Forbidden" } };
    wrong.push(...breaches({ method, path, query: url.searchParams, headers: request.headers, body }));
    if (method === "GET") return carryOut(method, path, url.searchParams, body);
    const fault = faults.shift() ?? always;
    writes.push(`${method} ${path} ${fault}`);
    if (fault === "500") return { status: 500, body: "<html>" };
    if (fault === "429") return { status: 429, body: "", headers: { "retry-after": "1" } };
    if (fault === "hang" || fault === "reset") return fault;
    const key = request.headers["idempotency-key"];
    if (typeof key !== "string") wrong.push(`${method} ${path} comes without a key`);
    const known = answers.get(`${key}`);
    const answer = known ?? carryOut(method, path, url.searchParams, body);
    answers.set(`${key}`, answer);
    return fault === "taken-then-cut" ? "reset" : answer;
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://xero.test");
    const given = await text(request);
    const send = ({ status, body, headers = {} }: Answer) =>
      void response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(typeof body === "string" ? body : JSON.stringify(body));
    if (url.pathname === "/identity/connect/authorize") {
      const want = (name: string) => url.searchParams.get(name) ?? "";
      if (
        want("client_id") !== clientId ||
        want("code_challenge_method") !== "S256" ||
        want("response_type") !== "code"
      )
        return send({ status: 400, body: {} });
      const code = randomUUID();
      codes.set(code, { challenge: want("code_challenge"), redirectUri: want("redirect_uri") });
      const back = new URL(want("redirect_uri"));
      back.searchParams.set("code", code);
      back.searchParams.set("state", want("state"));
      return void response.writeHead(302, { location: back.href }).end();
    }
    const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
    if (url.pathname.startsWith("/connect/")) {
      if (request.headers.authorization !== basic) return send({ status: 400, body: { error: "invalid_client" } });
      const form = new URLSearchParams(given);
      if (url.pathname === "/connect/token") return send(token(form));
      refreshes.delete(form.get("token") ?? "");
      return send(ok({}));
    }
    // For a test in another process.
    if (url.pathname === "/test/books") return send(ok({ wrong, invoices }));
    if (url.pathname === "/connections") return send(ok([organisation]));
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
    accounts,
    taxes,
    contacts,
    invoices,
    creditNotes,
    payments,
    /** What any call broke of Xero's description. */
    wrong,
    writes,
    renewals: () => renewals,
    /** For the next calls that write, then for all others. */
    fault: (next: readonly XeroFault[], then: XeroFault = "ok") => {
      faults.splice(0, faults.length, ...next);
      always = then;
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
