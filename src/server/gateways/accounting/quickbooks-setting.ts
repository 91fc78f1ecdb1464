import { z } from "zod";
import type { AccountingChoices } from "#/domain/accounting.ts";
import { BooksError } from "./port.ts";
import type { QuickBooksCall } from "./quickbooks-call.ts";

/** How a company keeps its books: its country, currency and taxes. */
export type Setting = {
  readonly name: string;
  /** One tax for a whole document, and lines that are taxed or not. */
  readonly american: boolean;
  readonly currency: string;
  readonly taxes: readonly {
    readonly code: string;
    readonly name: string;
    readonly rateBp: number;
    /** The rates it is made of, as percentages. */
    readonly rates: readonly { readonly id: string; readonly percent: number }[];
  }[];
};

const ref = z.looseObject({ value: z.string() });
const answered = <Kind extends string, Shape extends z.ZodType>(kind: Kind, shape: Shape) =>
  z
    .object({ QueryResponse: z.looseObject({ [kind]: z.array(shape).optional() }) })
    .transform(({ QueryResponse }) => z.array(shape).parse(QueryResponse[kind] ?? []));

/** What there is of `kind` where `where` holds; a text in it is written by `quoted`. A page has at most a thousand. */
export const select = <Shape extends z.ZodType>(
  call: QuickBooksCall,
  kind: string,
  shape: Shape,
  where = "",
): Promise<z.output<Shape>[]> =>
  call(
    {
      path: "/query",
      query: { query: `select * from ${kind}${where === "" ? "" : ` where ${where}`} maxresults 1000` },
    },
    answered(kind, shape),
  );

export const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

const company = z.looseObject({ CompanyName: z.string().nullish(), Country: z.string().nullish() });
const preferences = z.looseObject({ CurrencyPrefs: z.looseObject({ HomeCurrency: ref.nullish() }).nullish() });
const taxCode = z.looseObject({
  Id: z.string(),
  Name: z.string(),
  Active: z.boolean().nullish(),
  SalesTaxRateList: z.looseObject({ TaxRateDetail: z.array(z.looseObject({ TaxRateRef: ref })).optional() }).nullish(),
});
const taxRate = z.looseObject({ Id: z.string(), RateValue: z.coerce.number().nullish() });
const item = z.looseObject({ Id: z.string(), Name: z.string(), Type: z.string().nullish() });
const account = z.looseObject({
  Id: z.string(),
  Name: z.string(),
  AccountType: z.string().nullish(),
  AccountSubType: z.string().nullish(),
});

export const readSetting = async (call: QuickBooksCall): Promise<Setting> => {
  const [companies, preferred, codes, rates] = await Promise.all([
    select(call, "CompanyInfo", company),
    select(call, "Preferences", preferences),
    select(call, "TaxCode", taxCode),
    select(call, "TaxRate", taxRate),
  ]);
  const [first] = companies;
  const currency = preferred[0]?.CurrencyPrefs?.HomeCurrency?.value;
  if (first === undefined || currency === undefined)
    throw new BooksError("unknown", "QuickBooks does not say in which currency its books are kept.");
  const percents = new Map(rates.map(({ Id, RateValue }) => [Id, RateValue ?? 0]));
  const american = first.Country === "US";
  return {
    name: first.CompanyName ?? "QuickBooks",
    american,
    currency,
    taxes: codes
      // TAX says only that some tax is charged.
      .filter(({ Id, Active, SalesTaxRateList }) => Active !== false && Id !== "TAX" && (american || SalesTaxRateList))
      .map(({ Id, Name, SalesTaxRateList }) => {
        const parts = (SalesTaxRateList?.TaxRateDetail ?? []).map(({ TaxRateRef }) => ({
          id: TaxRateRef.value,
          percent: percents.get(TaxRateRef.value) ?? 0,
        }));
        const percent = parts.reduce((sum, part) => sum + part.percent, 0);
        return { code: Id, name: Name, rateBp: Math.round(percent * 100), rates: parts };
      }),
  };
};

/** Money comes in at a bank, in a till or on its way to one. */
const takesMoney = ({ AccountType, AccountSubType }: z.infer<typeof account>): boolean =>
  AccountType === "Bank" || (AccountType === "Other Current Asset" && AccountSubType === "UndepositedFunds");

/** Sales go to products and services, each of which has its account in QuickBooks. */
export const readChoices = async (call: QuickBooksCall): Promise<AccountingChoices> => {
  const [items, accounts, { taxes }] = await Promise.all([
    select(call, "Item", item, "Active = true"),
    select(call, "Account", account, "Active = true"),
    readSetting(call),
  ]);
  const choice = ({ Id, Name }: { Id: string; Name: string }) => ({ code: Id, name: Name });
  return {
    // What is counted there would be taken from its stock there, too.
    sales: items.filter(({ Type }) => Type === "Service" || Type === "NonInventory").map(choice),
    payments: accounts.filter(takesMoney).map(choice),
    taxes: taxes.map(({ code, name, rateBp }) => ({ code, name, rateBp })),
  };
};
