/** What stands in a kept message where a link's token stood: who reads the row does not come in by it. */
const notKept = { visit: "(the link is not kept)", pay: "(the link to pay is not kept)" } as const;
type KeptLink = keyof typeof notKept;

export const withoutToken = (text: string, token: string | null, link: KeptLink = "visit"): string =>
  token === null ? text : text.replaceAll(token, notKept[link]);

export const lacksToken = (text: string, link: KeptLink = "visit"): boolean => text.includes(notKept[link]);

/** The message as it was sent: a link's token is made anew from what it is of. */
export const withToken = (text: string, token: string | null, link: KeptLink = "visit"): string =>
  token === null ? text : text.replaceAll(notKept[link], token);

/** A message to be kept that may carry both links. */
export const withoutTokens = (text: string, { visit, pay }: { visit?: string | null; pay: string | null }): string =>
  withoutToken(withoutToken(text, visit ?? null), pay, "pay");
