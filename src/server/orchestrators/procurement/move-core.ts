import { type CoreMovementKind, coreLeft } from "#/domain/core.ts";
import { ValidationException } from "#/domain/errors.ts";
import { formatQuantity, quantityMilli, quantityText } from "#/domain/quantity.ts";
import type { Ctx } from "#/server/db/context.ts";
import { executeInTransaction, type Tx } from "#/server/orchestrators/kernel.ts";
import * as cores from "#/server/repositories/cores.ts";
import { stale } from "#/server/services/settings.ts";

type OnCore = { readonly coreId: string; readonly version: number; readonly idempotencyKey: string };
type Told = OnCore & { readonly quantity: string; readonly note: string };
type Movement = Pick<cores.CoreMovement, "kind" | "quantity" | "creditedMinor" | "note">;

/** What there must be for it, said when there is less. */
const short: Readonly<Record<CoreMovementKind, (most: string) => string>> = {
  COLLECTED: (most) => `At most ${most} can come in still.`,
  SENT: (most) => `At most ${most} can leave: no more is here. Note first what was handed in.`,
  CREDITED: (most) => `At most ${most} can be credited: no more was sent. Note first what was sent.`,
  LAPSED: (most) => `At most ${most} can be given up. What was sent is credited, with nothing too.`,
};

/** Runs a change of a core that is held and stands at the version that was on screen. */
const onCore = (
  ctx: Ctx,
  operation: string,
  action: string,
  { idempotencyKey, ...input }: OnCore,
  next: (tx: Tx, core: cores.CoreRow) => Promise<Movement>,
): Promise<string> =>
  executeInTransaction(
    ctx,
    operation,
    async (tx) => {
      const core = await cores.lock(tx, input.coreId);
      tx.within(core.branchId);
      if (core.version !== input.version) throw stale("this core", core.version);
      const movement = await next(tx, core);
      await tx.step(
        "core moved",
        () => cores.move(tx, [{ ...movement, coreId: core.id, version: core.version + 1 }]),
        () => ({ text: `${formatQuantity(movement.quantity, core.part.unit)} of ${core.part.name}` }),
      );
      const { kind, quantity, creditedMinor, note } = movement;
      tx.audit({
        action,
        subjectType: "core",
        subjectId: core.id,
        changes: {
          part: core.part.number,
          supplier: core.supplier.name,
          quantity,
          ...(kind === "CREDITED" ? { creditedMinor } : {}),
          ...(note === "" ? {} : { note }),
        },
      });
      return core.id;
    },
    { idempotencyKey, input, subject: { type: "core", id: input.coreId } },
  );

const told =
  (kind: CoreMovementKind, { quantity, note }: Told, creditedMinor = 0) =>
  async (_: Tx, core: cores.CoreRow): Promise<Movement> => {
    const most = coreLeft(core)[kind];
    if (quantityMilli(quantity) > most)
      throw new ValidationException("INVALID_INPUT", short[kind](formatQuantity(quantityText(most), core.part.unit)), {
        field: "quantity",
      });
    return { kind, quantity, note, creditedMinor };
  };

/** Old units are in the house. @throws INVALID_INPUT above what has not come, STALE_VERSION, NOT_FOUND */
export const collectCore = (ctx: Ctx, input: Told): Promise<string> =>
  onCore(ctx, "core.collect", "core.collected", input, told("COLLECTED", input));

/** Old units have left for the supplier. @throws INVALID_INPUT above what is here, STALE_VERSION, NOT_FOUND */
export const sendCore = (ctx: Ctx, input: Told): Promise<string> =>
  onCore(ctx, "core.send", "core.sent", input, told("SENT", input));

/** The supplier has credited what was sent, with nothing too. @throws INVALID_INPUT above what was sent, STALE_VERSION, NOT_FOUND */
export const creditCore = (ctx: Ctx, input: Told & { readonly creditedMinor: number }): Promise<string> =>
  onCore(ctx, "core.credit", "core.credited", input, told("CREDITED", input, input.creditedMinor));

/** The deposit is given up: the customer kept the old unit, or the supplier waits no more. @throws INVALID_INPUT, STALE_VERSION, NOT_FOUND */
export const lapseCore = (ctx: Ctx, input: Told): Promise<string> =>
  onCore(ctx, "core.lapse", "core.lapsed", input, told("LAPSED", input));

/** Takes back what was noted last, as a whole. @throws TRANSITION_REFUSED when nothing is left to take back, STALE_VERSION, NOT_FOUND */
export const takeBackCore = (ctx: Ctx, input: OnCore): Promise<string> =>
  onCore(ctx, "core.take-back", "core.taken-back", input, async (tx, core) => {
    const [last] = await cores.movements(tx, core.id);
    if (last === undefined || quantityMilli(last.quantity) < 0)
      throw new ValidationException("TRANSITION_REFUSED", "What was noted last has been taken back already.");
    return {
      kind: last.kind,
      quantity: quantityText(-quantityMilli(last.quantity)),
      creditedMinor: 0 - last.creditedMinor,
      note: last.note,
    };
  });
