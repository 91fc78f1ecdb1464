import { z } from "zod";
import type { EmailSender } from "#/documents/email/email-content.ts";
import type { InvoiceDocument } from "#/documents/invoice/invoice-document.ts";
import type { Paper } from "#/documents/paper/paper.ts";
import type { PaperTax } from "#/documents/paper/taxes.ts";
import type { InvoiceParties } from "#/domain/invoice.ts";
import { authorisationWords } from "#/domain/job-card.ts";
import { logoContentId, type TenantLogo } from "#/domain/logo.ts";
import { fitInto, initialsOf } from "#/domain/logo-picture.ts";
import { formatDate } from "#/domain/time.ts";
import type { OwnWords } from "#/domain/wording.ts";
import { mailHost } from "#/inngest/gateways.ts";
import type { MailAddress } from "#/server/gateways/mail.ts";
import type { InvoiceToDraw } from "#/server/services/invoice-files.ts";

const taxTotals = z.array(z.object({ rateBp: z.int(), netMinor: z.int(), taxMinor: z.int() }));
/** As large as a mail's head lets it be; what is kept has twice the pixels. */
const logoInMailBox = { width: 180, height: 56 };
/** Where paper is not A4. */
const letterCountries = new Set(["US", "CA", "MX", "PH"]);

/** Who sends a paper, as frozen when it was issued. */
export type Letterhead = Pick<InvoiceParties, "tenant" | "branch">;

/** What every paper says of the garage; `image` is the logo that it was issued with. */
export const paperOf = (
  { tenant, branch }: Letterhead,
  image: Uint8Array | null,
  { currency, taxMode, number, issuedOn }: Pick<InvoiceToDraw, "currency" | "taxMode" | "number" | "issuedOn">,
): Paper => ({
  tenant: {
    name: tenant.name,
    legalName: tenant.legalName,
    logo:
      image === null || tenant.logo === null
        ? { initials: initialsOf(tenant.name), colour: tenant.brandColour }
        : { image, width: tenant.logo.width, height: tenant.logo.height },
    addressLines: branch.addressLines,
    phone: branch.phone,
    email: branch.email,
    registration: tenant.registrationNumber === null ? null : `Company number ${tenant.registrationNumber}`,
    taxNumber: tenant.taxNumber,
    country: tenant.country,
  },
  branch: {
    name: branch.name,
    zone: branch.zone,
    locale: branch.locale,
    currency,
    taxMode,
    paper: letterCountries.has(branch.country) ? "LETTER" : "A4",
    taxName: branch.taxName,
  },
  number,
  issuedOn,
  locale: branch.locale,
});

/**
 * An invoice's paper, from what was frozen when it was issued. It says nothing that can change later (payments that came
 * after it, the customer's new address, another logo): the same invoice gives the same bytes for ever.
 */
export const invoiceDocument = (
  invoice: InvoiceToDraw,
  image: Uint8Array | null,
  payLink: string | null,
): InvoiceDocument => {
  const { branch, customer, vehicle, approvals, jobCardNumber } = invoice.parties;
  const toPayMinor = invoice.totalMinor - invoice.prepaid.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return {
    ...paperOf(invoice.parties, image, invoice),
    series: invoice.number.slice(0, invoice.number.lastIndexOf("-")),
    dueOn: invoice.dueOn,
    customer,
    vehicle: { ...vehicle, unit: branch.odometerUnit === "km" ? "km" : "mi" },
    jobCardNumber: String(jobCardNumber),
    approvals: approvals.map(({ givenAt, givenBy, method }) => ({
      when: givenAt,
      who: givenBy,
      how: authorisationWords[method],
    })),
    packages: packagesOf(invoice.lines),
    notDone: [],
    taxes: taxesOf(invoice.taxes),
    netMinor: invoice.netMinor,
    taxMinor: invoice.taxMinor,
    totalMinor: invoice.totalMinor,
    payments: invoice.prepaid.map(({ amountMinor, receivedAt }) => ({
      label: `Paid ahead, ${formatDate(receivedAt, branch.zone)}`,
      amountMinor,
    })),
    toPayMinor,
    payLink: toPayMinor > 0 ? payLink : null,
    payHow: toPayMinor > 0 ? linesOf(branch.paymentDetails) : [],
    terms: branch.invoiceTerms === "" ? null : branch.invoiceTerms,
  };
};

export const taxesOf = (taxes: unknown): PaperTax[] => taxTotals.parse(taxes);

/** Consecutive lines of one package stand together under its title. */
const packagesOf = (lines: InvoiceToDraw["lines"]): InvoiceDocument["packages"] => {
  const packages: InvoiceDocument["packages"] = [];
  for (const { packageTitle, ...line } of lines) {
    let last = packages.at(-1);
    if (last === undefined || last.title !== packageTitle) {
      last = { title: packageTitle, lines: [], netMinor: 0 };
      packages.push(last);
    }
    const { description, quantity, unit, unitPriceMinor, taxRateBp, netMinor, discountMinor } = line;
    last.lines.push({ description, quantity, unit, unitPriceMinor, taxRateBp, netMinor, discountMinor });
    last.netMinor += netMinor;
  }
  return packages;
};

/** What was done, in words a customer knows: packages by their title, other lines of work by their own. */
export const workDone = (invoice: InvoiceToDraw, most = 6): string[] => {
  const work = invoice.lines.filter(
    ({ kind, packageTitle }) => packageTitle !== null || kind === "LABOUR" || kind === "SUBLET",
  );
  const named = [
    ...new Set(
      (work.length > 0 ? work : invoice.lines).map(({ packageTitle, description }) => packageTitle ?? description),
    ),
  ];
  return named.length <= most ? named : [...named.slice(0, most - 1), `and ${named.length - most + 1} more`];
};

export const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

type SenderTenant = { readonly name: string; readonly brandColour: string; readonly logo: TenantLogo | null };
type SenderBranch = { readonly name: string; readonly addressLines: readonly string[]; readonly phone: string | null };

/** The garage as its customers see it in a mail, with its own words for it; `choose`: where they choose what to get. */
export const senderTo = (
  { tenant, branch }: { readonly tenant: SenderTenant; readonly branch: SenderBranch },
  words: OwnWords,
  choose: string | null = null,
): EmailSender => ({
  ...staffSender(tenant, branch),
  words,
  choose,
});

const logoInMail = ({
  name,
  brandColour,
  logo,
}: {
  readonly name: string;
  readonly brandColour: string;
  readonly logo: TenantLogo | null;
}): EmailSender["logo"] =>
  logo === null
    ? { initials: initialsOf(name), colour: brandColour }
    : { contentId: logoContentId(logo.mail.sha256), ...fitInto(logo.mail, logoInMailBox) };

/** The garage as its own people see it in a mail. */
export const staffSender = (tenant: SenderTenant, branch: SenderBranch): EmailSender => ({
  tenantName: tenant.name,
  branchName: branch.name,
  logo: logoInMail(tenant),
  addressLines: [...branch.addressLines],
  phone: branch.phone,
});

/** Mail comes from the branch, so that an answer reaches people. */
export const mailFrom = (name: string, email: string | null): MailAddress => ({
  name,
  address: email ?? `no-reply@${mailHost}`,
});
