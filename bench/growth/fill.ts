import type pg from "pg";
import { buildParts, buildTenant } from "../../prisma/seed/builders.ts";

/** Customers with a car each; a card in four is one of theirs anew. */
const customersOf = (cards: number): number => Math.max(200, Math.floor(cards / 6));

/** The rows of a card share ids made by the server; `made` keeps those of one batch. One in two hundred is still owed. */
const statements = [
  `create temp table made as
     select n, uuidv7() as run, uuidv7() as event, uuidv7() as card, uuidv7() as line, uuidv7() as invoice, p.tenant, p.branch, p.part, p.advisor,
            p.technician, c.id as customer, v.id as vehicle, p.until - ($3::int - n) * interval '70 seconds' as at
       from generate_series($1::int, $2::int) n, bench_place p
       join lateral (select (n::bigint * 7919) % p.customers as at) pick on true
       join bench_person c on c.at = pick.at join bench_car v on v.at = pick.at`,
  `insert into job_card (tenant_id, id, number, branch_id, customer_id, vehicle_id, technician_id, status, status_since, complaint, odometer_in,
                         odometer_out, opened_at, completed_at, completed_by_id, completion_number)
   select tenant, card, 1000000 + n, branch, customer, vehicle, technician, 'COLLECTED', at, 'Service due', 1, 2, at - interval '3 hours', at, advisor, 1 from made`,
  `insert into job_line (tenant_id, id, job_card_id, position, kind, description, quantity, unit, unit_price_minor, tax_rate_bp, part_id, done_at)
   select tenant, line, card, 1, 'PART', 'Oil filter', 1, '', 1250, 2000, part, at from made`,
  `insert into stock_movement (tenant_id, id, branch_id, part_id, kind, on_hand_change, reserved_change, on_hand_after, reserved_after,
                               job_card_id, job_line_id, completion_number, actor_name, at)
   select tenant, uuidv7(), branch, part, 'ISSUE', -1, 0, 0, 0, card, line, 1, 'Sam', at from made`,
  `insert into invoice (tenant_id, id, branch_id, job_card_id, completion_number, customer_id, vehicle_id, series, sequence, number, currency,
                        tax_mode, rounding_rule, net_minor, tax_minor, total_minor, taxes, parties, issued_at, issued_on, due_on)
   select tenant, invoice, branch, card, 1, customer, vehicle, 'OLD-2020', n, 'OLD-2020-' || lpad(n::text, 7, '0'), 'GBP', 'EXCLUSIVE', 'LINE',
          1250, 250, 1500, '[]', '{}', at, at, at + interval '14 days' from made`,
  `insert into invoice_line (tenant_id, invoice_id, position, job_line_id, kind, description, quantity, unit, unit_price_minor, discount_minor,
                             tax_rate_bp, net_minor, tax_minor, total_minor)
   select tenant, invoice, 1, line, 'PART', 'Oil filter', 1, '', 1250, 0, 2000, 1250, 250, 1500 from made`,
  `insert into payment (tenant_id, id, branch_id, customer_id, invoice_id, method, state, gateway, amount_minor, currency, allocated_minor,
                        created_at, received_at, received_by_id)
   select tenant, uuidv7(), branch, customer, invoice, 'CASH', 'CAPTURED', 'manual', 1500, 'GBP', 1500, at, at, advisor from made where n % 200 <> 0`,
  `insert into payment_allocation (tenant_id, id, payment_id, invoice_id, amount_minor, created_at)
   select p.tenant_id, p.id, p.id, p.invoice_id, p.amount_minor, p.created_at from made join payment p on p.tenant_id = tenant and p.invoice_id = invoice`,
  `insert into invoice_balance (tenant_id, invoice_id, total_minor, paid_minor)
   select tenant, invoice, 1500, case n % 200 when 0 then 0 else 1500 end from made`,
  `insert into ledger_entry (tenant_id, source_id, entry, account, source_type, branch_id, customer_id, currency, amount_minor, posted_at)
   select tenant, e.source, e.entry, e.account::ledger_account, e.type, branch, customer, 'GBP', e.amount, at
     from made left join payment p on p.tenant_id = tenant and p.invoice_id = invoice,
          lateral (values (invoice, 'ISSUED', 'RECEIVABLES', 'invoice', 1500), (invoice, 'ISSUED', 'SALES', 'invoice', -1250), (invoice, 'ISSUED', 'TAX', 'invoice', -250),
                          (p.id, 'CAPTURED', 'BANK', 'payment', 1500), (p.id, 'CAPTURED', 'DEPOSITS', 'payment', -1500),
                          (p.id, 'ALLOCATED', 'DEPOSITS', 'allocation', 1500), (p.id, 'ALLOCATED', 'RECEIVABLES', 'allocation', -1500))
            as e(source, entry, account, type, amount) where e.source is not null`,
  `insert into receivable (tenant_id, invoice_id, branch_id, currency, due_minor, total_minor, issued_at, due_on)
   select tenant, invoice, branch, 'GBP', 1500, 1500, at, at + interval '14 days' from made where n % 200 = 0`,
  `insert into service_record (tenant_id, id, vehicle_id, customer_id, branch_id, job_card_id, completion_number, invoice_id, performed_at,
                               odometer, odometer_unit, summary)
   select tenant, uuidv7(), vehicle, customer, branch, card, 1, invoice, at, 2, 'mi', 'Service due' from made`,
  `insert into audit_entry (tenant_id, id, at, actor_kind, actor_name, action, subject_type, subject_id, changes, correlation_id, run_id)
   select tenant, uuidv7(), at, 'system', 'Sam', 'job-card.completed', 'jobCard', card, '{}', 'history', run from made`,
  `insert into orchestration_run (tenant_id, id, name, state, subject_type, subject_id, branch_id, actor_kind, actor_name, correlation_id,
                                  started_at, finished_at, duration_ms)
   select tenant, run, 'job-card.complete', 'COMPLETED', 'jobCard', card, branch, 'system', 'Sam', 'history', at, at, 9 from made`,
  `insert into orchestration_step (tenant_id, run_id, position, name, state, started_at)
   select tenant, run, 0, 'prerequisites', 'DONE', at from made`,
  `insert into outbox_event (tenant_id, id, type, version, subject_type, subject_id, correlation_id, run_id, data, consumers, occurred_at,
                             state, sends, available_at, sent_at)
   select tenant, event, 'job-card/completed', 1, 'jobCard', card, 'history', run, '{}', '{notify-customer-email}', at, 'SENT', 1, at, at from made`,
  `insert into event_delivery (tenant_id, event_id, consumer, id, state, attempts_started, attempts_finished, available_at, created_at, finished_at)
   select tenant, event, 'notify-customer-email', uuidv7(), 'DONE', 1, 1, at, at, at from made`,
  "drop table made",
];

const firstNames =
  "{Priya,Łukasz,Hannah,Marek,Grace,Yusuf,Peter,Aoife,Nadia,Daniel,Beatrice,Oliver,Leah,Simon,Ewan,Rosa,Jonas,Maya,Ελένη,Київ}";
const lastNames =
  "{Raman,Kowalski,Yeo,Zielinski,Adeyemi,Demir,Lang,Brennan,Rahman,Osei,Winslow,Stanhope,Abbott,Hallett,Forsyth,Silva,Lind,Okafor,Walsh,Lowe}";

/** The people, so many that names repeat as they do: a first name, a last name, and three letters that make a fragment rare. */
const people = [
  `create table bench_person as
     select (n - 1)::bigint as at, uuidv7() as id, ($2::text[])[1 + n % 20] || ' ' || ($3::text[])[1 + (n / 20) % 20] || ' ' || initcap(substr(md5(n::text), 1, 6)) as name,
            '+447' || lpad(((n::bigint * 104729) % 1000000000)::text, 9, '0') as phone
       from generate_series(1, $1::int) n`,
  `create table bench_car as
     select (n - 1)::bigint as at, uuidv7() as id,
            chr(65 + n % 26) || chr(65 + n / 26 % 26) || lpad((n / 676 % 100)::text, 2, '0')
              || translate(lpad(to_hex((n::bigint * 40503) % 1048573), 5, '0'), '0123456789abcdef', 'BCDFGHJKLMNPRSTV') as plate
       from generate_series(1, $1::int) n`,
] as const;

/**
 * Writes `cards` collected cards, with all that completing each left behind, for a garage of as many customers as such a
 * garage has. Generated by the server in batches while the indexes that are no keys are away, and without the checks of
 * foreign keys: made for its size. Says how far it is.
 */
export const fill = async (admin: pg.Pool, cards: number, say: (sentence: string) => void): Promise<void> => {
  const tenant = await buildTenant(admin, { name: "Bench" });
  const [part] = await buildParts(admin, tenant, 200, { onHand: "1000000" });
  if (part === undefined) throw new Error("There is no part.");
  const customers = customersOf(cards);
  const client = await admin.connect();
  try {
    await client.query("set session_replication_role = replica");
    await client.query("set synchronous_commit = off");
    await client.query("set maintenance_work_mem = '512MB'");
    await client.query(people[0], [customers, firstNames, lastNames]);
    await client.query(people[1], [customers]);
    await client.query("create unique index on bench_person (at)");
    await client.query("create unique index on bench_car (at)");
    await client.query(
      `create table bench_place as select $1::uuid as tenant, $2::uuid as branch, $3::uuid as part, $4::uuid as advisor, $5::uuid as technician,
              $6::bigint as customers, now() - interval '1 hour' as until`,
      [
        tenant.tenantId,
        tenant.branchId,
        part.partId,
        tenant.members.advisor.memberId,
        tenant.members.technician.memberId,
        customers,
      ],
    );
    await client.query("create table bench_tenant as select $1::jsonb as value", [JSON.stringify(tenant)]);
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(
      `select c.relname as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i join pg_class c on c.oid = i.indexrelid
         join pg_class r on r.oid = i.indrelid where c.relnamespace = 'public'::regnamespace and not i.indisunique and not i.indisexclusion
          and r.relname not like 'bench%'`,
    );
    for (const { name } of indexes) await client.query(`drop index "${name}"`);
    await client.query(
      `insert into customer (tenant_id, id, name, email, phone, created_at)
       select tenant, id, name, 'c' || at || '@bench.test', phone, now() from bench_person, bench_place`,
    );
    await client.query(
      `insert into vehicle (tenant_id, id, customer_id, plate, plate_normalised, make, model, created_at)
       select tenant, v.id, c.id, v.plate, v.plate, 'Ford', 'Focus', now() from bench_car v join bench_person c using (at), bench_place`,
    );
    const batch = 50_000;
    for (let from = 1; from <= cards; from += batch) {
      const to = Math.min(cards, from + batch - 1);
      const [first = "", ...others] = statements;
      await client.query(first, [from, to, cards]);
      await client.query("analyze made");
      for (const statement of others) await client.query(statement);
      say(`  ${to.toLocaleString("en")} of ${cards.toLocaleString("en")} cards written`);
    }
    say("  making the indexes");
    for (const { definition } of indexes) await client.query(definition);
    await client.query(
      "insert into invoice_counter (tenant_id, series, last_number) select tenant, 'OLD-2020', $1 from bench_place",
      [cards],
    );
    await client.query(
      `insert into daily_metric (tenant_id, branch_id, day, currency, cards_completed, turnaround_minutes, orders, invoices, net_minor, tax_minor, total_minor,
                                 part_net_minor, received_minor, owed_change_minor, stock_movements)
       select i.tenant_id, i.branch_id, (i.issued_at at time zone b.zone)::date, 'GBP', count(*), 180 * count(*), count(*), count(*), sum(i.net_minor),
              sum(i.tax_minor), sum(i.total_minor), sum(i.net_minor), sum(i.total_minor - coalesce(r.due_minor, 0)), sum(coalesce(r.due_minor, 0)), count(*)
         from invoice i join branch b on b.tenant_id = i.tenant_id and b.id = i.branch_id
         left join receivable r on r.tenant_id = i.tenant_id and r.invoice_id = i.id group by 1, 2, 3`,
    );
    await client.query("vacuum analyze");
    await client.query("checkpoint");
  } finally {
    client.release(true);
  }
};
