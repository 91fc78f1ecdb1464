import { z } from "zod";
import { amountOf, minorOf, sameTotal as sameTotalAt } from "./amounts.ts";
import { type AccountingGateway, type Books, type BooksDocument, BooksError, type Tokens } from "./port.ts";
import { createXeroCall, type XeroCall } from "./xero-call.ts";

export type XeroApplication = {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiBase: string;
  readonly loginBase: string;
  readonly identityBase: string;
  readonly timeoutMs?: number;
};

const scopes = "offline_access accounting.transactions accounting.contacts accounting.settings.read";

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive(),
});
const tokenRefusal = z.object({ error: z.string() });
const connections = z.array(
  z.object({
    tenantId: z.string(),
    tenantName: z.string().nullish(),
    tenantType: z.string(),
    updatedDateUtc: z.string().nullish(),
  }),
);

/**
 * Xero over its Accounting API (the part of its OpenAPI description that tests/connections/xero keeps) and its OAuth 2.0,
 * both by plain fetch: its own package has its addresses built in (decision 113).
 */
export const createXero = (application: XeroApplication): AccountingGateway => {
  const { clientId, clientSecret, timeoutMs = 15_000 } = application;
  const [api, login, identity] = [application.apiBase, application.loginBase, application.identityBase].map((base) =>
    base.replace(/\/+$/, ""),
  );
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;

  const post = async (
    path: string,
    form: Record<string, string>,
  ): Promise<{ ok: boolean; status: number; answer: unknown }> => {
    const response = await fetch(`${identity}${path}`, {
      method: "POST",
      headers: { authorization, accept: "application/json" },
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: "error",
    }).catch((cause: unknown) => {
      throw new BooksError("unknown", "Xero could not be reached, or did not answer in time.", { cause });
    });
    const answer: unknown = await response.json().catch(() => null);
    return { ok: response.ok, status: response.status, answer };
  };
  const tokens = async (form: Record<string, string>): Promise<Tokens> => {
    const asked = Date.now();
    const { ok, status, answer } = await post("/connect/token", form);
    if (!ok) {
      const refusal = tokenRefusal.safeParse(answer);
      if (refusal.data?.error === "invalid_client")
        throw new BooksError(
          "refused",
          "Xero does not know this installation: check XERO_CLIENT_ID and XERO_CLIENT_SECRET.",
        );
      if (status >= 500 || !refusal.success)
        throw new BooksError("unknown", `Xero answered ${status}. It is tried again.`);
      throw new BooksError("login", "Xero no longer lets us in. Connect it again under Settings, Connections.");
    }
    const read = tokenAnswer.safeParse(answer);
    if (!read.success) throw new BooksError("unknown", "Xero's answer could not be read.", { cause: read.error });
    const { access_token: access, refresh_token: refresh, expires_in: seconds } = read.data;
    return { access, refresh, expiresAt: new Date(asked + seconds * 1000) };
  };

  return {
    provider: "xero",
    loginUrl: ({ state, challenge, redirectUri }) => {
      const url = new URL(`${login}/identity/connect/authorize`);
      const asked = { response_type: "code", client_id: clientId, redirect_uri: redirectUri, scope: scopes, state };
      for (const [name, value] of Object.entries({
        ...asked,
        code_challenge: challenge,
        code_challenge_method: "S256",
      }))
        url.searchParams.set(name, value);
      return url.href;
    },
    exchange: ({ code, verifier, redirectUri }) =>
      tokens({ grant_type: "authorization_code", code, redirect_uri: redirectUri, code_verifier: verifier }),
    renew: (refresh) => tokens({ grant_type: "refresh_token", refresh_token: refresh }),
    revoke: async (refresh) => void (await post("/connect/revocation", { token: refresh })),
    organisations: async (access) => {
      const call = createXeroCall({ base: api ?? "", access, organisationId: null, timeoutMs });
      const all = await call({ method: "GET", path: "/connections" }, connections);
      return all
        .filter(({ tenantType }) => tenantType === "ORGANISATION")
        .toSorted((a, b) => ((a.updatedDateUtc ?? "") < (b.updatedDateUtc ?? "") ? 1 : -1))
        .map(({ tenantId, tenantName }) => ({ id: tenantId, name: tenantName ?? "Xero" }));
    },
    open: (access, organisationId, signal) =>
      booksOf(createXeroCall({ base: `${api}/api.xro/2.0`, access, organisationId, signal, timeoutMs })),
  };
};

const accounts = z.object({
  Accounts: z.array(
    z.looseObject({
      Code: z.string().nullish(),
      Name: z.string().nullish(),
      Type: z.string().nullish(),
      Class: z.string().nullish(),
      Status: z.string().nullish(),
      EnablePaymentsToAccount: z.boolean().nullish(),
    }),
  ),
});
const taxRates = z.object({
  TaxRates: z.array(
    z.looseObject({
      TaxType: z.string(),
      Name: z.string(),
      Status: z.string().nullish(),
      CanApplyToRevenue: z.boolean().nullish(),
      EffectiveRate: z.number().nullish(),
    }),
  ),
});
const contacts = z.object({ Contacts: z.array(z.looseObject({ ContactID: z.string() })) });
const standing = { Status: z.string().nullish(), Total: z.number().nullish() };
const invoices = z.object({
  Invoices: z.array(z.looseObject({ InvoiceID: z.string(), AmountDue: z.number().nullish(), ...standing })),
});
const creditNotes = z.object({
  CreditNotes: z.array(z.looseObject({ CreditNoteID: z.string(), RemainingCredit: z.number().nullish(), ...standing })),
});
const payments = z.object({
  Payments: z.array(
    z.looseObject({
      PaymentID: z.string(),
      Reference: z.string().nullish(),
      Status: z.string().nullish(),
      Amount: z.number().nullish(),
    }),
  ),
});
const allocations = z.looseObject({});

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, "")}"`;
const gone = new Set(["DELETED", "VOIDED"]);

const only = <Each>(all: readonly Each[]): Each => {
  const [first] = all;
  if (first === undefined) throw new BooksError("unknown", "Xero's answer does not say what was made.");
  return first;
};

/** Each line one of its own with the amounts as they stand on our paper: Xero reckons nothing anew. */
const documentOf = ({ contactId, issuedOn, dueOn, currency, reference, lines }: BooksDocument) => ({
  Contact: { ContactID: contactId },
  Date: issuedOn,
  DueDate: dueOn,
  CurrencyCode: currency,
  Reference: reference,
  Status: "AUTHORISED",
  LineAmountTypes: "Exclusive",
  LineItems: lines.map((line) => ({
    Description: line.description,
    Quantity: 1,
    UnitAmount: amountOf(line.netMinor, currency),
    TaxAmount: amountOf(line.taxMinor, currency),
    AccountCode: line.account,
    TaxType: line.tax,
  })),
});

const sameTotal = (kind: string, document: BooksDocument, total: number | null | undefined): void =>
  sameTotalAt({ system: "Xero", kind, remove: "Void" }, document, total);

const booksOf = (call: XeroCall): Books => {
  const get = <Answer>(path: string, asked: Record<string, string>, shape: z.ZodType<Answer>) =>
    call({ method: "GET", path: `${path}?${new URLSearchParams(asked)}` }, shape);
  const invoiceByNumber = async (number: string) =>
    (await get("/Invoices", { InvoiceNumbers: number }, invoices)).Invoices.find(
      ({ Status }) => !gone.has(Status ?? ""),
    );
  const invoiceById = async (id: string) => only((await get("/Invoices", { IDs: id }, invoices)).Invoices);
  const creditNotesWhere = (where: string) => get("/CreditNotes", { where }, creditNotes);

  return {
    choices: async () => {
      const [all, taxes] = await Promise.all([
        get("/Accounts", { where: 'Status=="ACTIVE"' }, accounts),
        get("/TaxRates", {}, taxRates),
      ]);
      const named = all.Accounts.flatMap(({ Code, Name, ...rest }) =>
        Code ? [{ code: Code, name: `${Code}, ${Name ?? ""}`, ...rest }] : [],
      );
      const asChoice = ({ code, name }: { code: string; name: string }) => ({ code, name });
      return {
        sales: named.filter(({ Class }) => Class === "REVENUE").map(asChoice),
        payments: named
          .filter(({ Type, EnablePaymentsToAccount }) => Type === "BANK" || EnablePaymentsToAccount === true)
          .map(asChoice),
        taxes: taxes.TaxRates.filter(
          ({ Status, CanApplyToRevenue }) => Status === "ACTIVE" && CanApplyToRevenue !== false,
        ).map(({ TaxType, Name, EffectiveRate }) => ({
          code: TaxType,
          name: Name,
          rateBp: Math.round((EffectiveRate ?? 0) * 100),
        })),
      };
    },
    ensureContact: async ({ reference, name, email, phone, addressLines }, key) => {
      const [found] = (await get("/Contacts", { where: `ContactNumber==${quoted(reference)}` }, contacts)).Contacts;
      if (found !== undefined) return found.ContactID;
      const make = async (called: string, under: string) => {
        const contact = {
          Name: called.slice(0, 255),
          ContactNumber: reference,
          ...(email === null ? {} : { EmailAddress: email }),
          ...(phone === null ? {} : { Phones: [{ PhoneType: "MOBILE", PhoneNumber: phone }] }),
          ...(addressLines.length === 0
            ? {}
            : { Addresses: [{ AddressType: "POBOX", AddressLine1: addressLines.join(", ").slice(0, 500) }] }),
        };
        return only(
          (await call({ method: "PUT", path: "/Contacts", body: { Contacts: [contact] }, key: under }, contacts))
            .Contacts,
        ).ContactID;
      };
      try {
        return await make(name, key);
      } catch (error) {
        // Xero has one contact of a name, we may have two people of one.
        if (
          !(error instanceof BooksError) ||
          error.kind !== "refused" ||
          !/unique|already assigned/i.test(error.message)
        )
          throw error;
        return make(`${name.slice(0, 240)} (${reference.slice(-6)})`, `${key}:named`);
      }
    },
    ensureInvoice: async (document, key) => {
      const found = await invoiceByNumber(document.number);
      sameTotal("an invoice", document, found?.Total);
      if (found !== undefined) return found.InvoiceID;
      const body = { Invoices: [{ Type: "ACCREC", InvoiceNumber: document.number, ...documentOf(document) }] };
      const made = only((await call({ method: "PUT", path: "/Invoices", body, key }, invoices)).Invoices);
      sameTotal("an invoice", document, made.Total);
      return made.InvoiceID;
    },
    ensureCreditNote: async (document, key) => {
      const { CreditNotes } = await creditNotesWhere(`CreditNoteNumber==${quoted(document.number)}`);
      const found = CreditNotes.find(({ Status }) => !gone.has(Status ?? ""));
      sameTotal("a credit note", document, found?.Total);
      if (found !== undefined) return found.CreditNoteID;
      const { DueDate: _, ...fields } = documentOf(document);
      const body = { CreditNotes: [{ Type: "ACCRECCREDIT", CreditNoteNumber: document.number, ...fields }] };
      const made = only((await call({ method: "PUT", path: "/CreditNotes", body, key }, creditNotes)).CreditNotes);
      sameTotal("a credit note", document, made.Total);
      return made.CreditNoteID;
    },
    ensurePayment: async ({ invoiceId, reference, paidOn, account, amountMinor, currency }, key) => {
      const where = `Invoice.InvoiceID==guid(${quoted(invoiceId)})`;
      const amount = amountOf(amountMinor, currency);
      const found = (await get("/Payments", { where }, payments)).Payments.find(
        (each) =>
          !gone.has(each.Status ?? "") &&
          each.Reference === reference &&
          minorOf(each.Amount ?? 0, currency) === amountMinor,
      );
      if (found !== undefined) return found.PaymentID;
      const payment = {
        Invoice: { InvoiceID: invoiceId },
        Account: { Code: account },
        Date: paidOn,
        Amount: amount,
        Reference: reference,
      };
      return only(
        (await call({ method: "PUT", path: "/Payments", body: { Payments: [payment] }, key }, payments)).Payments,
      ).PaymentID;
    },
    removePayment: async (paymentId, key) => {
      try {
        await call(
          { method: "POST", path: `/Payments/${encodeURIComponent(paymentId)}`, body: { Status: "DELETED" }, key },
          payments,
        );
      } catch (error) {
        if (error instanceof BooksError && /already been deleted|not found|404/i.test(error.message)) return;
        throw error;
      }
    },
    settleWithCredit: async ({ creditNoteId, invoiceId, on, currency }, key) => {
      const note = only((await creditNotesWhere(`CreditNoteID==guid(${quoted(creditNoteId)})`)).CreditNotes);
      const { AmountDue } = await invoiceById(invoiceId);
      const amountMinor = Math.min(minorOf(note.RemainingCredit ?? 0, currency), minorOf(AmountDue ?? 0, currency));
      if (amountMinor <= 0) return 0;
      const body = {
        Allocations: [{ Invoice: { InvoiceID: invoiceId }, Amount: amountOf(amountMinor, currency), Date: on }],
      };
      await call(
        {
          method: "PUT",
          path: `/CreditNotes/${encodeURIComponent(creditNoteId)}/Allocations`,
          body,
          key: `${key}:${amountMinor}`,
        },
        allocations,
      );
      return amountMinor;
    },
  };
};
