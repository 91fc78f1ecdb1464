"use client";

import { toast, undoToast } from "#/components/ui/toast-store.ts";
import type { useDrawnFocus } from "#/components/ui/use-drawn-focus.ts";
import type { BlockView } from "#/domain/appointment.ts";
import { formatTime } from "#/domain/time.ts";
import { nameOf, type Span, saidSpan, spanOf, type Words } from "./hand.ts";
import { Said } from "./said.tsx";
import type { useCalendarData } from "./use-calendar-data.ts";
import { useCarryOver } from "./use-carry-over.ts";

type MovesOptions = {
  move: ReturnType<typeof useCalendarData>["move"];
  keepFocus: ReturnType<typeof useDrawnFocus>["keep"];
  words: Words;
  /** Whether customers are told of moves. */
  told: boolean;
  say: (words: string) => void;
};

/** Sends a block to another place, and says how that ended: with an undo, or where it is back. */
export const useMoves = ({ move, keepFocus, words, told, say }: MovesOptions) => {
  const carryOver = useCarryOver();

  const send = async (block: BlockView, to: Span, undoable = true): Promise<void> => {
    keepFocus(block.allocationId);
    const from = spanOf(block);
    const backTo = `${words.bayName(from.bayId)}, ${formatTime(block.startsAt, words.zone)}`;
    if (!(await move(block, to, backTo, told)))
      return say(`${nameOf(block)} was refused and is back on ${saidSpan(from, words)}.`);
    const quietly = told || block.startsAt.getTime() === to.from ? "" : ", the customer is not told";
    const text = <Said plate={nameOf(block)}>{`is on ${saidSpan(to, words)}${quietly}`}</Said>;
    const moved = { ...block, bayId: to.bayId, startsAt: new Date(to.from), endsAt: new Date(to.to) };
    if (undoable) undoToast(text, () => void send(moved, from, false));
    else toast(text);
  };

  /** What is left of its work goes to the next open day. */
  const carry = async (block: BlockView): Promise<void> => {
    const answer = await carryOver(block);
    if ("refused" in answer)
      toast(answer.refused?.sentence ?? "It was not carried over.", { mark: "bad", seconds: null });
    else toast(<Said plate={nameOf(block)}>is carried to the next open day</Said>, { mark: "ok" });
  };

  return { send, carry };
};
