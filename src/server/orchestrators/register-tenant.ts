import type { Logger } from "pino";
import { type CountryTerms, countryTerms } from "#/domain/countries.ts";
import { ServiceException, ValidationException } from "#/domain/errors.ts";
import { tenantRegistered } from "#/domain/events.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { parseMoney } from "#/domain/money.ts";
import { parsePhone } from "#/domain/phone.ts";
import { invoicePrefixOf, type RegisterTenant, slugOf } from "#/domain/registration.ts";
import { trialEnd } from "#/domain/subscription.ts";
import type { Ctx } from "#/server/db/context.ts";
import { keyedId } from "#/server/db/keyed-id.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import { emit } from "#/server/outbox/emit.ts";
import * as bays from "#/server/repositories/bays.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as members from "#/server/repositories/members.ts";
import * as tenants from "#/server/repositories/tenants.ts";
import * as people from "#/server/services/people.ts";

/** Who asks is nobody yet: what a request brings besides. */
export type Stranger = { readonly correlationId: string; readonly origin: string | null; readonly log: Logger };

/**
 * Makes a workshop on trial, its first branch with bays, and its owner: a new person, or the one who has this address and
 * gives their password. All of it, or nothing, and the same again for the same key.
 * @throws INVALID_INPUT when the address has an account under another password, and for a phone number
 */
export const registerTenant = async (
  { correlationId, origin, log }: Stranger,
  { idempotencyKey, password, ...given }: RegisterTenant & { idempotencyKey: string },
) => {
  const country = termsOf(given.country);
  const input = { ...given, phone: given.phone === null ? null : phoneOf(given.phone, country) };
  // The tenant is the key's: whoever asks again asks the same tenant, where the first answer is kept.
  const [tenantId, memberId] = [keyedId(`tenant ${idempotencyKey}`), keyedId(`owner ${idempotencyKey}`)];

  const attempt = async () => {
    const person = await ownerOf(tenantId, input.email, password);
    const ctx: Ctx = {
      correlationId,
      origin,
      log,
      tenantId,
      actor: { kind: "member", userId: person.id, memberId, role: "OWNER", name: input.name },
    };
    return await executeInTransaction(ctx, "tenant.register", (tx) => found(tx, input, country, person, memberId), {
      idempotencyKey,
      input,
      subject: { type: "tenant", id: tenantId },
      founding: true,
    });
  };
  try {
    return await attempt();
  } catch (error) {
    // Somebody took the address a moment ago, it may be the same person in another tab: they are known by now.
    if (error instanceof ServiceException && error.details.constraint === "user_email_key") return await attempt();
    throw error;
  }
};

type Input = Omit<RegisterTenant, "password">;
type Owner = { readonly id: string; readonly passwordHash: string | null };

const found = async (tx: Tx, input: Input, country: CountryTerms, owner: Owner, memberId: string) => {
  const { name, email, phone } = input;
  const trialEndsAt = trialEnd(tx.now);
  const slug = await tx.step(
    "workshop opened",
    () => openTenant(tx, input, trialEndsAt),
    (taken) => ({ text: taken }),
  );
  const { id, passwordHash } = owner;
  if (passwordHash !== null) {
    const person = { id, name, email, phone, language: input.language, passwordHash, emailVerified: false };
    await tx.step("person written", () => people.add(tx, person));
  }
  await tx.step("owner joined", () =>
    members.insert(tx, { id: memberId, userId: id, role: "OWNER", name, email, phone }),
  );
  const branchId = await tx.step("branch opened", () => openBranch(tx, input, country));
  await tx.step(
    "bays set up",
    () => bays.insertNumbered(tx, branchId, input.bays),
    () => ({ text: input.bays === 1 ? "1 bay" : `${input.bays} bays` }),
  );
  tx.within(branchId);

  tx.audit({
    action: "tenant.registered",
    subjectType: "tenant",
    subjectId: tx.tenantId,
    changes: { slug, country: country.code, trialEndsAt: trialEndsAt.toISOString() },
  });
  tx.audit({
    action: "member.added",
    subjectType: "member",
    subjectId: memberId,
    changes: { role: [null, "OWNER"] },
  });
  emit(tx, tenantRegistered, { type: "tenant", id: tx.tenantId }, { memberId });
  return { tenantId: tx.tenantId, slug, branchId, trialEndsAt };
};

/** The first of `northside`, `northside-2` … that nobody has; a crowd of namesakes gets a suffix of chance. */
const openTenant = async (tx: Tx, { tenantName: name, country }: Input, trialEndsAt: Date): Promise<string> => {
  const wanted = slugOf(name);
  const slugs = [wanted, ...[2, 3, 4, 5].map((n) => `${wanted}-${n}`), `${wanted}-${tx.tenantId.slice(-6)}`];
  for (const slug of slugs)
    if (await tenants.insert(tx, { slug, name, country, brandColour: "#0b6372", trialEndsAt })) return slug;
  throw new ValidationException("DUPLICATE", "This name is taken very often. Choose another for the workshop.", {
    field: "tenantName",
  });
};

const openBranch = async (tx: Tx, input: Input, country: CountryTerms): Promise<string> => {
  const { currency, taxName, taxMode, taxRatesBp, odometerUnit } = country;
  const id = uuidv7();
  await branches.insert(tx, {
    id,
    name: input.branchName,
    zone: input.zone,
    locale: input.language,
    country: country.code,
    currency,
    taxName,
    taxMode,
    roundingRule: "LINE",
    taxRatesBp,
    invoicePrefix: invoicePrefixOf(input.tenantName),
    paymentTermsDays: 0,
    labourRateMinor: labourRateOf(input.labourRate, currency),
    odometerUnit,
  });
  return id;
};

/** A known person with their password, or a new one with theirs hashed: each takes as long as the other. */
const ownerOf = async (tenantId: string, email: string, password: string): Promise<Owner> => {
  const db = readDb({ tenantId });
  const known = await runInTenant(tenantId, () => people.byEmail(db, email));
  if (known === null) return { id: uuidv7(), passwordHash: await people.hashed(password) };
  if (await runInTenant(tenantId, () => people.passwordMatches(db, known.id, password)))
    return { id: known.id, passwordHash: null };
  throw new ValidationException(
    "INVALID_INPUT",
    "This address and this password do not go together. If you sign in to Pitlane with this address already, give that password: the new workshop is added to your account. Otherwise use another address.",
    { field: "password" },
  );
};

const termsOf = (code: string): CountryTerms => {
  const country = countryTerms(code);
  if (country === undefined)
    throw new ValidationException("INVALID_INPUT", "Choose a country of the list.", { field: "country" });
  return country;
};

/** A comma before the cents is how most countries write them. */
const labourRateOf = (text: string, currency: string): number => {
  const minor = parseMoney(text.replace(",", "."), currency);
  if (minor !== null) return minor;
  throw new ValidationException("INVALID_INPUT", `${currency} has no cents: say it in whole ones.`, {
    field: "labourRate",
  });
};

const phoneOf = (text: string, country: CountryTerms): string => {
  const phone = parsePhone(text, country.code);
  if (phone.ok) return phone.e164;
  throw new ValidationException("INVALID_INPUT", phone.reason, { field: "phone" });
};
