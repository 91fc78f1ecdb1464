/**
 * As much of Stripe.js as is used here (https://docs.stripe.com/js). It may come from Stripe's own host alone, so there is
 * no package of it in the bundle.
 */
type StripeError = { readonly message?: string; readonly type?: string };
export type Appearance = {
  readonly theme: "stripe" | "night" | "flat" | "none";
  readonly variables: Readonly<Record<string, string>>;
};
type PaymentElement = {
  readonly mount: (at: HTMLElement) => void;
  readonly destroy: () => void;
  readonly on: (event: "ready" | "loaderror", run: () => void) => void;
};
export type Elements = {
  readonly create: (type: "payment", options: { readonly layout: "tabs" }) => PaymentElement;
  readonly update: (options: { readonly amount?: number; readonly appearance?: Appearance }) => void;
  readonly submit: () => Promise<{ readonly error?: StripeError }>;
};
export type Stripe = {
  readonly elements: (options: {
    readonly mode: "payment";
    readonly amount: number;
    readonly currency: string;
    readonly allowedPaymentMethodTypes: readonly string[];
    readonly appearance: Appearance;
  }) => Elements;
  readonly createConfirmationToken: (options: {
    readonly elements: Elements;
    readonly params: { readonly return_url: string };
  }) => Promise<{ readonly error?: StripeError; readonly confirmationToken?: { readonly id: string } }>;
  readonly handleNextAction: (options: { readonly clientSecret: string }) => Promise<{ readonly error?: StripeError }>;
};

declare global {
  interface Window {
    Stripe?: (publishableKey: string, options: { readonly locale: string }) => Stripe;
  }
}

/** The release that belongs to the API version of the server's SDK (`2026-10-28.endive`). */
const source = "https://js.stripe.com/endive/stripe.js";

let loading: Promise<void> | null = null;

/** Puts Stripe's script into the page; a script that trusted code adds is trusted by the policy ('strict-dynamic'). */
const load = (): Promise<void> => {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.async = true;
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => {
      loading = null;
      script.remove();
      reject(new Error("Stripe's script did not load."));
    });
    document.head.append(script);
  });
  return loading;
};

/** @throws Error when Stripe cannot be reached */
export const openStripe = async (publishableKey: string, locale: string): Promise<Stripe> => {
  await load();
  if (window.Stripe === undefined) throw new Error("Stripe's script brought no Stripe.");
  return window.Stripe(publishableKey, { locale });
};

const colour = (name: string): string => {
  // Read off an element: what a variable holds is `light-dark(…)`, which Stripe's frame would read by its own theme.
  const probe = document.createElement("span");
  probe.style.color = `var(--color-${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
};

/** Our own colours, corners and sizes, as they are in the theme of the moment. */
export const appearanceNow = (): Appearance => ({
  theme: "stripe",
  variables: {
    colorPrimary: colour("accent"),
    colorBackground: colour("surface"),
    colorText: colour("ink"),
    colorTextSecondary: colour("ink-2"),
    colorTextPlaceholder: colour("ink-3"),
    colorDanger: colour("bad"),
    fontFamily: "Arial, sans-serif",
    fontSizeBase: "16px",
    borderRadius: "8px",
    spacingUnit: "4px",
  },
});
