import { z } from "zod";
import { languages } from "#/domain/countries.ts";
import { moment, optionalText } from "#/domain/fields.ts";
import { emailAddress, linkTokenInput, personName } from "#/domain/member.ts";
import { newPassword } from "#/domain/passwords.ts";
import { roles } from "#/domain/permissions.ts";

/** A person's own account: password, mailbox, sessions, second factor. It is theirs, in whichever workshops they work. */

const givenPassword = z.string().min(1, "The password is missing.").max(1000, "1000 characters at most.");

export const accountView = z.object({
  name: z.string(),
  /** As it is dialled where the workshop is. */
  phone: z.string().nullable(),
  /** BCP 47. */
  language: z.string(),
  email: z.string(),
  /** Whether a link that went there was ever opened. */
  emailVerified: z.boolean(),
  /** Another address that waits for its link to be opened. */
  pendingEmail: z.string().nullable(),
  twoFactor: z.boolean(),
  role: z.enum(roles),
  tenantName: z.string(),
});
export type AccountView = z.infer<typeof accountView>;

export const sessionView = z.object({
  /** Names it among one's own; it is no part of what opens it. */
  key: z.string(),
  /** The one that asks. */
  current: z.boolean(),
  /** "Firefox on Windows", as far as the browser said. */
  device: z.string(),
  address: z.string().nullable(),
  startedAt: moment,
  seenAt: moment,
});
export type SessionView = z.infer<typeof sessionView>;

export const updateAccountInput = z.object({
  name: personName,
  phone: optionalText(40),
  language: z.enum(languages, "Choose a language of the list."),
});
export type Profile = z.infer<typeof updateAccountInput>;
export const accountUpdated = z.object({ name: z.string(), phone: z.string().nullable(), language: z.string() });
export const changePasswordInput = z.object({ currentPassword: givenPassword, newPassword });
export const endSessionInput = z.object({ key: z.string().min(8).max(64) });
export const sessionsEnded = z.object({ ended: z.int() });

export const askPasswordLinkInput = z.object({ email: emailAddress });
export const resetPasswordInput = z.object({ token: linkTokenInput, newPassword });
export const askEmailChangeInput = z.object({ email: emailAddress, password: givenPassword });
export const confirmEmailInput = z.object({ token: linkTokenInput });

/** What a link to one's own mailbox leads to; gone when it was used, replaced or left for too long. */
export const personLinkView = z.discriminatedUnion("state", [
  z.object({ state: z.literal("open"), email: z.string() }),
  z.object({ state: z.literal("gone") }),
]);

/** How long such a link opens. */
export const personLinkMinutes = 60;

const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "Mac"],
  [/Linux/, "Linux"],
];

/** "Firefox on Windows": what a person knows a browser by. */
export const deviceWords = (userAgent: string | null): string => {
  const named = (list: typeof browsers) => list.find(([pattern]) => pattern.test(userAgent ?? ""))?.[1];
  const [browser, system] = [named(browsers), named(systems)];
  if (browser === undefined) return system ?? "Another program";
  return system === undefined ? browser : `${browser} on ${system}`;
};
