import { afterAll, expect, it, vi } from "vitest";
import { createContext } from "#/server/api/context.ts";
import { createCaller } from "#/server/api/root.ts";
import { closeDatabase } from "#/server/db/client.ts";
import { buildCustomerWithVehicle, buildTenant } from "../../prisma/seed/builders.ts";
import { buffersEach } from "../harness/buffers.ts";
import { signIn } from "../harness/people.ts";
import { adminPool } from "../harness/world.ts";

// One test in a file of its own, as for job cards (growth.itest.ts), and few connections.
vi.hoisted(() => {
  process.env.DATABASE_POOL_SIZE = "2";
});

const admin = adminPool();
afterAll(async () => {
  await closeDatabase();
  await admin.end();
});

/** Ten times as many rows give an index a level at most: two become three. */
const mostGrowth = 1.5;
/** And never more than this, few customers or many: reading all of a small business looks cheap to a planner. */
const mostPages = 300;
const sizes = [1_500, 4_000, 40_000];

/** Customers numbered from `first` to `last`, each with a car: names repeat as they do, the rest is each one's own. */
const fill = (tenantId: string, [first, last]: readonly [number, number]) =>
  admin.query(
    `with person as (
       insert into customer (tenant_id, id, name, email, phone, address_lines, created_at)
       select $1, uuidv7(), (array['Priya','Łukasz','Hannah','Marek','Grace','Yusuf','Peter','Aoife'])[1 + n % 8] || ' '
                || (array['Kowalski','Yeo','Adeyemi','Demir','Lang','Brennan','Osei'])[1 + n / 8 % 7] || ' ' || initcap(substr(md5(n::text), 1, 6)),
              'c' || n || '@example.com', '+447' || lpad((n::bigint * 104729 % 1000000000)::text, 9, '0'), array[n || ' Mill Lane', 'Whitstable'], now()
         from generate_series($2::int, $3::int) n returning id, email)
     insert into vehicle (tenant_id, id, customer_id, plate, plate_normalised, make, model, created_at)
     select $1, uuidv7(), id, upper(substr(md5(email), 1, 7)) || substr(email, 2, position('@' in email) - 2),
            upper(substr(md5(email), 1, 7)) || substr(email, 2, position('@' in email) - 2), 'Ford', 'Focus', now() from person`,
    [tenantId, first, last],
  );

it(`touches at most ${mostGrowth} times as many pages behind 40,000 customers as behind 4,000`, {
  timeout: 240_000,
}, async () => {
  const tenant = await buildTenant(admin, {});
  const cookie = await signIn(tenant.members.admin.email);
  const caller = () => createCaller(createContext(new Headers({ host: "localhost:3000", cookie })));
  const someone = { phone: "+447700900418", email: "priya@quay.test" };
  const one = await buildCustomerWithVehicle(admin, tenant, { name: "Priya Raman", plate: "KX19 VBT", ...someone });
  const twin = await buildCustomerWithVehicle(admin, tenant, {
    name: "P. Raman",
    plate: "KX19 VBU",
    phone: someone.phone,
  });
  const reads: Readonly<Record<string, () => Promise<unknown>>> = {
    "possible duplicates of one": async () =>
      expect((await caller().customer.duplicates({ customerId: one.customerId })).pairs).toHaveLength(1),
    "a customer": () => caller().customer.byId({ customerId: twin.customerId }),
    "customers by name": () => caller().customer.list({}),
    "customers who are called so": () => caller().customer.list({ search: "Raman" }),
    "customers by a number's end": () => caller().customer.list({ search: "900418" }),
    "customers by a plate's part": () => caller().customer.list({ search: "19VB" }),
    "the palette, by a name that many have": () => caller().search.find({ search: "Priya" }),
    "the palette, by a name's middle": () => caller().search.find({ search: "Rama" }),
    "the palette, by a plate's part": () => caller().search.find({ search: "X19VB" }),
    "the palette, by a number's end": () => caller().search.find({ search: "900418" }),
  };

  const figures = new Map<string, number[]>();
  let written = 0;
  const times = Array.from({ length: 10 });
  for (const size of sizes) {
    await fill(tenant.tenantId, [written + 1, size]);
    written = size;
    await admin.query("vacuum analyze");
    for (const [name, read] of Object.entries(reads)) {
      for (const _ of [...times, ...times, ...times]) await read();
      figures.set(name, [...(figures.get(name) ?? []), await buffersEach(admin, tenant.tenantId, times, read)]);
    }
  }
  for (const [name, [least = Number.NaN, small = Number.NaN, large = Number.NaN]] of figures) {
    expect(small, `${name} was not measured`).toBeGreaterThan(5);
    expect.soft(Math.max(least, small, large), name).toBeLessThanOrEqual(mostPages);
    expect.soft(large, `${name}: ${small} → ${large} pages`).toBeLessThanOrEqual(small * mostGrowth + 10);
  }
});
