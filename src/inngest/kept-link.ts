/** What stands in a kept message where a link's token stood: who reads the row does not come in by it. */
const notKept = {
  visit: "(the link is not kept)",
  pay: "(the link to pay is not kept)",
  choose: "(the link to choose messages is not kept)",
} as const;
type KeptLink = keyof typeof notKept;

export const withoutToken = (text: string, token: string | null, link: KeptLink = "visit"): string =>
  token === null ? text : text.replaceAll(token, notKept[link]);

export const lacksToken = (text: string, link: KeptLink = "visit"): boolean => text.includes(notKept[link]);

/** The message as it was sent: a link's token is made anew from what it is of. */
export const withToken = (text: string, token: string | null, link: KeptLink = "visit"): string =>
  token === null ? text : text.replaceAll(notKept[link], token);

/** The tokens in a message; none of a link that it does not carry. */
export type KeptTokens = { readonly [Link in KeptLink]?: string | null };

/** A message to be kept that may carry several links. */
export const withoutTokens = (text: string, { visit = null, pay = null, choose = null }: KeptTokens): string =>
  withoutToken(withoutToken(withoutToken(text, visit), pay, "pay"), choose, "choose");
