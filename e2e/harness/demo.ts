import type pg from "pg";

/** The demo's own people. */
export const advisor = "advisor@northside.test";
export const owner = "owner@northside.test";
export const technician = "technician@northside.test";
export const rival = "owner@rival.test";

async function one<Row extends pg.QueryResultRow>(admin: pg.Pool, query: string): Promise<Row> {
  const { rows } = await admin.query<Row>(query);
  if (!rows[0]) throw new Error(`The demo has nothing that answers: ${query}`);
  return rows[0];
}

const tenantOf = (slug: string) => `(SELECT id FROM tenant WHERE slug = '${slug}')`;
const harbour = `(SELECT id FROM branch WHERE name = 'Harbour Street' AND tenant_id = ${tenantOf("northside")})`;

/** The newest card of a plate, of Northside unless told. */
export const cardIdOf = async (admin: pg.Pool, plate: string, slug = "northside"): Promise<string> =>
  (
    await one<{ id: string }>(
      admin,
      `SELECT c.id FROM job_card c JOIN vehicle v ON (v.tenant_id, v.id) = (c.tenant_id, c.vehicle_id)
        WHERE c.tenant_id = ${tenantOf(slug)} AND v.plate = '${plate}' ORDER BY c.opened_at DESC LIMIT 1`,
    )
  ).id;

/** An invoice that nothing was paid on. */
export const unpaidInvoiceId = async (admin: pg.Pool): Promise<string> =>
  (
    await one<{ id: string }>(
      admin,
      `SELECT i.id FROM invoice i WHERE i.tenant_id = ${tenantOf("northside")}
          AND NOT EXISTS (SELECT FROM payment p WHERE (p.tenant_id, p.invoice_id) = (i.tenant_id, i.id))
        ORDER BY i.id DESC LIMIT 1`,
    )
  ).id;

/** A car that was here before and has no open card, and its owner, who has an e-mail address. */
export const returningCar = (admin: pg.Pool) =>
  one<{ plate: string; car: string; owner: string; email: string; mileage: number }>(
    admin,
    `SELECT v.plate, v.make || ' ' || v.model AS car, c.name AS owner, c.email, max(s.odometer) AS mileage
       FROM vehicle v
       JOIN customer c ON (c.tenant_id, c.id) = (v.tenant_id, v.customer_id)
       JOIN service_record s ON (s.tenant_id, s.vehicle_id) = (v.tenant_id, v.id)
      WHERE v.tenant_id = ${tenantOf("northside")} AND c.email IS NOT NULL AND s.branch_id = ${harbour}
        AND NOT EXISTS (SELECT FROM job_card j WHERE (j.tenant_id, j.vehicle_id) = (v.tenant_id, v.id)
                          AND j.status NOT IN ('COMPLETED', 'COLLECTED', 'CANCELLED'))
      GROUP BY v.tenant_id, v.id, c.tenant_id, c.id ORDER BY v.id LIMIT 1`,
  );

/** A part in pieces of which Harbour Street has some that nobody holds. */
export const partOnTheShelf = (admin: pg.Pool) =>
  one<{ number: string; name: string; onHand: number }>(
    admin,
    `SELECT p.number, p.name, s.on_hand::float8 AS "onHand"
       FROM part p JOIN stock_level s ON (s.tenant_id, s.part_id) = (p.tenant_id, p.id)
      WHERE s.branch_id = ${harbour} AND p.unit = '' AND s.on_hand - s.reserved >= 5 AND s.price_minor > 0
        AND p.archived_at IS NULL
      ORDER BY p.number LIMIT 1`,
  );
