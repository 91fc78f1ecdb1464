"use client";

import { useQuery } from "@tanstack/react-query";
import { PackagePlus, PencilLine, Scale } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Figure } from "#/components/ui/figure.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { Pane } from "#/components/ui/pane.tsx";
import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";
import { SlowNote } from "#/components/ui/slow-note.tsx";
import { FailedPart } from "#/components/ui/states.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { id } from "#/domain/fields.ts";
import { formatMoney, formatRate } from "#/domain/money.ts";
import type { PartView } from "#/domain/part.ts";
import { formatQuantity } from "#/domain/quantity.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { Ledger } from "./ledger.tsx";
import { StockMark } from "./stock-mark.tsx";

const EditForm = dynamic(() => import("./edit-form.tsx").then((file) => file.EditForm), { ssr: false });
const StockForm = dynamic(() => import("./stock-form.tsx").then((file) => file.StockForm), { ssr: false });

/** One part at one branch. `known` is what the list has of it, shown until the part itself has come. */
export function PartPane({ partId, known, onClose }: { partId: string; known: PartView | null; onClose: () => void }) {
  const trpc = useTRPC();
  const { branch } = useShell();
  const wellFormed = id.safeParse(partId).success;
  const asked = useQuery(
    trpc.part.byId.queryOptions(
      { partId, branchId: branch.id },
      { enabled: wellFormed, placeholderData: known ?? undefined },
    ),
  );
  const [form, setForm] = useState<Form | null>(null);
  // First what was opened last: the form, then the part.
  useHotkeys([{ keys: "Escape", label: "close", run: () => (form === null ? onClose() : setForm(null)) }]);
  const part = asked.data;
  if (part === undefined) {
    return (
      <Pane label="Part" onClose={onClose} title={asked.isError || !wellFormed ? "Not found" : "Part"}>
        {asked.isError || !wellFormed ? (
          <FailedPart
            className="mx-4"
            onRetry={wellFormed && errorOf(asked.error)?.code !== "NOT_FOUND" ? () => void asked.refetch() : undefined}
            title="The part did not load."
          >
            {errorOf(asked.error)?.sentence ?? "This address names no part. Search for it in the list."}
          </FailedPart>
        ) : (
          <SkeletonPart className="flex flex-col gap-3 px-4" label="The part is loading">
            <Skeleton className="h-5 w-52" />
            <Skeleton className="h-12 w-full" />
            <SlowNote what="The part takes longer than usual." />
          </SkeletonPart>
        )}
      </Pane>
    );
  }
  return (
    <Pane
      label={`Part ${part.number}`}
      onClose={onClose}
      sub={[part.number, part.bin === "" ? null : `bin ${part.bin}`, branch.name].filter(Boolean).join(", ")}
      title={part.name}
    >
      <Stock part={part} />
      <Verbs form={form} onForm={setForm} part={part} />
      <PartFacts part={part} />
      <Ledger branchId={branch.id} partId={part.id} unit={part.unit} />
    </Pane>
  );
}

function Stock({ part }: { part: PartView }) {
  const none = Number(part.free) <= 0;
  return (
    <div className="px-4 pb-3">
      <div className="grid grid-cols-4 divide-x divide-line rounded-panel border max-sm:grid-cols-2 max-sm:[&>*:nth-child(n+3)]:border-t max-sm:[&>*:nth-child(3)]:border-l-0">
        <Figure className="px-3 py-2" label="On hand" unit={part.unit} value={formatQuantity(part.onHand, "")} />
        <Figure className="px-3 py-2" label="Reserved" value={formatQuantity(part.reserved, "")} />
        <Figure
          className="px-3 py-2"
          label="Free"
          tone={none ? "warn" : "ink"}
          unit={part.unit}
          value={formatQuantity(part.free, "")}
        />
        <Figure
          className="px-3 py-2"
          label="Reorder at"
          value={Number(part.reorderPoint) === 0 ? "–" : formatQuantity(part.reorderPoint, "")}
        />
      </div>
      <p className="mt-1.5 text-dense">
        <TextLink href={`/parts/${part.id}`}>All branches, what is on order, and every movement</TextLink>
      </p>
      {none || part.low ? (
        <p className="mt-1.5 flex flex-wrap items-center gap-x-2 text-dense">
          <StockMark part={part} />
          <span className="text-ink-2">
            {none
              ? Number(part.reserved) > 0
                ? "All that is here is held for job cards."
                : "The shelf is empty."
              : "Free stock is at the reorder point or below."}
          </span>
        </p>
      ) : null}
    </div>
  );
}

type Form = "receive" | "correct" | "edit";

function Verbs({ part, form, onForm }: { part: PartView; form: Form | null; onForm: (form: Form | null) => void }) {
  const mayReceive = useMay("stock.receive");
  const mayAdjust = useMay("stock.adjust");
  const mayEdit = useMay("part.edit");
  const toggle = (which: Form) => ({
    "aria-expanded": form === which,
    onClick: () => onForm(form === which ? null : which),
  });
  const close = (): void => onForm(null);
  if (!mayReceive && !mayAdjust && !mayEdit) return null;
  return (
    <div className="border-t px-4 py-3">
      <div className="flex flex-wrap gap-2 max-sm:*:px-2.5 max-sm:*:text-body">
        {mayReceive ? (
          <Button {...toggle("receive")}>
            <PackagePlus aria-hidden size={15} strokeWidth={1.75} />
            Receive stock
          </Button>
        ) : null}
        {mayAdjust ? (
          <Button {...toggle("correct")}>
            <Scale aria-hidden size={15} strokeWidth={1.75} />
            Correct stock
          </Button>
        ) : null}
        {mayEdit ? (
          <Button {...toggle("edit")}>
            <PencilLine aria-hidden size={15} strokeWidth={1.75} />
            Edit
          </Button>
        ) : null}
      </div>
      {form === "receive" || form === "correct" ? (
        <StockForm key={form} kind={form} onClose={close} part={part} />
      ) : null}
      {form === "edit" ? <EditForm onClose={close} part={part} /> : null}
    </div>
  );
}

function PartFacts({ part }: { part: PartView }) {
  const { branch } = useShell();
  const money = (minor: number) => formatMoney(minor, branch.currency, branch.locale);
  const facts: [string, string][] = [
    ["Unit", part.unit === "" ? "Pieces" : part.unit],
    [branch.taxName, formatRate(part.taxRateBp)],
  ];
  if (part.priceMinor !== undefined) facts.unshift(["Price", money(part.priceMinor)]);
  if (part.supplier !== null) facts.push(["Supplier", part.supplier.name]);
  if (part.costMinor !== undefined) facts.splice(1, 0, ["Cost", money(part.costMinor)]);
  if (part.coreMinor !== undefined && part.coreMinor > 0)
    facts.push([
      "Core deposit",
      `${money(part.coreMinor)}, ${part.coreDays === 1 ? "1 day" : `${part.coreDays} days`}`,
    ]);
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-2 border-t px-4 py-3">
      {facts.map(([term, value]) => (
        <div key={term}>
          <dt className="text-dense text-ink-3">{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
