import { uuidv7 } from "#/domain/ids.ts";
import type { BuiltBranch } from "./build-tenant.ts";
import type { SeedPart, SeedTenant } from "./garage.ts";
import type { Sheet } from "./sheet.ts";

/** What kinds of work cost beside the standard rate, as parts of it in per cent. */
const rates = [
  ["Diagnostics", 125],
  ["Electrical", 115],
  ["MOT preparation", 90],
] as const;

type TemplateLine =
  | readonly [description: string, minutes: number, rate: string | null]
  | readonly [partKey: string, quantity: string];

const templates: readonly (readonly [name: string, ...lines: TemplateLine[]])[] = [
  ["Interim service", ["Change oil and filter, check levels", 48, null], ["oil-filter-a", "1"], ["oil-5w30", "4.3"]],
  ["Brake fluid change", ["Flush and bleed the brakes", 42, null], ["brake-fluid", "1"]],
  ["Coolant change", ["Drain, flush and fill the cooling system", 60, null], ["coolant", "5.5"]],
  [
    "Electrical fault finding",
    ["Read fault codes, test the circuit", 60, "Diagnostics"],
    ["Repair wiring", 30, "Electrical"],
  ],
  ["Air conditioning regas", ["Recover, leak test and fill", 54, "Diagnostics"], ["refrigerant", "0.5"]],
];

/** Named rates of a branch. */
export function writeLabourRates(sheet: Sheet, tenant: SeedTenant, branch: BuiltBranch, since: Date): void {
  for (const [name, percent] of rates)
    sheet.add("labour_rate", {
      tenant_id: tenant.id,
      id: uuidv7(since.getTime()),
      branch_id: branch.branchId,
      name,
      price_minor: Math.round((branch.labourRateMinor * percent) / 100),
      created_at: since,
    });
}

/** The work that comes again and again. */
export function writeTemplates(
  sheet: Sheet,
  tenant: SeedTenant,
  parts: ReadonlyMap<string, SeedPart>,
  since: Date,
): void {
  for (const [name, ...lines] of templates) {
    const id = uuidv7(since.getTime());
    sheet.add("line_template", { tenant_id: tenant.id, id, name, created_at: since });
    lines.forEach((line, index) => {
      const part = line.length === 2 ? parts.get(line[0]) : undefined;
      sheet.add("line_template_line", {
        tenant_id: tenant.id,
        template_id: id,
        position: index + 1,
        description: part?.name ?? line[0],
        minutes: line.length === 3 ? line[1] : null,
        rate_name: line.length === 3 ? line[2] : null,
        part_id: part?.id ?? null,
        quantity: line.length === 2 ? line[1] : null,
      });
    });
  }
}
