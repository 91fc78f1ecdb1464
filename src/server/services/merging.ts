import type { ContactKind } from "#/domain/contact.ts";
import type { MergeCustomers } from "#/domain/duplicate.ts";
import type { ContactRow, Facts, MergeRow } from "#/server/repositories/customer-merges.ts";

type Weighed = { readonly facts: Facts; readonly contacts: readonly ContactRow[] };
type Choice = MergeCustomers["take"];

/** What the kept customer is after a merge, and what becomes of every contact of both. */
export type MergePlan = {
  readonly after: Facts;
  /** Contacts of the one that goes which the kept one does not have. */
  readonly contacts: string[];
  /** Primary ones that were not chosen: they stay as further contacts. */
  readonly added: readonly Omit<ContactRow, "id" | "createdAt">[];
  /** Further contacts of the kept one that are its primary ones now. */
  readonly removed: readonly ContactRow[];
};

/** Weighs two customers into one: each field from the side that was chosen, no contact lost, none twice. */
export const planMerge = (kept: Weighed, gone: Weighed, take: Choice): MergePlan => {
  const of = (field: keyof Choice): Facts => (take[field] === "kept" ? kept : gone).facts;
  const after: Facts = {
    name: of("name").name,
    email: of("email").email,
    emailLabel: of("email").emailLabel,
    phone: of("phone").phone,
    phoneLabel: of("phone").phoneLabel,
    addressLines: of("addressLines").addressLines,
    note: of("note").note,
  };
  const primary = new Set([after.email, after.phone].filter((value) => value !== null));
  const removed = kept.contacts.filter(({ value }) => primary.has(value));
  const had = new Set([...primary, ...kept.contacts.map(({ value }) => value)]);
  const moving = gone.contacts.filter(({ value }) => !had.has(value));
  for (const { value } of moving) had.add(value);
  const added = [...primaries(kept.facts), ...primaries(gone.facts)].filter(({ value }) => {
    if (had.has(value)) return false;
    had.add(value);
    return true;
  });
  return { after, contacts: moving.map(({ id }) => id), added, removed };
};

const primaries = ({ email, emailLabel, phone, phoneLabel }: Facts) => {
  const some = (kind: ContactKind, value: string | null, label: string) =>
    value === null ? [] : [{ kind, value, label }];
  return [...some("EMAIL", email, emailLabel), ...some("PHONE", phone, phoneLabel)];
};

const factWords: readonly (readonly [string, (facts: Facts) => unknown])[] = [
  ["The name", ({ name }) => name],
  ["The first e-mail address", ({ email, emailLabel }) => [email, emailLabel]],
  ["The first phone number", ({ phone, phoneLabel }) => [phone, phoneLabel]],
  ["The address", ({ addressLines }) => addressLines],
  ["The note", ({ note }) => note],
];

/** Facts that the merge set and somebody has changed again: taking them back would lose what was typed since. */
export const factsChangedSince = ({ before, after }: MergeRow, now: Facts): string[] =>
  factWords.flatMap(([words, of]) => {
    const [was, became, is] = [before, after, now].map((facts) => JSON.stringify(of(facts)));
    return was !== became && is !== became ? [`${words} was changed since`] : [];
  });

/** The facts as they were before the merge, where it had set them; others stay as they are. */
export const factsBefore = ({ before, after }: MergeRow, now: Facts): Facts => {
  const back = <Name extends keyof Facts>(name: Name): Facts[Name] =>
    JSON.stringify(before[name]) === JSON.stringify(after[name]) ? now[name] : before[name];
  return {
    name: back("name"),
    email: back("email"),
    emailLabel: back("emailLabel"),
    phone: back("phone"),
    phoneLabel: back("phoneLabel"),
    addressLines: back("addressLines"),
    note: back("note"),
  };
};
