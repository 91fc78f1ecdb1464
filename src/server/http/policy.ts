/** What a policy depends on. */
export type PolicyOptions = {
  readonly nonce: string;
  /** React's development build evaluates code to rebuild stack traces, and Next's reload uses a socket. */
  readonly development: boolean;
  /** Where the page collects a card; absent on every other page. */
  readonly cards?: CardHosts;
};

/** What a page may load to collect a card. */
export type CardHosts = {
  readonly scripts: readonly string[];
  readonly frames: readonly string[];
  readonly connections: readonly string[];
};

/** https://docs.stripe.com/security/guide#content-security-policy, without the maps of an element that we have not. */
const stripeHosts: CardHosts = {
  scripts: ["https://js.stripe.com", "https://*.js.stripe.com"],
  frames: ["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"],
  connections: ["https://api.stripe.com"],
};

/** Pages on which a customer pays: the only ones that the gateway's frames and scripts may come to. */
const paying = /^\/pay\//;

/**
 * What the page at this path may load to collect a card: of Stripe when its key is given, else of the sandbox, which
 * needs a frame and no more.
 */
export const cardHostsFor = (
  pathname: string,
  { stripe, sandboxUrl }: { readonly stripe: boolean; readonly sandboxUrl: string | undefined },
): CardHosts | undefined => {
  if (!paying.test(pathname)) return undefined;
  if (stripe) return stripeHosts;
  return sandboxUrl === undefined ? undefined : { scripts: [], frames: [new URL(sandboxUrl).origin], connections: [] };
};

const also = (sources: readonly string[] = []): string => sources.map((source) => ` ${source}`).join("");

/**
 * The content security policy of a page. Scripts run only with the nonce or when such a script loads them;
 * inline style *attributes* are allowed (drag and popup positions are written as such), style elements are not.
 */
export const contentSecurityPolicy = ({ nonce, development, cards }: PolicyOptions): string =>
  [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}${also(cards?.scripts)}`,
    "script-src-attr 'none'",
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws:" : ""}${also(cards?.connections)}`,
    `frame-src 'self'${also(cards?.frames)}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "media-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

/** Lets Stripe's frame offer the wallet of the browser, which asks for the right to pay. */
export const permissionsToPay = (permissions: string, cards: CardHosts): string =>
  cards.connections.length === 0
    ? permissions
    : permissions.replace("payment=(self)", 'payment=(self "https://js.stripe.com")');

/** The other headers of a page. */
export const pageHeaders = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(self), microphone=(), geolocation=(), payment=(self), usb=(), browsing-topics=()",
  "referrer-policy": "strict-origin-when-cross-origin",
  "x-content-type-options": "nosniff",
} as const;

/** 128 random bits, base64: a new one for each page. */
export const makeNonce = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
