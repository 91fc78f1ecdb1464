import { completionConditions, partNeeds } from "#/domain/completion.ts";
import { openingOn, widestWeek } from "#/domain/hours.ts";
import type { BoardView, JobCardView, JobLineView, PreflightView } from "#/domain/job-card.ts";
import type { Permission } from "#/domain/permissions.ts";
import { formatPhone } from "#/domain/phone.ts";
import { quantityMilli, quantityText } from "#/domain/quantity.ts";
import { dayOf, isoDateIn, yearIn } from "#/domain/time.ts";
import { type LineTotals, totalsOf } from "#/domain/totals.ts";
import type { Db } from "#/server/db/transaction.ts";
import * as bays from "#/server/repositories/bays.ts";
import * as board from "#/server/repositories/board.ts";
import * as branches from "#/server/repositories/branches.ts";
import * as invoices from "#/server/repositories/invoices.ts";
import * as jobCards from "#/server/repositories/job-cards.ts";
import * as members from "#/server/repositories/members.ts";
import * as payments from "#/server/repositories/payments.ts";
import * as purchaseOrders from "#/server/repositories/purchase-orders.ts";

type Rights = ReadonlySet<Permission>;

/** A job card as this member may see it: prices, cost and contact are absent without the right. @throws NOT_FOUND */
export const jobCardView = async (db: Db, jobCardId: string, rights: Rights): Promise<JobCardView> => {
  const card = await jobCards.load(db, jobCardId);
  const { branch } = card;
  const totals = totalsOf(card.lines, branch);
  const prices = rights.has("price.read");
  const costs = rights.has("cost.read");
  const contact = rights.has("customer.read");
  const needs = partNeeds(card.lines);
  const isShort = (partId: string) => needs.find((need) => need.partId === partId);
  const short = needs.filter(({ needed, available }) => available < needed).map(({ partId }) => partId);
  const coming =
    short.length === 0 || card.completedAt !== null ? [] : await purchaseOrders.comingTo(db, branch.id, short);

  return {
    id: card.id,
    number: card.number,
    version: card.version,
    status: card.status,
    statusSince: card.statusSince,
    complaint: card.complaint,
    customerWaiting: card.customerWaiting,
    odometerIn: card.odometerIn,
    odometerOut: card.odometerOut,
    odometerUnit: branch.odometerUnit,
    promisedAt: card.promisedAt,
    openedAt: card.openedAt,
    completedAt: card.completedAt,
    completionNumber: card.completionNumber,
    technician: personOf(card.technicianId, card.technicianName),
    branch: {
      id: branch.id,
      name: branch.name,
      zone: branch.zone,
      locale: branch.locale,
      currency: branch.currency,
      taxName: branch.taxName,
      taxMode: branch.taxMode,
      roundingRule: branch.roundingRule,
      taxRatesBp: branch.taxRatesBp,
      ...(prices ? { labourRateMinor: branch.labourRateMinor } : {}),
    },
    customer: {
      id: card.customer.id,
      name: card.customer.name,
      ...(contact ? contactOf(card) : {}),
    },
    vehicle: card.vehicle,
    bay:
      card.bay === null
        ? null
        : {
            bayId: card.bay.bayId,
            name: card.bay.name,
            startsAt: new Date(card.bay.startsAt),
            endsAt: new Date(card.bay.endsAt),
          },
    lines: totals.lines.map((line) =>
      lineView(line, line.partId === null ? undefined : isShort(line.partId), {
        prices,
        costs,
        open: card.completedAt === null,
        onOrder: coming.find(({ partId }) => partId === line.partId) ?? null,
      }),
    ),
    authorisations: [...card.authorisations].reverse().map(({ totalMinor, givenAt, ...consent }) => ({
      ...consent,
      givenAt: new Date(givenAt),
      ...(prices ? { totalMinor } : {}),
    })),
    ...(prices
      ? {
          totals: {
            netMinor: totals.netMinor,
            taxMinor: totals.taxMinor,
            totalMinor: totals.totalMinor,
            labourNetMinor: netOf(totals.lines.filter(({ kind }) => kind === "LABOUR")),
            partsAndFeesNetMinor: netOf(totals.lines.filter(({ kind }) => kind !== "LABOUR")),
            taxes: [...totals.taxes],
            authorisedMinor: card.authorisations.at(-1)?.totalMinor ?? null,
            ...(costs
              ? {
                  marginBp: marginOf(
                    totals.netMinor,
                    totals.lines.reduce((sum, line) => sum + costOf(line), 0),
                  ),
                }
              : {}),
          },
        }
      : {}),
    ...(rights.has("invoice.read")
      ? {
          invoice: card.invoice,
          deposits: card.hasDeposit ? await payments.freeOf(db, { type: "jobCard", id: card.id }) : [],
        }
      : {}),
  };
};

const contactOf = ({ customer, branch }: jobCards.CardRow) => ({
  email: customer.email,
  phone: customer.phone,
  phoneShown: customer.phone === null ? null : formatPhone(customer.phone, branch.country),
});

const personOf = (memberId: string | null, name: string | null) =>
  memberId === null || name === null ? null : { memberId, name };

const netOf = (lines: readonly LineTotals[]): number => lines.reduce((sum, { netMinor }) => sum + netMinor, 0);

const costOf = (line: { readonly unitCostMinor: number; readonly quantity: string }): number =>
  Math.round((line.unitCostMinor * quantityMilli(line.quantity)) / 1000);

/** Margin in basis points of what is sold, before tax. */
const marginOf = (netMinor: number, costMinor: number): number | null =>
  netMinor === 0 ? null : Math.round(((netMinor - costMinor) / netMinor) * 10_000);

const lineView = (
  line: jobCards.LineRow & LineTotals,
  need: ReturnType<typeof partNeeds>[number] | undefined,
  { prices, costs, open, onOrder }: { prices: boolean; costs: boolean; open: boolean; onOrder: JobLineView["onOrder"] },
): JobLineView => {
  const { id, position, kind, packageTitle, description, quantity, unit, partId, partNumber, bin, authorisationId } =
    line;
  const onHand = line.onHand ?? "0";
  const reserved = line.reservedAtBranch ?? "0";
  return {
    id,
    position,
    kind,
    packageTitle,
    description,
    quantity,
    unit,
    partId,
    partNumber,
    bin,
    authorisationId,
    technician: personOf(line.technicianId, line.technicianName),
    doneAt: line.doneAt === null ? null : new Date(line.doneAt),
    stock:
      partId === null
        ? null
        : {
            onHand,
            reserved,
            free: quantityText(quantityMilli(onHand) - quantityMilli(reserved)),
            reservedHere: line.reserved,
            reorderPoint: line.reorderPoint ?? "0",
          },
    shortBy:
      open && need !== undefined && need.available < need.needed
        ? quantityText(need.needed - Math.max(0, need.available))
        : null,
    onOrder,
    ...(prices
      ? {
          price: {
            unitPriceMinor: line.unitPriceMinor,
            discountBp: line.discountBp,
            discountMinor: line.discountMinor,
            taxRateBp: line.taxRateBp,
            netMinor: line.netMinor,
            taxMinor: line.taxMinor,
            totalMinor: line.totalMinor,
          },
        }
      : {}),
    ...(costs ? { cost: { unitCostMinor: line.unitCostMinor, marginBp: marginOf(line.netMinor, costOf(line)) } } : {}),
  };
};

/** What stands in the way of completing a card, and what completing it will change. @throws NOT_FOUND */
export const preflight = async (db: Db, jobCardId: string): Promise<PreflightView> => {
  const card = await jobCards.load(db, jobCardId);
  const { branch, customer } = card;
  const conditions = completionConditions(card);
  const totals = totalsOf(card.lines, branch);
  const series = `${branch.invoicePrefix}-${yearIn(new Date(), branch.zone)}`;
  const reorderPoints = new Map(card.lines.map((line) => [line.partId, quantityMilli(line.reorderPoint ?? "0")]));
  const lastNumber = await invoices.lastNumber(db, series);

  return {
    unmet: conditions.filter(({ met }) => !met).map(({ met: _, ...condition }) => condition),
    met: conditions.filter(({ met }) => met).map(({ name }) => name),
    warnings: totals.lines
      .filter((line) => line.kind === "PART" && line.netMinor < costOf(line))
      .map((line) => ({
        title: `${line.description} sells below cost`,
        detail: "Check price and discount.",
        lineId: line.id,
      })),
    changes: {
      status: { from: card.status, to: "COMPLETED" },
      invoice: { series, lastNumber },
      stock: partNeeds(card.lines).map(({ partId, name, unit, needed, onHand, available }) => {
        const after = onHand - needed;
        const reorderPoint = reorderPoints.get(partId) ?? 0;
        return {
          partId,
          name,
          unit,
          before: quantityText(onHand),
          after: quantityText(after),
          shortBy: available < needed ? quantityText(needed - Math.max(0, available)) : null,
          reachesReorderPoint: available >= needed && reorderPoint > 0 && after <= reorderPoint,
        };
      }),
      totals: { netMinor: totals.netMinor, taxMinor: totals.taxMinor, totalMinor: totals.totalMinor },
      messages: [
        ...(customer.email === null
          ? []
          : ([
              { channel: "EMAIL", to: customer.email, what: "Invoice with PDF", ready: false },
              { channel: "EMAIL", to: customer.email, what: "The car is ready", ready: true },
            ] as const)),
        ...(customer.phone === null
          ? []
          : [
              {
                channel: "SMS" as const,
                to: formatPhone(customer.phone, branch.country),
                what: "The car is ready",
                ready: true,
              },
            ]),
      ],
      bay: card.bay === null ? null : { name: card.bay.name, endsAt: new Date(card.bay.endsAt) },
    },
  };
};

/** A branch's board: its open cards, those waiting to be collected, its bays today. @throws NOT_FOUND */
export const boardView = async (
  db: Db,
  branchId: string,
  technicianId: string | null,
  rights: Rights,
): Promise<BoardView> => {
  const branch = await branches.load(db, branchId);
  const now = new Date();
  const day = dayOf(now, branch.zone);
  const [rows, { bays: places, allocations }, technicians] = await Promise.all([
    board.cards(db, branchId, technicianId),
    bays.ofBranch(db, branchId, day.start, day.end),
    members.technicians(db),
  ]);
  const today = isoDateIn(now, branch.zone);
  const opening = openingOn(branch.weekHours, today, branch.zone);
  const shown = opening ?? openingOn(widestWeek(branch.weekHours), today, branch.zone);
  const prices = rights.has("price.read");
  const placeOf = (jobCardId: string) => {
    const allocation = allocations.find((candidate) => candidate.jobCardId === jobCardId);
    const bay = places.find(({ id }) => id === allocation?.bayId);
    return allocation === undefined || bay === undefined
      ? null
      : { bayId: bay.id, name: bay.name, startsAt: allocation.startsAt, endsAt: allocation.endsAt };
  };

  return {
    branch: { id: branch.id, name: branch.name, zone: branch.zone, locale: branch.locale, currency: branch.currency },
    now,
    opensAt: shown?.opensAt ?? day.start,
    closesAt: shown?.closesAt ?? day.end,
    openToday: opening !== null,
    weekHours: branch.weekHours,
    cards: rows.map((row) => ({
      id: row.id,
      number: row.number,
      version: row.version,
      status: row.status,
      statusSince: row.statusSince,
      plate: row.plate,
      vehicle: `${row.make} ${row.model}`,
      customerName: row.customerName,
      customerWaiting: row.customerWaiting,
      complaint: row.complaint,
      promisedAt: row.promisedAt,
      technician: personOf(row.technicianId, row.technicianName),
      openedById: row.openedById,
      bay: placeOf(row.id),
      parts: { needed: row.partsNeeded, here: row.partsHere },
      labourMinutes: row.labourMinutes,
      unapprovedLines: row.unapprovedLines,
      ...(prices
        ? {
            totalMinor:
              row.invoiceTotalMinor === null ? totalsOf(row.lines, branch).totalMinor : Number(row.invoiceTotalMinor),
            dueMinor: row.dueMinor === null ? null : Number(row.dueMinor),
          }
        : {}),
    })),
    bays: places.map((bay) => ({
      ...bay,
      allocations: allocations
        .filter(({ bayId }) => bayId === bay.id)
        .map(({ id, jobCardId, startsAt, endsAt }) => ({ id, jobCardId, startsAt, endsAt })),
    })),
    technicians,
  };
};
