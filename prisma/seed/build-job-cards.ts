import { uuidv7 } from "#/domain/ids.ts";
import { totalsOf } from "#/domain/totals.ts";
import type { JobCardStatus } from "#/domain/transitions.ts";
import { type BuiltCustomer, type BuiltPart, buildCustomersWithVehicles } from "./build-people-and-parts.ts";
import type { World } from "./build-tenant.ts";
import { type Connection, insertRows, type Row } from "./write.ts";

type CommonLine = {
  description?: string;
  quantity?: string;
  discountBp?: number;
  taxRateBp?: number;
  unitPriceMinor?: number;
  packageTitle?: string;
  done?: boolean;
};
export type LineSpec = CommonLine &
  (
    | { kind: "LABOUR" | "SUBLET" | "FEE" }
    /** `reserve: false` leaves an approved part line without its stock: a card short of a part. */
    | { kind: "PART"; part: BuiltPart; reserve?: boolean }
  );
/** Statuses a built card may stand in. Completed ones come from `jobCard.complete`, with all that belongs to them. */
export type BuiltStatus = Exclude<JobCardStatus, "COMPLETED" | "COLLECTED">;
export type JobCardOptions = {
  status?: BuiltStatus;
  /** One hour of labour unless told. */
  lines?: readonly LineSpec[];
  /** Approve the lines at today's total and reserve their parts; true unless told. */
  authorised?: boolean;
  customer?: BuiltCustomer;
  technicianId?: string | null;
  complaint?: string;
  odometerIn?: number | null;
  odometerOut?: number | null;
  promisedAt?: Date | null;
  customerWaiting?: boolean;
  openedAt?: Date;
};
export type BuiltJobCard = BuiltCustomer & {
  jobCardId: string;
  number: number;
  lineIds: readonly string[];
  authorisationId: string | null;
  totalMinor: number;
};

const labour: LineSpec = { kind: "LABOUR" };

const pricedLine = (world: World, line: LineSpec) => {
  const part = line.kind === "PART" ? line.part : null;
  return {
    id: uuidv7(),
    kind: line.kind,
    part,
    description: line.description ?? part?.name ?? "Work as agreed",
    quantity: line.quantity ?? "1",
    unit: part?.unit ?? (line.kind === "LABOUR" ? "h" : ""),
    unitPriceMinor: line.unitPriceMinor ?? part?.priceMinor ?? world.branch.labourRateMinor,
    discountBp: line.discountBp ?? 0,
    taxRateBp: line.taxRateBp ?? part?.taxRateBp ?? world.branch.taxRatesBp[0] ?? 0,
    packageTitle: line.packageTitle ?? null,
    done: line.done ?? true,
    reserve: line.kind === "PART" && (line.reserve ?? true),
  };
};

/** Takes `count` job card numbers of the tenant; returns the first. */
export async function takeJobCardNumbers(pg: Connection, tenantId: string, count: number): Promise<number> {
  const taken = await pg.query<{ last_number: number }>(
    `INSERT INTO number_counter AS c (tenant_id, kind, last_number) VALUES ($1, 'job_card', $2)
     ON CONFLICT (tenant_id, kind) DO UPDATE SET last_number = c.last_number + $2 RETURNING last_number`,
    [tenantId, count],
  );
  const last = taken.rows[0]?.last_number;
  if (last === undefined) throw new Error("No job card number was given.");
  return last - count + 1;
}

/** Reserves stock for lines: raises the levels and writes a RESERVE movement for each line. A short part is refused by its CHECK. */
async function reserve(pg: Connection, world: World, at: Date, wanted: readonly Row[]): Promise<void> {
  if (wanted.length === 0) return;
  await pg.query(
    `WITH wanted AS (
       SELECT w.*, sum(w.quantity) OVER (PARTITION BY w.part_id ORDER BY w.id) AS so_far
         FROM jsonb_to_recordset($1::jsonb) AS w(id uuid, job_card_id uuid, job_line_id uuid, part_id uuid, quantity numeric)
     ), summed AS (SELECT part_id, sum(quantity) AS quantity FROM wanted GROUP BY part_id
     ), level AS (
       UPDATE stock_level s SET reserved = s.reserved + summed.quantity FROM summed
        WHERE s.tenant_id = $2 AND s.branch_id = $3 AND s.part_id = summed.part_id
       RETURNING s.part_id, s.on_hand, s.reserved - summed.quantity AS reserved_before
     )
     INSERT INTO stock_movement (tenant_id, id, branch_id, part_id, kind, on_hand_change, reserved_change, on_hand_after, reserved_after,
       job_card_id, job_line_id, actor_id, actor_name, at)
     SELECT $2, w.id, $3, w.part_id, 'RESERVE', 0, w.quantity, level.on_hand, level.reserved_before + w.so_far,
            w.job_card_id, w.job_line_id, $4, $5, $6
       FROM wanted w JOIN level USING (part_id)`,
    [JSON.stringify(wanted), world.tenantId, world.branch.branchId, world.recorder.memberId, world.recorder.name, at],
  );
}

/**
 * `count` equal job cards, written by a handful of statements however many there are. As built by default each is
 * IN_PROGRESS, approved at today's total with its parts reserved, all lines done, odometer given: it can be completed at once.
 */
export async function buildJobCards(
  pg: Connection,
  world: World,
  count: number,
  options: JobCardOptions = {},
): Promise<BuiltJobCard[]> {
  const { tenantId, branch, recorder } = world;
  const at = options.openedAt ?? new Date();
  const authorised = options.authorised ?? true;
  const status = options.status ?? "IN_PROGRESS";
  const owners = options.customer
    ? Array.from({ length: count }, () => options.customer)
    : await buildCustomersWithVehicles(pg, world, count);
  const first = await takeJobCardNumbers(pg, tenantId, count);
  const built = owners.flatMap((owner, index) => {
    if (!owner) return [];
    const priced = totalsOf(
      (options.lines ?? [labour]).map((line) => pricedLine(world, line)),
      branch,
    );
    return [
      {
        ...owner,
        jobCardId: uuidv7(),
        number: first + index,
        authorisationId: authorised ? uuidv7() : null,
        ...priced,
      },
    ];
  });
  await insertRows(
    pg,
    "job_card",
    built.map((card) => ({
      tenant_id: tenantId,
      id: card.jobCardId,
      number: card.number,
      branch_id: branch.branchId,
      customer_id: card.customerId,
      vehicle_id: card.vehicleId,
      technician_id: options.technicianId ?? null,
      status,
      status_since: at,
      complaint: options.complaint ?? "Service due",
      customer_waiting: options.customerWaiting ?? false,
      odometer_in: options.odometerIn === undefined ? 42_000 : options.odometerIn,
      odometer_out: options.odometerOut === undefined ? 42_003 : options.odometerOut,
      promised_at: options.promisedAt ?? null,
      opened_at: at,
      opened_by_id: recorder.memberId,
    })),
  );
  await insertRows(
    pg,
    "authorisation",
    built.flatMap((card) =>
      card.authorisationId === null
        ? []
        : [
            {
              tenant_id: tenantId,
              id: card.authorisationId,
              job_card_id: card.jobCardId,
              given_by: "The customer",
              method: "PHONE",
              given_at: at,
              recorded_by_id: recorder.memberId,
              total_minor: card.totalMinor,
              change_minor: card.totalMinor,
              lines: card.lines.map((line) => ({
                lineId: line.id,
                description: line.description,
                quantity: line.quantity,
                totalMinor: line.totalMinor,
              })),
            },
          ],
    ),
  );
  await insertRows(
    pg,
    "job_line",
    built.flatMap((card) =>
      card.lines.map((line, index) => ({
        tenant_id: tenantId,
        id: line.id,
        job_card_id: card.jobCardId,
        position: index + 1,
        kind: line.kind,
        package_title: line.packageTitle,
        description: line.description,
        quantity: line.quantity,
        unit: line.unit,
        unit_price_minor: line.unitPriceMinor,
        unit_cost_minor: line.part?.costMinor ?? 0,
        discount_bp: line.discountBp,
        tax_rate_bp: line.taxRateBp,
        part_id: line.part?.partId ?? null,
        authorisation_id: card.authorisationId,
        reserved: authorised && line.reserve ? line.quantity : "0",
        done_at: line.done ? at : null,
        done_by_id: line.done ? recorder.memberId : null,
      })),
    ),
  );
  if (authorised) {
    await reserve(
      pg,
      world,
      at,
      built.flatMap((card) =>
        card.lines.flatMap((line) =>
          line.part && line.reserve
            ? [
                {
                  id: uuidv7(),
                  job_card_id: card.jobCardId,
                  job_line_id: line.id,
                  part_id: line.part.partId,
                  quantity: line.quantity,
                },
              ]
            : [],
        ),
      ),
    );
  }
  return built.map((card) => ({
    customerId: card.customerId,
    vehicleId: card.vehicleId,
    plate: card.plate,
    jobCardId: card.jobCardId,
    number: card.number,
    lineIds: card.lines.map((line) => line.id),
    authorisationId: card.authorisationId,
    totalMinor: card.totalMinor,
  }));
}

/** One job card; see `buildJobCards`. */
export async function buildJobCard(pg: Connection, world: World, options: JobCardOptions = {}): Promise<BuiltJobCard> {
  const [built] = await buildJobCards(pg, world, 1, options);
  if (!built) throw new Error("The job card was not built.");
  return built;
}
