/** What the gateway's own field gives for the card in it: a token good for one charge, or why there is none. */
export type CardAnswer =
  | { readonly is: "token"; readonly token: string }
  /** `shown` where the field itself says what is to be mended. */
  | { readonly is: "refused"; readonly sentence: string; readonly shown: boolean };

/** The field of a card, whoever's it is. The number stays in it. */
export type CardField = {
  /** For a charge of so much. */
  readonly ask: (amountMinor: number) => Promise<CardAnswer>;
  /** Lets the payer's bank ask them on this page; null where it asks on a page of its own. */
  readonly act: ((clientSecret: string) => Promise<void>) | null;
};

export type CardState = "loading" | "ready" | "failed";

export const cardSilent = "The card field did not answer. Nothing was taken. Try again, or reload this page.";

/** So long a field may take to come, and to answer: after it the page says so. */
export const cardPatienceMs = 20_000;
