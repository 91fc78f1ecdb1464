import { readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { uuidv7 } from "#/domain/ids.ts";
import { atEnd } from "../lib/ending.ts";
import { admin, type Job } from "./world.ts";

/** Completes a card by one hand-written function (floor.sql), called by `pg` itself: the least it can cost. */
export const openFloor = async (clients: number): Promise<(job: Job) => Promise<unknown>> => {
  await admin.query(readFileSync(path.join(import.meta.dirname, "floor.sql"), "utf8"));
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: clients });
  atEnd(() => pool.end());
  return ({ garage: { tenant }, jobCardId }) => {
    const { memberId, name } = tenant.members.advisor;
    return pool.query({
      name: "bench_complete",
      text: "select bench_complete($1, $2, $3, $4, $5)",
      values: [tenant.tenantId, jobCardId, memberId, name, uuidv7()],
    });
  };
};
