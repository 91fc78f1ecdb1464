"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Checkbox } from "#/components/ui/checkbox.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import type { ClosureView } from "#/domain/booking-rules.ts";
import { type Holiday, holidaysOf } from "#/domain/holidays.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatDay } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";

/** The public holidays of the branch's country in a year, offered to be taken over. */
export function HolidayPicker({
  branch,
  closures,
  today,
  onDone,
}: {
  branch: { id: string; name: string; country: string };
  closures: readonly ClosureView[];
  today: string;
  onDone: () => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const add = useMutation(trpc.settings.addClosure.mutationOptions());
  const thisYear = Number(today.slice(0, 4));
  const [year, setYear] = useState(thisYear);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [sending, setSending] = useState<{ done: number; all: number } | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const isThere = ({ day }: Holiday): boolean =>
    closures.some(({ kind, firstDay, lastDay }) => kind !== "DAY_FULL" && firstDay <= day && day <= lastDay);
  const holidays = holidaysOf(branch.country, year).filter(({ day }) => day >= today);
  const chosen = holidays.filter((holiday) => !isThere(holiday) && !left.has(holiday.day));

  const take = async (): Promise<void> => {
    setRefusal(null);
    setSending({ done: 0, all: chosen.length });
    let done = 0;
    try {
      for (const { day, name } of chosen) {
        await add.mutateAsync({
          branchId: branch.id,
          kind: "HOLIDAY",
          name,
          firstDay: day,
          lastDay: day,
          idempotencyKey: uuidv7(),
        });
        done += 1;
        setSending({ done, all: chosen.length });
      }
      toast(done === 1 ? "1 public holiday taken over" : `${done} public holidays taken over`, { mark: "ok" });
      onDone();
    } catch (error) {
      setRefusal(errorOf(error)?.sentence ?? null);
    }
    setSending(null);
    await queries.invalidateQueries(trpc.settings.pathFilter());
  };

  return (
    <form
      aria-label={`Public holidays for ${branch.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (sending === null) void take();
      }}
    >
      <div className="mb-2 flex flex-wrap items-center gap-3">
        <NativeSelect
          aria-label="Year"
          className="w-28"
          onChange={(event) => setYear(Number(event.target.value))}
          value={year}
        >
          {[thisYear, thisYear + 1, thisYear + 2].map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </NativeSelect>
        <p className="text-ink-2">Those of the whole country. Add a region’s own by hand.</p>
      </div>
      {holidays.length === 0 ? <p className="text-ink-2">No holiday is left in {year}.</p> : null}
      <ul className="grid grid-cols-2 gap-x-4 max-sm:grid-cols-1">
        {holidays.map((holiday) => {
          const there = isThere(holiday);
          return (
            <li key={`${holiday.day} ${holiday.name}`}>
              <Checkbox
                checked={there || !left.has(holiday.day)}
                disabled={there}
                onChange={(event) => {
                  const next = new Set(left);
                  if (event.target.checked) next.delete(holiday.day);
                  else next.add(holiday.day);
                  setLeft(next);
                }}
              >
                <span className={there ? "text-ink-3" : undefined}>
                  {formatDay(new Date(`${holiday.day}T12:00:00Z`), "UTC")}, {holiday.name}
                  {there ? ", closed already" : null}
                </span>
              </Checkbox>
            </li>
          );
        })}
      </ul>
      {refusal ? (
        <p className="my-2 text-bad" role="alert">
          {refusal}
        </p>
      ) : null}
      <div className="mt-2 flex justify-end gap-2">
        <Button look="ghost" onClick={onDone}>
          Cancel
        </Button>
        <Button
          busy={sending === null ? false : `${sending.done} of ${sending.all}`}
          disabled={chosen.length === 0}
          look="primary"
          type="submit"
        >
          {chosen.length === 1 ? "Take over 1 holiday" : `Take over ${chosen.length} holidays`}
        </Button>
      </div>
    </form>
  );
}
