import type pg from "pg";
import { z } from "zod";
import { uuidv7 } from "#/domain/ids.ts";
import {
  type BuiltPart,
  type BuiltTenant,
  buildCustomersWithVehicles,
  buildJobCards,
  buildParts,
  buildTenant,
} from "../../prisma/seed/builders.ts";
import { type Random, seededRandom } from "../../prisma/seed/random.ts";
import type { Ask } from "./ask.ts";

/** What an advisor does all day; every command carries its key where the database can be asked for it. */
type Command = { readonly path: string; readonly input: object };
export type Acknowledged = Command & { readonly key: string; readonly answer: unknown; readonly tries: number };

export type Garage = {
  readonly tenant: BuiltTenant;
  readonly parts: readonly BuiltPart[];
  readonly vehicles: readonly string[];
  readonly toComplete: string[];
};

/** A tenant with `cards` cards that can be completed, two parts on each line of theirs, and cars that may come in. */
export const buildGarage = async (admin: pg.Pool, cards: number): Promise<Garage> => {
  const tenant = await buildTenant(admin, {});
  const parts = await buildParts(admin, tenant, 3, { onHand: String(cards * 2 + 1), reorderPoint: String(cards) });
  const [part] = parts;
  if (!part) throw new Error("There is no part.");
  const built = await buildJobCards(admin, tenant, cards, {
    lines: [{ kind: "LABOUR" }, { kind: "PART", part, quantity: "2" }],
  });
  const owners = await buildCustomersWithVehicles(admin, tenant, 10);
  return {
    tenant,
    parts,
    vehicles: owners.map(({ vehicleId }) => vehicleId),
    toComplete: built.map(({ jobCardId }) => jobCardId),
  };
};

const completion = z.object({ invoiceId: z.string(), totalMinor: z.number() });

export type LoadOptions = {
  readonly ask: Ask;
  readonly garage: Garage;
  readonly clients: number;
  readonly seed: number;
};

/**
 * Clients that give one command after another, each again and again under its key until it is answered: as a browser
 * does whose connection was cut. Every now and then one that was answered is sent again, and must be answered alike.
 */
export const startLoad = ({ ask, garage, clients, seed }: LoadOptions) => {
  const acknowledged: Acknowledged[] = [];
  const toPay: { invoiceId: string; totalMinor: number }[] = [];
  const counts = { retried: 0, repeated: 0 };
  const untilAnswered = async (command: Command, key: string) => {
    const answered = await ask(command.path, command.input, key);
    counts.retried += answered.tries - 1;
    return answered;
  };
  let stopped = false;
  let completed: () => void = () => undefined;
  let awaited = { count: 0, reached: (): void => undefined };

  const nextCommand = (random: Random, key: string): Command => {
    const branchId = garage.tenant.branchId;
    const invoice = random.chance(0.3) ? toPay.pop() : undefined;
    if (invoice)
      return {
        path: "payment.take",
        input: { invoiceId: invoice.invoiceId, method: "CASH", amountMinor: invoice.totalMinor, reference: key },
      };
    const jobCardId = random.chance(0.4) ? garage.toComplete.pop() : undefined;
    if (jobCardId) return { path: "jobCard.complete", input: { jobCardId } };
    if (random.chance(0.4))
      return {
        path: "part.receive",
        input: { partId: random.pick(garage.parts).partId, branchId, quantity: "1", reason: key },
      };
    return {
      path: "jobCard.create",
      input: {
        branchId,
        vehicle: { kind: "existing", vehicleId: random.pick(garage.vehicles) },
        complaint: key,
        odometerIn: null,
        promisedAt: null,
        customerWaiting: false,
        technicianId: null,
      },
    };
  };

  const client = async (random: Random): Promise<void> => {
    while (!stopped) {
      const key = uuidv7();
      const command = nextCommand(random, key);
      const { answer, tries } = await untilAnswered(command, key);
      acknowledged.push({ ...command, key, answer: answer.data, tries });
      if (acknowledged.length >= awaited.count) awaited.reached();
      if (command.path === "jobCard.complete") {
        const { invoiceId, totalMinor } = completion.parse(answer.data);
        toPay.push({ invoiceId, totalMinor });
        completed();
      }
      if (random.chance(0.1)) {
        const again = await untilAnswered(command, key);
        counts.repeated += 1;
        if (again.answer.text !== answer.text)
          throw new Error(`${command.path} ${key} was answered twice differently: ${answer.text} ${again.answer.text}`);
      }
    }
  };
  const working = Promise.all(Array.from({ length: clients }, (_, index) => client(seededRandom(seed + index))));
  // Whoever waits for the end hears of it; until then it must not end the process.
  working.catch(() => undefined);

  return {
    acknowledged,
    counts,
    /** Settles once so many more commands have been answered. */
    answered: (more: number) =>
      new Promise<void>((resolve) => {
        awaited = { count: acknowledged.length + more, reached: resolve };
        if (more === 0) resolve();
      }),
    /** Settles with the next completion that is answered. */
    nextCompletion: () =>
      new Promise<void>((resolve) => {
        completed = resolve;
      }),
    /** Settles once each client has the answer to its last command. */
    stop: async () => {
      stopped = true;
      await working;
    },
  };
};
