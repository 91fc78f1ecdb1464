import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { expect, vi } from "vitest";
import type { AccountingProvider } from "#/domain/accounting.ts";
import { systemCtx } from "#/inngest/testing.ts";
import { runInTenant } from "#/server/db/tenant.ts";
import { readDb } from "#/server/db/transaction.ts";
import { completeJobCard } from "#/server/orchestrators/complete-job-card.ts";
import { beginConnection, finishConnection } from "#/server/orchestrators/connect-accounting.ts";
import { takePayment } from "#/server/orchestrators/payments/take-payment.ts";
import { list } from "#/server/services/accounting.ts";
import { type BuiltTenant, buildJobCard, buildTenant } from "../../prisma/seed/builders.ts";
import { contextOf } from "../harness/world.ts";

/** A workshop whose books are kept elsewhere, and what its people do. */
export const bookkeeping = (admin: Pool) => {
  const origin = "http://garage.test";
  const deskOf = (tenant: BuiltTenant) => ({ ...contextOf(tenant, "admin"), origin });
  type Desk = ReturnType<typeof deskOf>;
  const asked = () => ({ idempotencyKey: randomUUID() });

  /** Lets us in as a browser would: to the login, and back with what it gives. */
  const letIn = async (desk: Desk, provider: AccountingProvider) => {
    const { url } = beginConnection(desk, provider);
    const there = await fetch(url, { redirect: "manual" });
    const back = new URL(there.headers.get("location") ?? "");
    expect(back.origin + back.pathname).toBe(`${origin}/api/connections/${provider}`);
    const [code, state] = ["code", "state"].map((name) => back.searchParams.get(name) ?? "");
    return { provider, code: code ?? "", state: state ?? "", organisationId: back.searchParams.get("realmId") };
  };
  const connect = async (provider: AccountingProvider) => {
    const tenant = await buildTenant(admin, {});
    const desk = deskOf(tenant);
    const connection = await finishConnection(desk, await letIn(desk, provider));
    return { tenant, desk, connection, db: readDb({ tenantId: tenant.tenantId }) };
  };
  type Garage = Awaited<ReturnType<typeof connect>>;

  const complete = async ({ tenant }: Pick<Garage, "tenant">, card?: { jobCardId: string; customerId: string }) => {
    const built =
      card ?? (await buildJobCard(admin, tenant, { lines: [{ kind: "LABOUR", quantity: "1.5" }, { kind: "FEE" }] }));
    const done = await completeJobCard(systemCtx(tenant.tenantId), { jobCardId: built.jobCardId, ...asked() });
    return { ...built, ...done };
  };
  const pay = (desk: Desk, invoiceId: string, amountMinor: number) =>
    takePayment(desk, { invoiceId, amountMinor, method: "CASH", tenderedMinor: null, reference: "", ...asked() });
  const syncs = ({ tenant, db }: Pick<Garage, "tenant" | "db">) =>
    runInTenant(tenant.tenantId, async () => (await list(db, null)).syncs);
  /** Once nothing is on its way to the books any more. */
  const quiet = ({ tenant }: Pick<Garage, "tenant">) =>
    vi.waitFor(
      async () => {
        const owed = await admin.query(
          "select 1 from event_delivery where tenant_id = $1 and state in ('PENDING', 'RUNNING')",
          [tenant.tenantId],
        );
        expect(owed.rowCount).toBe(0);
      },
      { timeout: 40_000, interval: 30 },
    );
  const tasks = async ({ tenant }: Pick<Garage, "tenant">) =>
    (
      await admin.query<{ kind: string; state: string; detail: string }>(
        "select kind, state, detail from manual_task where tenant_id = $1 order by created_at",
        [tenant.tenantId],
      )
    ).rows;
  return { origin, asked, deskOf, letIn, connect, complete, pay, syncs, quiet, tasks };
};
