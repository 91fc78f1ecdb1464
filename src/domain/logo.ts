import { z } from "zod";
import { logoHref } from "#/domain/logo-picture.ts";

/** A tenant's logo: files named by the hash of their bytes, so that one which was shown never turns into another. */

const hash = z.string().regex(/^[0-9a-f]{64}$/, "A logo is named by 64 hexadecimal digits.");
const rendition = z.object({ sha256: hash, width: z.int(), height: z.int(), bytes: z.int() });
/** On white, for paper and screens; and for mails on the mail's own ground with some of it around. */
export const tenantLogo = rendition.extend({ mail: rendition });
export type TenantLogo = z.infer<typeof tenantLogo>;

/** What a screen needs to show it. */
export const logoView = rendition.pick({ sha256: true, width: true, height: true });
export type LogoView = z.infer<typeof logoView>;

/** The same where nobody is signed in: with its address. */
export const publicLogo = logoView.omit({ sha256: true }).extend({ href: z.string() });
export type PublicLogo = z.infer<typeof publicLogo>;
/** Of a stored logo, as the database has it. */
export const publicLogoOf = (tenantId: string, stored: unknown): PublicLogo | null => {
  const logo = tenantLogo.nullable().parse(stored);
  return logo && { href: logoHref(tenantId, logo.sha256), width: logo.width, height: logo.height };
};

/** Which one is taken away, so that nobody takes away one that they have not seen. */
export const removeLogoInput = z.object({ sha256: hash });
/** What is shown from now on. */
export const logoChanged = z.object({ logo: logoView.nullable() });
/** With a new file: the one that it stands in for, or none. */
export const replacedLogo = z.union([hash, z.literal("none")]);

/** Pixels of what is kept: over 300 to the inch on paper, twice what a screen shows. */
export const logoBox = { width: 480, height: 240 } as const;

export const logoLimits = {
  /** Of the file that somebody chooses. */
  bytes: 5_000_000,
  pixels: 25_000_000,
  /** Of all logos that a tenant ever kept, since invoices and mails go on showing them. */
  tenantBytes: 20_000_000,
} as const;

export const logoIsTooLarge = "The file is over 5 MB. Save the picture smaller, and choose that.";

/** Where a logo is kept: pictures that are anybody's to see, apart from all others. */
export const logoKey = (tenantId: string, sha256: string): string => `${tenantId}/logos/${sha256}.png`;

const contentIdOf = /src="cid:logo-([0-9a-f]{64})@pitlane"/g;

/** How a mail names the picture that travels with it. */
export const logoContentId = (sha256: string): string => `logo-${sha256}@pitlane`;

/** The logos that a mail shows. What people typed cannot name one: in a mail its quotation marks are written otherwise. */
export const logosIn = (html: string): string[] => [
  ...new Set([...html.matchAll(contentIdOf)].map(([, sha256]) => sha256 ?? "")),
];

/** The mail's HTML as a page shows it, where nothing travels along. */
export const withLogoLinks = (html: string, tenantId: string): string =>
  html.replaceAll(contentIdOf, (_, sha256: string) => `src="${logoHref(tenantId, sha256)}"`);
