import { notFound } from "#/domain/errors.ts";
import type { WeekHours } from "#/domain/hours.ts";
import type { AuthorisationMethod, JobLineKind } from "#/domain/job-card.ts";
import type { TenantLogo } from "#/domain/logo.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import type { RoundingRule, TaxMode } from "#/domain/totals.ts";
import type { JobCardStatus } from "#/domain/transitions.ts";
import { Prisma } from "#/generated/prisma/client.ts";
import { actorId } from "#/server/db/context.ts";
import type { Db, Tx } from "#/server/db/transaction.ts";

/** A line with what the branch's shelf says of its part. Quantities are decimal text. */
export type LineRow = {
  readonly id: string;
  readonly position: number;
  readonly kind: JobLineKind;
  readonly packageTitle: string | null;
  readonly description: string;
  readonly quantity: string;
  readonly unit: string;
  readonly unitPriceMinor: number;
  readonly unitCostMinor: number;
  readonly discountBp: number;
  readonly taxRateBp: number;
  readonly partId: string | null;
  readonly partNumber: string | null;
  readonly partName: string | null;
  readonly technicianId: string | null;
  readonly technicianName: string | null;
  readonly authorisationId: string | null;
  readonly reserved: string;
  readonly doneAt: string | null;
  readonly bin: string | null;
  readonly onHand: string | null;
  readonly reservedAtBranch: string | null;
  readonly reorderPoint: string | null;
};

/** A job card with all that completing, showing and approving it needs: one read, however many lines. */
export type CardRow = {
  readonly id: string;
  readonly number: number;
  readonly version: number;
  readonly status: JobCardStatus;
  readonly statusSince: Date;
  readonly complaint: string;
  readonly customerWaiting: boolean;
  readonly odometerIn: number | null;
  readonly odometerOut: number | null;
  readonly promisedAt: Date | null;
  readonly openedAt: Date;
  readonly completedAt: Date | null;
  readonly completionNumber: number;
  readonly technicianId: string | null;
  readonly technicianName: string | null;
  readonly tenant: {
    name: string;
    legalName: string;
    country: string;
    registrationNumber: string | null;
    taxNumber: string | null;
    brandColour: string;
    logo: TenantLogo | null;
  };
  readonly branch: {
    id: string;
    name: string;
    zone: string;
    locale: string;
    country: string;
    currency: string;
    taxName: string;
    taxMode: TaxMode;
    roundingRule: RoundingRule;
    taxRatesBp: number[];
    invoicePrefix: string;
    paymentTermsDays: number;
    paymentDetails: string;
    invoiceTerms: string;
    labourRateMinor: number;
    odometerUnit: string;
    addressLines: string[];
    phone: string | null;
    email: string | null;
    weekHours: WeekHours;
    closedAt: string | null;
  };
  readonly customer: {
    id: string;
    name: string;
    email: string | null;
    phone: string | null;
    addressLines: string[];
    archivedAt: string | null;
  };
  readonly vehicle: { id: string; plate: string; make: string; model: string; year: number | null };
  readonly lines: readonly LineRow[];
  /** Oldest first. */
  readonly authorisations: readonly {
    id: string;
    givenBy: string;
    method: AuthorisationMethod;
    givenAt: string;
    recordedBy: string;
    totalMinor: number;
    lineIds: string[];
  }[];
  readonly bay: { allocationId: string; bayId: string; name: string; startsAt: string; endsAt: string } | null;
  /** Of the last completion. */
  readonly invoice: { id: string; number: string; totalMinor: number; paidMinor: number; creditedMinor: number } | null;
  /** Whether money was paid ahead, which completing applies. */
  readonly hasDeposit: boolean;
};

const cardQuery = (tenantId: string, id: string) => Prisma.sql`
  select jc.id, jc.number, jc.version, jc.status::text as status, jc.status_since as "statusSince", jc.complaint,
         jc.customer_waiting as "customerWaiting", jc.odometer_in as "odometerIn", jc.odometer_out as "odometerOut",
         jc.promised_at as "promisedAt", jc.opened_at as "openedAt", jc.completed_at as "completedAt",
         jc.completion_number as "completionNumber", jc.technician_id as "technicianId",
         (select m.name from member m where m.tenant_id = jc.tenant_id and m.id = jc.technician_id) as "technicianName",
         jsonb_build_object('name', t.name, 'legalName', t.legal_name, 'country', t.country, 'registrationNumber', t.registration_number,
           'taxNumber', t.tax_number, 'brandColour', t.brand_colour, 'logo', t.logo) as tenant,
         jsonb_build_object('id', b.id, 'name', b.name, 'zone', b.zone, 'locale', b.locale, 'country', b.country, 'currency', b.currency,
           'taxName', b.tax_name, 'taxMode', b.tax_mode, 'roundingRule', b.rounding_rule, 'taxRatesBp', b.tax_rates_bp,
           'invoicePrefix', b.invoice_prefix, 'paymentTermsDays', b.payment_terms_days, 'paymentDetails', b.payment_details,
           'invoiceTerms', b.invoice_terms, 'labourRateMinor', b.labour_rate_minor, 'odometerUnit', b.odometer_unit,
           'addressLines', b.address_lines, 'phone', b.phone, 'email', b.email, 'weekHours', b.week_hours,
           'closedAt', b.closed_at) as branch,
         jsonb_build_object('id', c.id, 'name', c.name, 'email', c.email, 'phone', c.phone, 'addressLines', c.address_lines,
           'archivedAt', c.archived_at) as customer,
         jsonb_build_object('id', v.id, 'plate', v.plate, 'make', v.make, 'model', v.model, 'year', v.year) as vehicle,
         coalesce((
           select jsonb_agg(jsonb_build_object('id', l.id, 'position', l.position, 'kind', l.kind, 'packageTitle', l.package_title,
                    'description', l.description, 'quantity', l.quantity::text, 'unit', l.unit, 'unitPriceMinor', l.unit_price_minor,
                    'unitCostMinor', l.unit_cost_minor, 'discountBp', l.discount_bp, 'taxRateBp', l.tax_rate_bp, 'partId', l.part_id,
                    'partNumber', p.number, 'partName', p.name, 'technicianId', l.technician_id, 'technicianName', m.name,
                    'authorisationId', l.authorisation_id, 'reserved', l.reserved::text, 'doneAt', l.done_at, 'bin', s.bin,
                    'onHand', s.on_hand::text, 'reservedAtBranch', s.reserved::text, 'reorderPoint', s.reorder_point::text)
                  order by l.position, l.id)
             from job_line l
             left join part p on p.tenant_id = l.tenant_id and p.id = l.part_id
             left join member m on m.tenant_id = l.tenant_id and m.id = l.technician_id
             left join stock_level s on s.tenant_id = l.tenant_id and s.branch_id = jc.branch_id and s.part_id = l.part_id
            where l.tenant_id = jc.tenant_id and l.job_card_id = jc.id and l.removed_at is null), '[]') as lines,
         coalesce((
           select jsonb_agg(jsonb_build_object('id', a.id, 'givenBy', a.given_by, 'method', a.method, 'givenAt', a.given_at,
                    'recordedBy', m.name, 'totalMinor', a.total_minor,
                    'lineIds', (select jsonb_agg(x->>'lineId') from jsonb_array_elements(a.lines) x)) order by a.given_at, a.id)
             from authorisation a join member m on m.tenant_id = a.tenant_id and m.id = a.recorded_by_id
            where a.tenant_id = jc.tenant_id and a.job_card_id = jc.id), '[]') as authorisations,
         (select jsonb_build_object('allocationId', al.id, 'bayId', sb.id, 'name', sb.name, 'startsAt', al.starts_at, 'endsAt', al.ends_at)
            from bay_allocation al join service_bay sb on sb.tenant_id = al.tenant_id and sb.id = al.bay_id
           where al.tenant_id = jc.tenant_id and al.job_card_id = jc.id and al.state in ('BOOKED', 'CHECKED_IN', 'IN_PROGRESS')
           order by al.starts_at limit 1) as bay,
         (select jsonb_build_object('id', i.id, 'number', i.number, 'totalMinor', i.total_minor,
                   'paidMinor', k.paid_minor, 'creditedMinor', k.credited_minor)
            from invoice i join invoice_balance k on k.tenant_id = i.tenant_id and k.invoice_id = i.id where i.tenant_id = jc.tenant_id and i.job_card_id = jc.id and i.completion_number = jc.completion_number) as invoice,
         exists (select from payment y where y.tenant_id = jc.tenant_id and y.state = 'CAPTURED' and y.allocated_minor + y.refunded_minor < y.amount_minor
                  and (y.job_card_id = jc.id or y.invoice_id in (select i.id from invoice i where i.tenant_id = jc.tenant_id and i.job_card_id = jc.id)
                       or y.appointment_id in (select a.id from appointment a where a.tenant_id = jc.tenant_id and a.job_card_id = jc.id))) as "hasDeposit",
         (select x.version from job_card x where x.tenant_id = jc.tenant_id and x.id = jc.id) as "snapshotVersion"
    from job_card jc
    join tenant t on t.id = jc.tenant_id
    join branch b on b.tenant_id = jc.tenant_id and b.id = jc.branch_id
    join customer c on c.tenant_id = jc.tenant_id and c.id = jc.customer_id
    join vehicle v on v.tenant_id = jc.tenant_id and v.id = jc.vehicle_id
   where jc.tenant_id = ${tenantId}::uuid and jc.id = ${id}::uuid`;

type Read = CardRow & { readonly snapshotVersion: number };

const plain = (decimal: string): string => quantityText(quantityMilli(decimal));
const plainOrNull = (decimal: string | null): string | null => (decimal === null ? null : plain(decimal));

const withPlainQuantities = ({ snapshotVersion: _, ...card }: Read): CardRow => ({
  ...card,
  lines: card.lines.map((line) => ({
    ...line,
    quantity: plain(line.quantity),
    reserved: plain(line.reserved),
    onHand: plainOrNull(line.onHand),
    reservedAtBranch: plainOrNull(line.reservedAtBranch),
    reorderPoint: plainOrNull(line.reorderPoint),
  })),
});

/** @throws NOT_FOUND */
export const load = async (db: Db, id: string): Promise<CardRow> => {
  const [card] = await db.client.$queryRaw<Read[]>(cardQuery(db.tenantId, id));
  if (card === undefined) throw notFound("This job card");
  return withPlainQuantities(card);
};

/**
 * The card, held until the transaction ends. A lock that was waited for shows the card as it is now but
 * its lines as they were when the statement began; the two versions tell, and then it is read again.
 * When its customer was merged meanwhile, the row no longer fits the customer that the statement had seen
 * and is left out: asked once more, it is there.
 * @throws NOT_FOUND
 */
export const lock = async (tx: Tx, id: string): Promise<CardRow> => {
  const read = () => tx.client.$queryRaw<Read[]>(Prisma.sql`${cardQuery(tx.tenantId, id)} for update of jc`);
  const card = (await read())[0] ?? (await read())[0];
  if (card === undefined) throw notFound("This job card");
  return card.version === card.snapshotVersion ? withPlainQuantities(card) : load(tx, id);
};

type CardChange = {
  readonly complaint?: string;
  readonly odometerIn?: number | null;
  readonly odometerOut?: number | null;
  readonly promisedAt?: Date | null;
  readonly customerWaiting?: boolean;
  readonly technicianId?: string | null;
};

/** Changes a card that `lock` holds. */
export const update = async (tx: Tx, id: string, change: CardChange): Promise<void> => {
  await tx.client.jobCard.updateMany({
    where: { tenantId: tx.tenantId, id },
    data: { ...change, version: { increment: 1 } },
  });
};

/** Raises the version of a card that `lock` holds, when only its lines changed. */
export const touch = (tx: Tx, id: string): Promise<void> => update(tx, id, {});

/** Moves a card from the status expected; false when it stands elsewhere by now. */
export const move = async (tx: Tx, id: string, from: JobCardStatus, to: JobCardStatus): Promise<boolean> => {
  const { count } = await tx.client.jobCard.updateMany({
    where: { tenantId: tx.tenantId, id, status: from },
    data: { status: to, statusSince: tx.now, version: { increment: 1 } },
  });
  return count === 1;
};

/** Completes a card from the status expected, and lets go of what its lines held; false when it stands elsewhere by now. */
export const complete = async (tx: Tx, card: CardRow): Promise<boolean> => {
  const changed = await tx.client.$executeRaw`
    with lines as (
      update job_line set reserved = 0
       where tenant_id = ${tx.tenantId}::uuid and job_card_id = ${card.id}::uuid and reserved > 0
    )
    update job_card
       set status = 'COMPLETED', status_since = ${tx.now}, completed_at = ${tx.now}, completed_by_id = ${actorId(tx.ctx.actor)}::uuid,
           completion_number = completion_number + 1, version = version + 1
     where tenant_id = ${tx.tenantId}::uuid and id = ${card.id}::uuid and status = ${card.status}::job_card_status`;
  return changed === 1;
};

/** Where a card is. @throws NOT_FOUND */
export const branchOf = async (db: Db, id: string): Promise<string> => {
  const row = await db.client.jobCard.findFirst({ where: { tenantId: db.tenantId, id }, select: { branchId: true } });
  if (row === null) throw notFound("This job card");
  return row.branchId;
};

/** Opens a completed card again, whose completion stays counted; false when it stands elsewhere by now. */
export const reopen = async (tx: Tx, card: CardRow): Promise<boolean> => {
  const { count } = await tx.client.jobCard.updateMany({
    where: { tenantId: tx.tenantId, id: card.id, status: card.status },
    data: {
      status: "IN_PROGRESS",
      statusSince: tx.now,
      completedAt: null,
      completedById: null,
      version: { increment: 1 },
    },
  });
  return count === 1;
};

/** What the calendar says of cards, by id. */
export const inCalendar = (db: Db, ids: readonly string[]) =>
  db.client.jobCard.findMany({
    where: { tenantId: db.tenantId, id: { in: [...ids] } },
    select: {
      id: true,
      number: true,
      status: true,
      complaint: true,
      customer: { select: { name: true } },
      vehicle: { select: { plate: true, make: true, model: true } },
    },
  });

/** What a customer may see of a card by its link; null when it is not there. */
export const visit = (db: Db, id: string) =>
  db.client.jobCard.findFirst({
    where: { tenantId: db.tenantId, id },
    select: {
      status: true,
      promisedAt: true,
      odometerIn: true,
      odometerOut: true,
      version: true,
      customer: { select: { name: true } },
      vehicle: { select: { plate: true, make: true, model: true } },
      lines: {
        where: { removedAt: null, packageTitle: { not: null } },
        orderBy: { position: "asc" },
        select: { packageTitle: true },
      },
      branch: {
        select: {
          name: true,
          zone: true,
          country: true,
          addressLines: true,
          phone: true,
          odometerUnit: true,
          tenant: { select: { name: true, slug: true, brandColour: true, logo: true } },
        },
      },
    },
  });

export type NewCard = {
  readonly id: string;
  readonly branchId: string;
  readonly customerId: string;
  readonly vehicleId: string;
  readonly technicianId: string | null;
  readonly complaint: string;
  readonly odometerIn: number | null;
  readonly promisedAt: Date | null;
  readonly customerWaiting: boolean;
  readonly openedById: string | null;
};

/** Opens a card under the tenant's next number. */
export const insert = async (tx: Tx, card: NewCard): Promise<number> => {
  const [row] = await tx.client.$queryRaw<{ number: number }[]>`
    with number as (
      insert into number_counter (tenant_id, kind, last_number) values (${tx.tenantId}::uuid, 'job_card', 1)
      on conflict (tenant_id, kind) do update set last_number = number_counter.last_number + 1
      returning last_number
    )
    insert into job_card (tenant_id, id, number, branch_id, customer_id, vehicle_id, technician_id, status, status_since, complaint,
                          customer_waiting, odometer_in, promised_at, opened_at, opened_by_id)
    select ${tx.tenantId}::uuid, ${card.id}::uuid, last_number, ${card.branchId}::uuid, ${card.customerId}::uuid, ${card.vehicleId}::uuid,
           ${card.technicianId}::uuid, 'CHECKED_IN', ${tx.now}, ${card.complaint}, ${card.customerWaiting}, ${card.odometerIn}::int,
           ${card.promisedAt}::timestamptz, ${tx.now}, ${card.openedById}::uuid
      from number
    returning number`;
  if (row === undefined) throw new Error("The new job card was not written.");
  return row.number;
};
