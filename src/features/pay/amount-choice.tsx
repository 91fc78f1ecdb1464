import { type ChangeEvent, type RefObject, useId } from "react";
import { looks } from "#/components/public/looks.ts";
import { Mark } from "#/components/public/mark.tsx";
import { currencySign } from "#/domain/money.ts";
import type { Bill } from "./bill.ts";

export type AmountChosen = { readonly whole: boolean; readonly typed: string };

const row =
  "press flex min-h-14 w-full cursor-pointer items-center gap-4 rounded-touch border border-control bg-surface px-4 py-2 text-lead hover:border-ink-3 has-checked:border-accent has-checked:bg-accent-soft has-checked:shadow-[inset_0_0_0_1px_var(--color-accent)] has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2";
const dot =
  "size-5 shrink-0 appearance-none rounded-full border-2 border-control bg-surface outline-none checked:border-[6px] checked:border-accent";

/** All that is left, or a part of it; the part is filled in with all of it, to be lowered. */
export function AmountChoice({
  bill,
  chosen,
  error,
  field,
  money,
  onChoose,
  onLeave,
}: {
  bill: Bill;
  chosen: AmountChosen;
  error: string | null;
  field: RefObject<HTMLInputElement | null>;
  money: (minor: number) => string;
  onChoose: (next: AmountChosen) => void;
  onLeave: () => void;
}) {
  const id = useId();
  const sign = currencySign(bill.currency, bill.locale);
  return (
    <fieldset>
      <legend className={`${looks.section} mb-3`}>How much today?</legend>
      <div className="flex flex-col gap-2">
        <label className={row}>
          <input
            checked={chosen.whole}
            className={dot}
            name="how-much"
            onChange={() => onChoose({ ...chosen, whole: true })}
            type="radio"
          />
          <span className="min-w-0 flex-1">All of it</span>
          <span className="whitespace-nowrap font-title">{money(bill.roomMinor)}</span>
        </label>
        <label className={row}>
          <input
            checked={!chosen.whole}
            className={dot}
            name="how-much"
            onChange={() => onChoose({ ...chosen, whole: false })}
            type="radio"
          />
          <span className="min-w-0 flex-1">Another amount</span>
        </label>
      </div>
      {chosen.whole ? null : (
        <div className="mt-3">
          <label className="mb-2 block font-medium text-lead-sm" htmlFor={id}>
            Amount
            <span className="font-normal text-ink-3"> up to {money(bill.roomMinor)}</span>
          </label>
          <span className="relative block">
            <span aria-hidden className="pointer-events-none absolute inset-y-0 left-4 flex items-center text-ink-3">
              {sign}
            </span>
            <input
              aria-describedby={`${id}-message`}
              aria-invalid={error === null ? undefined : true}
              autoComplete="off"
              className={`${looks.control} h-12 ${sign.length === 1 ? "pl-8" : "pl-14"}`}
              id={id}
              inputMode="decimal"
              maxLength={20}
              onBlur={onLeave}
              onChange={(event: ChangeEvent<HTMLInputElement>) =>
                onChoose({ ...chosen, typed: event.currentTarget.value })
              }
              ref={field}
              value={chosen.typed}
            />
          </span>
          <p aria-live="polite" className="mt-1.5 flex min-h-5 gap-2 text-bad text-lead-sm" id={`${id}-message`}>
            {error === null ? null : (
              <>
                <Mark className="mt-0.5 text-bad-mark" shape="octagon" size={16} />
                <span className="min-w-0">{error}</span>
              </>
            )}
          </p>
        </div>
      )}
    </fieldset>
  );
}
