"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Badge } from "#/components/ui/badge.tsx";
import { Button } from "#/components/ui/button.tsx";
import { type ClosureView, closureKindWords } from "#/domain/booking-rules.ts";
import { knowsHolidays } from "#/domain/holidays.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatIsoDate } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { ClosureForm } from "./closure-form.tsx";
import { HolidayPicker } from "./holiday-picker.tsx";

type BranchOfClosures = { id: string; name: string; country: string; zone: string };

/** Days on which a branch is closed: holidays, and what it closes for besides. */
export function ClosuresPanel({ branch, today }: { branch: BranchOfClosures; today: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayEdit = useMay("settings.edit");
  const closures = useSuspenseQuery(trpc.settings.closures.queryOptions({ branchId: branch.id })).data;
  const remove = useMutation(trpc.settings.removeClosure.mutationOptions());
  const [adding, setAdding] = useState<"closure" | "holidays" | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const drop = async (closure: ClosureView): Promise<void> => {
    setRefusal(null);
    try {
      await remove.mutateAsync({ closureId: closure.id, idempotencyKey: uuidv7() });
    } catch (error) {
      setRefusal(errorOf(error)?.sentence ?? null);
    }
    await queries.invalidateQueries(trpc.settings.pathFilter());
  };
  const ahead = closures.filter(({ lastDay }) => lastDay >= today);
  return (
    <section aria-label={`Closures of ${branch.name}`} className="border-t">
      <header className="flex min-h-10 flex-wrap items-center gap-2 px-4 py-2">
        <h3 className="font-strong">Closed on</h3>
        {mayEdit && adding === null ? (
          <span className="ml-auto flex flex-wrap gap-1">
            {knowsHolidays(branch.country) ? (
              <Button
                aria-label={`Take over public holidays for ${branch.name}`}
                onClick={() => setAdding("holidays")}
                size="sm"
              >
                Public holidays
              </Button>
            ) : null}
            <Button aria-label={`Add a closure to ${branch.name}`} onClick={() => setAdding("closure")} size="sm">
              Add a closure
            </Button>
          </span>
        ) : null}
      </header>
      {refusal ? (
        <p className="border-t bg-bad-soft px-4 py-2 text-bad" role="alert">
          {refusal}
        </p>
      ) : null}
      {adding === "closure" ? (
        <div className="border-t px-4 py-2">
          <ClosureForm branchId={branch.id} onDone={() => setAdding(null)} today={today} />
        </div>
      ) : null}
      {adding === "holidays" ? (
        <div className="border-t px-4 py-3">
          <HolidayPicker branch={branch} closures={closures} onDone={() => setAdding(null)} today={today} />
        </div>
      ) : null}
      <ul aria-label={`Closed days of ${branch.name}`} className="divide-y divide-line border-t">
        {ahead.length === 0 ? (
          <li className="px-4 py-3 text-ink-2">
            No day is closed beside the weekly ones. On public holidays customers can book until they stand here.
          </li>
        ) : null}
        {ahead.map((closure) => (
          <li className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1" key={closure.id}>
            <span className="w-52">{daysOf(closure)}</span>
            <span className="font-strong">{closure.name}</span>
            <Badge>{closureKindWords[closure.kind]}</Badge>
            {mayEdit ? (
              <Button
                aria-label={`Remove ${closure.name}, ${daysOf(closure)}`}
                className="ml-auto"
                onClick={() => void drop(closure)}
                size="sm"
              >
                Remove
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

const daysOf = ({ firstDay, lastDay }: ClosureView): string =>
  firstDay === lastDay ? formatIsoDate(firstDay) : `${formatIsoDate(firstDay)} to ${formatIsoDate(lastDay)}`;
