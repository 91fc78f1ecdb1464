"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, Printer } from "lucide-react";
import NextLink from "next/link";
import { useRouter } from "next/navigation";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button, buttonClass } from "#/components/ui/button.tsx";
import { Input } from "#/components/ui/input.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { formatMoney } from "#/domain/money.ts";
import { paymentMethodWords } from "#/domain/payment.ts";
import type { TillView } from "#/domain/till.ts";
import { addDays, formatIsoDate, isoDateIn } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { TillTable } from "./till-table.tsx";

const addressOf = (day: string): string => `/till?day=${day}`;

/** A day's money at a branch: by method to be counted against the drawer, the terminal's slip and the bank, and one by one. */
export function TillScreen({ asked }: { asked: { branchId: string; day: string | null } }) {
  const trpc = useTRPC();
  const router = useRouter();
  const { branch } = useShell();
  const { data: till } = useSuspenseQuery(trpc.payment.till.queryOptions(asked));
  const today = isoDateIn(new Date(), till.zone);
  const last = till.day >= today;
  useHotkeys([
    { keys: "Alt+ArrowLeft", label: "the day before", run: () => router.push(addressOf(addDays(till.day, -1))) },
    {
      keys: "Alt+ArrowRight",
      label: "the day after",
      enabled: !last,
      run: () => router.push(addressOf(addDays(till.day, 1))),
    },
  ]);
  return (
    <>
      <PageHeader
        actions={
          <>
            <NextLink aria-label="The day before" className={buttonClass()} href={addressOf(addDays(till.day, -1))}>
              <ChevronLeft aria-hidden size={16} />
            </NextLink>
            <Input
              aria-label="Day"
              className="w-auto"
              max={today}
              onChange={(event) => (event.target.value === "" ? undefined : router.push(addressOf(event.target.value)))}
              type="date"
              value={till.day}
            />
            {last ? null : (
              <NextLink aria-label="The day after" className={buttonClass()} href={addressOf(addDays(till.day, 1))}>
                <ChevronRight aria-hidden size={16} />
              </NextLink>
            )}
            <Button onClick={() => window.print()}>
              <Printer aria-hidden size={15} strokeWidth={1.75} />
              Print
            </Button>
          </>
        }
        sub={`${branch.name}, ${formatIsoDate(till.day)}`}
        title="Till"
      />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-6 max-sm:px-3" data-print="flow">
        {till.rows.length === 0 ? (
          <EmptyState className="max-w-[520px]" title="No money came in or went out">
            What is taken or given back at {branch.name} on this day stands here.
          </EmptyState>
        ) : (
          <>
            <Totals till={till} />
            <TillTable till={till} />
          </>
        )}
      </div>
    </>
  );
}

function Totals({ till }: { till: TillView }) {
  const money = (minor: number) => formatMoney(minor, till.currency, till.locale);
  return (
    <dl className="mb-4 grid grid-cols-[repeat(auto-fit,minmax(180px,1fr))] gap-3">
      {till.totals.map(({ method, inMinor, outMinor, count }) => (
        <div className="rounded-control border bg-surface px-3 py-2.5" key={method}>
          <dt className="text-dense text-ink-2">{paymentMethodWords[method]}</dt>
          <dd className="text-figure-lg">{money(inMinor - outMinor)}</dd>
          <dd className="text-dense text-ink-2">
            {count === 1 ? "1 movement" : `${count} movements`}
            {outMinor === 0 ? "" : `, ${money(outMinor)} given back`}
          </dd>
        </div>
      ))}
      <div className="rounded-control border border-ink-3 bg-surface px-3 py-2.5">
        <dt className="text-dense text-ink-2">In all</dt>
        <dd className="text-figure-lg">{money(till.netMinor)}</dd>
        <dd className="text-dense text-ink-2">what came in less what was given back</dd>
      </div>
    </dl>
  );
}
