import { countryTerms } from "#/domain/countries.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { whyPasswordUnfit } from "#/domain/password-length.ts";
import { whyEmailFails } from "./sign-in.ts";

/** What is typed, as it stands in the fields; the password is kept apart from it and never on the device. */
export type SignUpText = {
  readonly tenantName: string;
  readonly country: string;
  readonly zone: string;
  readonly language: string;
  readonly branchName: string;
  readonly bays: string;
  readonly labourRate: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  /** The same over every attempt with this draft, so that an answer that was lost is not a second workshop. */
  readonly key: string;
};
export type SignUpField = Exclude<keyof SignUpText, "key"> | "password";
export type SignUpErrors = Partial<Record<SignUpField, string>>;

const inCountry = (code: string): Pick<SignUpText, "country" | "zone" | "language"> => {
  const terms = countryTerms(code);
  return { country: code, zone: terms?.zones[0] ?? "Europe/London", language: terms?.languages[0] ?? "en-GB" };
};

export const emptyText = (country: string): SignUpText => ({
  ...inCountry(country),
  tenantName: "",
  branchName: "Main workshop",
  bays: "3",
  labourRate: "",
  name: "",
  email: "",
  phone: "",
  key: "",
});

/** Another country brings its own clock and language. */
export const moveTo = (text: SignUpText, country: string): SignUpText => ({ ...text, ...inCountry(country) });

/** What was kept on the device, if it still has every field. */
export const acceptText = (stored: unknown): SignUpText | null => {
  if (typeof stored !== "object" || stored === null) return null;
  const field = (name: keyof SignUpText): string | null => {
    const value: unknown = Reflect.get(stored, name);
    return typeof value === "string" ? value : null;
  };
  const { key, ...rest } = emptyText("GB");
  const text = { ...rest, key };
  for (const name of fieldNames(text)) {
    const value = field(name);
    if (value === null) return null;
    text[name] = value;
  }
  return text;
};

const fieldNames = (text: SignUpText): (keyof SignUpText)[] =>
  Object.keys(text).filter((name): name is keyof SignUpText => name in text);

/** What is missing or malformed, by field, in the order of the form. */
export const whatFails = (text: SignUpText, password: string): SignUpErrors => {
  const missing = (value: string, sentence: string) => (value.trim() === "" ? { value: sentence } : null);
  const errors: [SignUpField, string | null | undefined][] = [
    ["tenantName", missing(text.tenantName, "The name of the workshop is missing.")?.value],
    ["branchName", missing(text.branchName, "The branch needs a name, as the street it stands in.")?.value],
    ["bays", /^\d+$/.test(text.bays) && Number(text.bays) >= 1 && Number(text.bays) <= 30 ? null : "Between 1 and 30."],
    ["labourRate", /^\d{1,7}([.,]\d{1,2})?$/.test(text.labourRate.trim()) ? null : "As 75 or 75.50."],
    ["name", missing(text.name, "Your name is missing.")?.value],
    ["email", whyEmailFails(text.email)],
    ["password", whyPasswordUnfit(password)],
  ];
  return Object.fromEntries(errors.filter(([, sentence]) => sentence !== null && sentence !== undefined));
};

export const newKey = (): string => uuidv7();

export type SignUpOutcome =
  | { readonly ok: true; readonly tenantId: string }
  | { readonly ok: false; readonly sentence: string; readonly fields: SignUpErrors };

const unreached = "Pitlane did not answer. What you typed is safe; try again when the connection is back.";

/** Signs the workshop up: the one call of this page, in tRPC's own envelope and without its client. */
export const signUp = async (text: SignUpText, password: string): Promise<SignUpOutcome> => {
  const { key, bays, phone, ...rest } = text;
  const json = {
    ...rest,
    bays: Number(bays),
    phone: phone.trim() === "" ? null : phone,
    password,
    idempotencyKey: key,
  };
  const answer = await fetch("/api/trpc/tenant.register", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ json }),
  }).catch(() => null);
  const body: unknown = answer === null ? null : await answer.json().catch(() => null);
  if (answer === null || body === null) return { ok: false, sentence: unreached, fields: {} };
  const tenantId = at(body, "result", "data", "json", "tenantId");
  if (typeof tenantId === "string") return { ok: true, tenantId };
  const sentence = at(body, "error", "json", "message");
  const fields = at(body, "error", "json", "data", "fields");
  const named = at(body, "error", "json", "data", "details", "field");
  const said = typeof sentence === "string" ? sentence : unreached;
  return {
    ok: false,
    sentence: said,
    fields: typeof named === "string" ? { [named]: said } : sentencesOf(fields),
  };
};

const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (inner, name) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  );

const sentencesOf = (fields: unknown): SignUpErrors =>
  typeof fields === "object" && fields !== null
    ? Object.fromEntries(Object.entries(fields).filter(([, sentence]) => typeof sentence === "string"))
    : {};
