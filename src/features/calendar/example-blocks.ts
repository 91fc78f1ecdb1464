import type { BlockView } from "#/domain/appointment.ts";

/** A block for tests, of 14 May 2026, UTC; `id` doubles as its plate. */
export const exampleBlock = (
  id: string,
  bayId: string,
  from: string,
  to: string,
  rest: Partial<BlockView> = {},
): BlockView => ({
  allocationId: id,
  bayId,
  technicianId: null,
  startsAt: new Date(at(from)),
  endsAt: new Date(at(to)),
  state: "BOOKED",
  heldUntil: null,
  part: 1,
  parts: 1,
  appointment: { id, reference: "7K4MPQ2X", state: "BOOKED", version: 1, customerWaiting: false },
  jobCard: null,
  plate: id,
  vehicle: "Ford Fiesta",
  customerName: "Callum Reid",
  title: "Brake judder",
  ...rest,
});

export const at = (time: string): number => Date.parse(`2026-05-14T${time}:00Z`);
