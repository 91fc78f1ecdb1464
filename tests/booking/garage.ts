import type pg from "pg";
import { z } from "zod";
import type { BookingLimits } from "#/domain/booking-limits.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { isoDateIn } from "#/domain/time.ts";
import { formStamp } from "#/server/db/link-token.ts";
import { handleTrpc } from "#/server/http/trpc.ts";
import {
  type BuiltService,
  type BuiltTenant,
  buildLimits,
  buildRules,
  buildServices,
  buildTenant,
  type ServiceSpec,
} from "../../prisma/seed/builders.ts";
import type { BranchTerms } from "../../prisma/seed/terms.ts";
import { type Answer, readAnswer, trpcRequest } from "../harness/client.ts";
import { freshAddress, signIn, testOrigin } from "../harness/people.ts";

/** A workshop that takes bookings, and ways to ask it as a customer and as its advisor. */
export type Garage = {
  readonly tenant: BuiltTenant;
  readonly service: BuiltService;
  readonly services: readonly BuiltService[];
  /** As a customer, from an address that nobody else has unless told. */
  readonly ask: (path: string, input: object, options?: { key?: string; address?: string }) => Promise<Answer>;
  /** As the advisor; throws when it is refused. */
  readonly desk: (kind: "query" | "mutation", path: string, input: object) => Promise<unknown>;
  /** The same, and what it was answered. */
  readonly askDesk: (kind: "query" | "mutation", path: string, input: object) => Promise<Answer>;
};

const queries = new Set(["booking.page", "booking.availability", "booking.recognise", "visit.byToken", "visit.times"]);

type Options = {
  bays?: number;
  services?: readonly ServiceSpec[];
  rules?: Parameters<typeof buildRules>[2];
  branch?: Partial<BranchTerms>;
  /** Those of the product unless told. */
  limits?: Partial<BookingLimits>;
};

/** As the member whose session it is. */
export const askAs =
  (cookie: string): Garage["askDesk"] =>
  async (kind, path, input) => {
    const keyed = kind === "mutation" ? { idempotencyKey: uuidv7(), ...input } : input;
    return readAnswer(await handleTrpc(trpcRequest(testOrigin, kind, path, keyed, cookie)));
  };

export const openGarage = async (
  admin: pg.Pool,
  { bays = 1, services = [{}], rules = {}, branch = {}, limits }: Options = {},
): Promise<Garage> => {
  const bayKinds = Array.from({ length: bays }, () => "Lift");
  const tenant = await buildTenant(admin, { branch: { bayKinds, ...branch } });
  const built = await buildServices(admin, tenant, services);
  await buildRules(admin, tenant, rules);
  if (limits !== undefined) await buildLimits(admin, tenant, limits);
  const [service] = built;
  if (!service) throw new Error("Nothing can be booked.");
  const askDesk = askAs(await signIn(tenant.members.advisor.email));
  return {
    tenant,
    service,
    services: built,
    askDesk,
    desk: async (kind, path, input) => {
      const { failure, data, text } = await askDesk(kind, path, input);
      if (failure !== null) throw new Error(`${path} was refused: ${text}`);
      return data;
    },
    ask: async (path, input, { key = uuidv7(), address = freshAddress() } = {}) => {
      const kind = queries.has(path) ? "query" : "mutation";
      const request = trpcRequest(
        testOrigin,
        kind,
        path,
        kind === "query" ? input : { ...input, idempotencyKey: key },
        null,
      );
      request.headers.set("x-forwarded-for", address);
      return readAnswer(await handleTrpc(request));
    },
  };
};

export const place = ({ tenant, service }: Garage) => ({
  tenantSlug: tenant.slug,
  branchId: tenant.branchId,
  serviceIds: [service.serviceId],
});

/** The day so many days ahead, at a branch in London. */
export const dayAhead = (days: number): string => isoDateIn(new Date(Date.now() + days * 86_400_000), "Europe/London");

const slots = z.object({ next: z.array(z.object({ startsAt: z.date() })) });

/** The first start that is free from a day on, as a customer is told. */
export const firstFree = async (garage: Garage, fromDay = dayAhead(2)): Promise<Date> => {
  const { data, text } = await garage.ask("booking.availability", { ...place(garage), fromDay, days: 14 });
  const [slot] = slots.parse(data).next;
  if (!slot) throw new Error(`Nothing is free: ${text}`);
  return slot.startsAt;
};

let people = 0;
/** Somebody with a car, whom nobody knows. */
export const stranger = () => {
  people += 1;
  const name = `Nadia Rahman ${people}`;
  return {
    contact: { name, email: `nadia.${people}.${uuidv7().slice(24)}@example.com`, phone: null as string | null },
    vehicle: {
      plate: `N${String(people).padStart(3, "0")} ${uuidv7().slice(28).toUpperCase()}`,
      make: "Suzuki",
      model: "Swift",
    },
    symptom: "",
    customerWaiting: false,
    website: "",
    formStamp: formStamp(new Date(Date.now() - 60_000)),
  };
};

/** What the desk books for somebody: an hour unless told otherwise. */
export const deskBooking = (garage: Garage, startsAt: Date, rest: object = {}) => {
  const { contact, vehicle } = stranger();
  return {
    ...place(garage),
    minutes: 60,
    startsAt,
    bayId: null,
    technicianId: null,
    customer: { kind: "given", ...contact },
    vehicle: { kind: "given", ...vehicle },
    symptom: "",
    note: "",
    customerWaiting: false,
    ...rest,
  };
};

const booking = z.object({ reference: z.string(), token: z.string() });

/** Books online; throws when it is refused. */
export const bookOnline = async (garage: Garage, startsAt: Date, who: object = stranger()) => {
  const { data, text } = await garage.ask("booking.book", { ...place(garage), startsAt, hold: null, ...who });
  const done = booking.safeParse(data);
  if (!done.success) throw new Error(`It was refused: ${text}`);
  return done.data;
};
