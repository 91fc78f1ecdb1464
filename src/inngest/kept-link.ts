/** What stands in a kept message where its link's token stood: who reads the row does not come in by it. */
const notKept = "(the link is not kept)";

export const withoutToken = (text: string, token: string | null): string =>
  token === null ? text : text.replaceAll(token, notKept);

export const lacksToken = (text: string): boolean => text.includes(notKept);

/** The message as it was sent: a link's token is made anew from what it is of. */
export const withToken = (text: string, token: string): string => text.replaceAll(notKept, token);
