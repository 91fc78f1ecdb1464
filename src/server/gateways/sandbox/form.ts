/** Parameters as Stripe writes them: `metadata[payment_id]=…`, `expand[0]=…`, `created[gte]=…`. */
export type Form = { readonly [name: string]: string | Form };

type Branch = { [name: string]: string | Branch };

const hasOwn = (branch: Branch, name: string): boolean => Object.hasOwn(branch, name);

/** Reads a form or a query. A name that is both a value and a group keeps the group. */
export const readForm = (text: string): Form => {
  const root: Branch = Object.create(null);
  for (const [key, value] of new URLSearchParams(text)) {
    const [first = "", ...rest] = key.split("[").map((part) => part.replace(/\]$/, ""));
    let branch = root;
    let name = first;
    for (const part of rest) {
      const below = hasOwn(branch, name) ? branch[name] : undefined;
      const next: Branch = typeof below === "object" ? below : Object.create(null);
      branch[name] = next;
      branch = next;
      // `expand[]=a` appends.
      name = part === "" ? String(Object.keys(next).length) : part;
    }
    branch[name] = value;
  }
  return root;
};

export const textOf = (form: Form, name: string): string | null => {
  const value = form[name];
  return typeof value === "string" && value !== "" ? value : null;
};

export const groupOf = (form: Form, name: string): Form => {
  const value = form[name];
  return typeof value === "object" ? value : {};
};

/** The values of an array or of a map of texts. */
export const textsOf = (form: Form): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );

/** The same for the same parameters, in whatever order they came. */
export const fingerprint = (form: Form): string =>
  JSON.stringify(form, (_, value: unknown) =>
    typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
