import { uuidv7 } from "#/domain/ids.ts";
import { normalisePlate } from "#/domain/vehicle-plate.ts";
import type { World } from "./build-tenant.ts";
import { type Connection, insertRows } from "./write.ts";

export type BuiltCustomer = { customerId: string; vehicleId: string; plate: string };
export type CustomerOptions = {
  name?: string;
  email?: string | null;
  phone?: string | null;
  plate?: string;
  make?: string;
  model?: string;
  year?: number;
};

/** `count` customers with one vehicle each; names and plates differ. */
export async function buildCustomersWithVehicles(
  pg: Connection,
  world: World,
  count: number,
  options: CustomerOptions = {},
): Promise<BuiltCustomer[]> {
  const built = Array.from({ length: count }, () => {
    const customerId = uuidv7();
    return { customerId, vehicleId: uuidv7(), plate: options.plate ?? customerId.slice(-10).toUpperCase() };
  });
  await insertRows(
    pg,
    "customer",
    built.map(({ customerId }) => ({
      tenant_id: world.tenantId,
      id: customerId,
      name: options.name ?? `Customer ${customerId.slice(-6)}`,
      email: options.email === undefined ? `customer-${customerId.slice(-12)}@example.com` : options.email,
      phone: options.phone === undefined ? "+447700900123" : options.phone,
      address_lines: ["1 Quay Row", "Whitstable"],
    })),
  );
  await insertRows(
    pg,
    "vehicle",
    built.map(({ customerId, vehicleId, plate }) => ({
      tenant_id: world.tenantId,
      id: vehicleId,
      customer_id: customerId,
      plate,
      plate_normalised: normalisePlate(plate),
      make: options.make ?? "Ford",
      model: options.model ?? "Fiesta 1.0",
      year: options.year ?? 2019,
    })),
  );
  return built;
}

/** A customer with a vehicle. */
export async function buildCustomerWithVehicle(
  pg: Connection,
  world: World,
  options: CustomerOptions = {},
): Promise<BuiltCustomer> {
  const [built] = await buildCustomersWithVehicles(pg, world, 1, options);
  if (!built) throw new Error("The customer was not built.");
  return built;
}

export type PartOptions = {
  number?: string;
  name?: string;
  unit?: string;
  onHand?: string;
  reorderPoint?: string;
  bin?: string;
  priceMinor?: number;
  costMinor?: number;
  taxRateBp?: number;
};
export type BuiltPart = {
  partId: string;
  number: string;
  name: string;
  unit: string;
  priceMinor: number;
  costMinor: number;
  taxRateBp: number;
};

/** `count` parts at the world's branch. Stock on hand (decimal text, "100" unless told) comes in by RECEIVE movements. */
export async function buildParts(
  pg: Connection,
  world: World,
  count: number,
  options: PartOptions = {},
): Promise<BuiltPart[]> {
  const onHand = options.onHand ?? "100";
  const built = Array.from({ length: count }, () => {
    const partId = uuidv7();
    return {
      partId,
      number: options.number ?? `P-${partId.slice(-10)}`,
      name: options.name ?? `Part ${partId.slice(-6)}`,
      unit: options.unit ?? "",
      priceMinor: options.priceMinor ?? 1250,
      costMinor: options.costMinor ?? 700,
      taxRateBp: options.taxRateBp ?? world.branch.taxRatesBp[0] ?? 0,
    };
  });
  await insertRows(
    pg,
    "part",
    built.map((part) => ({
      tenant_id: world.tenantId,
      id: part.partId,
      number: part.number,
      name: part.name,
      unit: part.unit,
    })),
  );
  await insertRows(
    pg,
    "stock_level",
    built.map((part) => ({
      tenant_id: world.tenantId,
      branch_id: world.branch.branchId,
      part_id: part.partId,
      on_hand: onHand,
      reserved: "0",
      reorder_point: options.reorderPoint ?? "2",
      bin: options.bin ?? "A-01",
      price_minor: part.priceMinor,
      cost_minor: part.costMinor,
      tax_rate_bp: part.taxRateBp,
    })),
  );
  if (Number(onHand) > 0) {
    await insertRows(
      pg,
      "stock_movement",
      built.map((part) => ({
        tenant_id: world.tenantId,
        id: uuidv7(),
        branch_id: world.branch.branchId,
        part_id: part.partId,
        kind: "RECEIVE",
        on_hand_change: onHand,
        reserved_change: "0",
        on_hand_after: onHand,
        reserved_after: "0",
        reason: "Opening stock",
        actor_id: world.recorder.memberId,
        actor_name: world.recorder.name,
        at: new Date(),
      })),
    );
  }
  return built;
}

/** A part with stock at the world's branch. */
export async function buildPart(pg: Connection, world: World, options: PartOptions = {}): Promise<BuiltPart> {
  const [built] = await buildParts(pg, world, 1, options);
  if (!built) throw new Error("The part was not built.");
  return built;
}
