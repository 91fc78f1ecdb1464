import { createHash } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { uuidv7 } from "#/domain/ids.ts";
import { addDays, isoDateIn, yearIn } from "#/domain/time.ts";
import { totalsOf } from "#/domain/totals.ts";
import { PrismaClient } from "#/generated/prisma/client.ts";
import { atEnd } from "../lib/ending.ts";
import type { Garage, Job } from "./world.ts";

/**
 * Completes a card as most teams write it with Prisma: read with includes, one update and one movement a part, nested
 * creates for the invoice and the events. Its own connections carry the tenant from the start, so row level security
 * costs it nothing, and statements are prepared once (`statementNameGenerator`).
 */
export const openIdiomatic = ({ tenant }: Garage): ((job: Job) => Promise<unknown>) => {
  const tenantId = tenant.tenantId;
  const adapter = new PrismaPg(
    { connectionString: process.env.DATABASE_URL, options: `-c app.tenant_id=${tenantId}`, max: 4 },
    { statementNameGenerator: ({ sql }) => createHash("sha1").update(sql).digest("base64url") },
  );
  const prisma = new PrismaClient({ adapter, transactionOptions: { timeout: 120_000, maxWait: 10_000 } });
  atEnd(() => prisma.$disconnect());
  const actor = { actorId: tenant.members.advisor.memberId, actorName: tenant.members.advisor.name };

  return ({ jobCardId }) =>
    prisma.$transaction(async (tx) => {
      const now = new Date();
      const runId = uuidv7();
      const correlationId = uuidv7();
      const trail = { tenantId, at: now, actorKind: "member", ...actor, correlationId, runId };
      const claimed = await tx.jobCard.updateMany({
        where: {
          tenantId,
          id: jobCardId,
          status: { in: ["IN_PROGRESS", "QUALITY_CHECK"] },
          odometerOut: { not: null },
        },
        data: {
          status: "COMPLETED",
          statusSince: now,
          completedAt: now,
          completionNumber: { increment: 1 },
          version: { increment: 1 },
        },
      });
      if (claimed.count === 0) throw new Error("The card cannot be completed.");
      const card = await tx.jobCard.findUniqueOrThrow({
        where: { tenantId_id: { tenantId, id: jobCardId } },
        include: {
          branch: true,
          customer: true,
          vehicle: true,
          authorisations: true,
          lines: { where: { removedAt: null }, orderBy: { position: "asc" } },
        },
      });
      const { branch, customer, vehicle, completionNumber } = card;
      const owner = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });

      for (const line of card.lines) {
        if (line.partId === null) continue;
        const level = await tx.stockLevel.update({
          where: { tenantId_branchId_partId: { tenantId, branchId: branch.id, partId: line.partId } },
          data: { onHand: { decrement: line.quantity }, reserved: { decrement: line.reserved } },
        });
        await tx.stockMovement.create({
          data: {
            tenantId,
            id: uuidv7(),
            branchId: branch.id,
            partId: line.partId,
            kind: "ISSUE",
            onHandChange: line.quantity.negated(),
            reservedChange: line.reserved.negated(),
            onHandAfter: level.onHand,
            reservedAfter: level.reserved,
            jobCardId,
            jobLineId: line.id,
            completionNumber,
            ...actor,
            at: now,
          },
        });
      }
      await tx.jobLine.updateMany({ where: { tenantId, jobCardId, reserved: { gt: 0 } }, data: { reserved: 0 } });
      await tx.bayAllocation.updateMany({
        where: { tenantId, jobCardId, state: { in: ["BOOKED", "CHECKED_IN", "IN_PROGRESS"] } },
        data: { state: "RELEASED" },
      });

      const totals = totalsOf(
        card.lines.map((line) => ({
          ...line,
          quantity: line.quantity.toString(),
          unitPriceMinor: Number(line.unitPriceMinor),
        })),
        branch,
      );
      const series = `${branch.invoicePrefix}-${yearIn(now, branch.zone)}`;
      const { lastNumber } = await tx.invoiceCounter.upsert({
        where: { tenantId_series: { tenantId, series } },
        create: { tenantId, series, lastNumber: 1 },
        update: { lastNumber: { increment: 1 } },
      });
      const issuedOn = isoDateIn(now, branch.zone);
      const invoice = await tx.invoice.create({
        data: {
          tenantId,
          id: uuidv7(),
          branchId: branch.id,
          jobCardId,
          completionNumber,
          customerId: customer.id,
          vehicleId: vehicle.id,
          series,
          sequence: lastNumber,
          number: `${series}-${String(lastNumber).padStart(5, "0")}`,
          currency: branch.currency,
          taxMode: branch.taxMode,
          roundingRule: branch.roundingRule,
          netMinor: totals.netMinor,
          taxMinor: totals.taxMinor,
          totalMinor: totals.totalMinor,
          taxes: totals.taxes.map((tax) => ({ ...tax })),
          parties: {
            tenant: {
              name: owner.name,
              legalName: owner.legalName,
              country: owner.country,
              taxNumber: owner.taxNumber,
            },
            branch: { name: branch.name, addressLines: branch.addressLines, phone: branch.phone, email: branch.email },
            customer: { name: customer.name, addressLines: customer.addressLines },
            vehicle: { plate: vehicle.plate, description: `${vehicle.make} ${vehicle.model}` },
            jobCardNumber: card.number,
            approvals: card.authorisations.map(({ givenBy, method }) => ({ givenBy, method })),
          },
          issuedAt: now,
          issuedOn: new Date(issuedOn),
          dueOn: new Date(addDays(issuedOn, branch.paymentTermsDays)),
          lines: {
            create: totals.lines.map((line, index) => ({
              position: index + 1,
              jobLine: { connect: { tenantId_id: { tenantId, id: line.id } } },
              kind: line.kind,
              packageTitle: line.packageTitle,
              description: line.description,
              quantity: line.quantity,
              unit: line.unit,
              unitPriceMinor: line.unitPriceMinor,
              discountMinor: line.discountMinor,
              taxRateBp: line.taxRateBp,
              netMinor: line.netMinor,
              taxMinor: line.taxMinor,
              totalMinor: line.totalMinor,
            })),
          },
        },
      });

      const odometer = card.odometerOut ?? 0;
      await tx.odometerReading.create({
        data: {
          tenantId,
          id: uuidv7(),
          vehicleId: vehicle.id,
          jobCardId,
          value: odometer,
          unit: branch.odometerUnit,
          readAt: now,
        },
      });
      await tx.serviceRecord.create({
        data: {
          tenantId,
          id: uuidv7(),
          vehicleId: vehicle.id,
          customerId: customer.id,
          branchId: branch.id,
          jobCardId,
          completionNumber,
          invoiceId: invoice.id,
          performedAt: now,
          odometer,
          odometerUnit: branch.odometerUnit,
          summary: card.complaint,
        },
      });
      const steps = ["prerequisites", "parts issued", "bay freed", "status set", "invoice issued", "history written"];
      await tx.orchestrationRun.create({
        data: {
          tenantId,
          id: runId,
          name: "job-card.complete",
          state: "COMPLETED",
          subjectType: "jobCard",
          subjectId: jobCardId,
          actorKind: "member",
          ...actor,
          correlationId,
          startedAt: now,
          finishedAt: new Date(),
          steps: {
            create: steps.map((name, position) => ({
              position,
              name,
              state: "DONE" as const,
              startedAt: now,
              durationMs: 0,
              payload: { text: name },
            })),
          },
        },
      });
      await tx.auditEntry.createMany({
        data: [
          {
            ...trail,
            id: uuidv7(),
            action: "job-card.completed",
            subjectType: "jobCard",
            subjectId: jobCardId,
            changes: {},
          },
          ...card.lines.flatMap(({ partId }) =>
            partId === null
              ? []
              : [
                  {
                    ...trail,
                    id: uuidv7(),
                    action: "stock.issued",
                    subjectType: "part",
                    subjectId: partId,
                    changes: {},
                  },
                ],
          ),
        ],
      });
      const partIds = card.lines.flatMap(({ partId }) => (partId === null ? [] : [partId]));
      const events = [
        {
          type: "job-card/completed",
          subject: ["jobCard", jobCardId],
          data: { jobCardId, invoiceId: invoice.id, completionNumber },
          consumers: ["notify-customer-email"],
        },
        {
          type: "invoice/generated",
          subject: ["invoice", invoice.id],
          data: { invoiceId: invoice.id, jobCardId },
          consumers: ["store-pdf", "email-invoice"],
        },
        {
          type: "inventory/adjusted",
          subject: ["jobCard", jobCardId],
          data: { branchId: branch.id, jobCardId, partIds },
          consumers: [],
        },
      ];
      for (const { type, subject, data, consumers } of events) {
        await tx.outboxEvent.create({
          data: {
            tenantId,
            id: uuidv7(),
            type,
            version: 1,
            subjectType: subject[0] ?? "",
            subjectId: subject[1] ?? "",
            actorId: actor.actorId,
            correlationId,
            runId,
            data,
            consumers,
            occurredAt: now,
            availableAt: now,
            deliveries: {
              create: consumers.map((consumer) => ({ id: uuidv7(), consumer, availableAt: now, createdAt: now })),
            },
          },
        });
      }
    });
};
