"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { Glyph } from "#/components/ui/glyph.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { QuantityField } from "#/components/ui/number-field.tsx";
import { formatMoney } from "#/domain/money.ts";
import { formatQuantity, parseQuantity, quantityText } from "#/domain/quantity.ts";
import type { CountLineView, StockCountView } from "#/domain/stock-count.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";
import { againWords, differenceWords } from "./count-text.ts";

/** How a refused figure is typed again: against the line as somebody else has left it. */
const currentOf = (details: Readonly<Record<string, unknown>> | undefined): number | null => {
  const current = details?.current;
  return typeof current === "number" ? current : null;
};

/** The next field of the sheet, and none after the last. */
const focusNext = (from: HTMLElement, by: 1 | -1): void => {
  const fields = [...document.querySelectorAll<HTMLInputElement>("input[data-count]")];
  const next = fields.find((_, index) => fields[index - by] === from);
  if (next) next.focus();
  else from.blur();
};

/** The field in which a part of the sheet is counted: one sheet is on screen. */
export const countFieldId = (partId: string): string => `count-${partId}`;

/** One part of a sheet: how many lie there is saved when its field is left, by Enter, Tab or a tap. */
export function CountRow({
  line,
  count,
  mayCount,
  now,
  onSaved,
}: {
  line: CountLineView;
  count: StockCountView;
  mayCount: boolean;
  now: Date;
  onSaved: (line: CountLineView) => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const key = useIdempotencyKey();
  const noteId = useId();
  const save = useMutation(trpc.stockCount.count.mutationOptions());
  const [typed, setTyped] = useState<string | null>(null);
  const [version, setVersion] = useState(line.version);
  const [refusal, setRefusal] = useState<string | null>(null);
  const underWay = useRef(false);
  const current = Math.max(version, line.version);

  const commit = async (): Promise<void> => {
    if (typed === null || underWay.current) return;
    const milli = typed.trim() === "" ? null : parseQuantity(typed);
    if (typed.trim() !== "" && (milli === null || milli < 0)) {
      setRefusal("A quantity looks like 4 or 4.5.");
      return;
    }
    const counted = milli === null ? null : quantityText(milli);
    if (counted === line.counted) {
      setTyped(null);
      return;
    }
    underWay.current = true;
    try {
      const of = { stockCountId: count.id, partId: line.partId, version: current };
      const answer = await save.mutateAsync({ ...of, counted, idempotencyKey: key.current });
      key.renew();
      setTyped(null);
      setRefusal(null);
      onSaved(answer.line);
      void queries.invalidateQueries(trpc.stockCount.byId.queryFilter({ stockCountId: count.id }));
    } catch (error) {
      const shown = errorOf(error);
      if (shown?.code === "STALE_VERSION") {
        key.renew();
        setVersion(currentOf(shown.details) ?? current);
        void queries.invalidateQueries(trpc.stockCount.lines.pathFilter());
      }
      setRefusal(shown?.sentence ?? "It was not saved. Type it again.");
    } finally {
      underWay.current = false;
    }
  };
  const pressed = (event: KeyboardEvent<HTMLInputElement>): void => {
    const by = event.key === "Enter" || event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : null;
    if (by === null) return;
    event.preventDefault();
    // Leaving the field saves it.
    focusNext(event.currentTarget, by);
  };

  const difference = differenceWords(line);
  const held = Number(line.reserved) > 0 && count.status === "OPEN";
  const what = `${line.name}, ${line.number}`;
  return (
    <li className="flex items-start gap-3 border-b px-3 py-2 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="break-words font-medium max-sm:text-lead-sm">{line.name}</p>
        <p className="text-dense text-ink-2">
          {line.bin === "" ? null : <span className="font-strong">{line.bin}. </span>}
          <TextLink href={`/parts/${line.partId}?branch=${count.branch.id}`}>{line.number}</TextLink>
        </p>
        <div className="text-dense" id={noteId}>
          {held ? (
            <p className="text-ink-2">
              {formatQuantity(line.reserved, line.unit)} held for job cards: count{" "}
              {Number(line.reserved) === 1 ? "it" : "them"} too
            </p>
          ) : null}
          {line.counted === null ? null : (
            <p className="text-ink-2">
              {line.expected === null ? null : `Books: ${formatQuantity(line.expected, line.unit)}. `}
              {line.countedBy}
              {line.countedAt === null ? "" : `, ${formatMoment(line.countedAt, count.branch.zone, now)}`}
            </p>
          )}
          {line.again === null ? null : (
            <p className="flex items-center gap-1.5 text-bad">
              <Glyph shape="octagon" tone="bad" />
              {againWords[line.again]}
            </p>
          )}
          {line.again === null && Number(line.release) > 0 ? (
            <p className="flex items-center gap-1.5 text-warn">
              <Glyph shape="triangle" tone="warn" />
              {formatQuantity(line.release, line.unit)} fewer for job cards
            </p>
          ) : null}
          {refusal === null ? null : (
            <p className="text-bad" role="alert">
              {refusal}
            </p>
          )}
        </div>
      </div>
      <div className="w-28 shrink-0 text-right">
        {count.status === "OPEN" && mayCount ? (
          <QuantityField
            aria-describedby={noteId}
            aria-invalid={refusal !== null || undefined}
            aria-label={`Counted: ${what}`}
            className="text-right"
            data-count
            id={countFieldId(line.partId)}
            enterKeyHint="next"
            onBlur={() => void commit()}
            onKeyDown={pressed}
            onValueChange={(value) => {
              setTyped(value);
              setRefusal(null);
              key.renew();
            }}
            unit={line.unit === "" ? undefined : line.unit}
            value={typed ?? line.counted ?? ""}
          />
        ) : (
          <p className="text-figure">{line.counted === null ? "–" : formatQuantity(line.counted, line.unit)}</p>
        )}
        <p aria-live="polite" className="mt-1 min-h-4 text-dense">
          {save.isPending ? (
            <span className="text-ink-3">Saving</span>
          ) : difference === null ? (
            line.counted === null ? null : (
              <span className="inline-flex items-center gap-1 text-ok">
                <Glyph shape="tick" tone="ok" />
                As booked
              </span>
            )
          ) : (
            <span className="text-warn">
              {difference}
              {line.differenceMinor === undefined
                ? ""
                : `, ${formatMoney(Math.abs(line.differenceMinor), count.branch.currency, count.branch.locale)}`}
            </span>
          )}
        </p>
      </div>
    </li>
  );
}
