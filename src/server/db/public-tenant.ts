import { notFound } from "#/domain/errors.ts";
import { pool } from "#/server/db/client.ts";
import { runOutsideTenants } from "#/server/db/tenant.ts";

// A slug is given once and stays: who has been found need not be asked for again.
const known = new Map<string, string>();
const kept = 1000;

/** The tenant of a public address. @throws NOT_FOUND */
export const tenantOfSlug = async (slug: string): Promise<string> => {
  const found = known.get(slug);
  if (found !== undefined) return found;
  const { rows } = await runOutsideTenants(() =>
    pool.query<{ id: string | null }>({
      name: "tenant_of_slug",
      text: "select lookup.tenant_of_slug($1) as id",
      values: [slug],
    }),
  );
  const id = rows[0]?.id ?? null;
  if (id === null) throw notFound("This workshop");
  if (known.size >= kept) known.clear();
  known.set(slug, id);
  return id;
};
