"use client";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { Download, Printer } from "lucide-react";
import dynamic from "next/dynamic";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { type ReactNode, Suspense, useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button, buttonClass } from "#/components/ui/button.tsx";
import { ButtonLink, TextLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { Fact, Facts } from "#/components/ui/panel.tsx";
import { SearchField } from "#/components/ui/search-field.tsx";
import { Segmented } from "#/components/ui/segmented.tsx";
import { Skeleton, SkeletonPart } from "#/components/ui/skeleton.tsx";
import { Banner } from "#/components/ui/states.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { formatMoney } from "#/domain/money.ts";
import { type CountFilter, countFilters, countName, type StockCountView } from "#/domain/stock-count.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { CountLines } from "./count-lines.tsx";
import { scopeWords } from "./count-text.ts";
import type { ShortCard } from "./post-dialog.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { useCountCommand } from "./use-count-command.ts";

const PostDialog = dynamic(() => import("./post-dialog.tsx").then((file) => file.PostDialog), { ssr: false });
const CancelDialog = dynamic(() => import("#/components/ui/alert-dialog.tsx").then((file) => file.ConfirmDialog), {
  ssr: false,
});

const filterWords: Readonly<Record<CountFilter, string>> = {
  open: "To count",
  counted: "Counted",
  differing: "Differ",
  all: "All",
};

/** One count: its sheet is filled in here, looked through, and posted. `rail` is its timeline. */
export function CountScreen({ stockCountId, rail }: { stockCountId: string; rail: ReactNode }) {
  const trpc = useTRPC();
  const { data: count } = useSuspenseQuery(trpc.stockCount.byId.queryOptions({ stockCountId }));
  const mayPost = useMay("stock.adjust");
  const [address, setAddress] = useQueryStates({
    show: parseAsStringLiteral(countFilters).withDefault("all"),
    search: parseAsString.withDefault(""),
  });
  const [dialog, setDialog] = useState<"post" | "cancel" | null>(null);
  const [short, setShort] = useState<readonly ShortCard[]>([]);
  const open = count.status === "OPEN";
  return (
    <>
      <PageHeader
        actions={
          <>
            <ButtonLink className="max-sm:hidden" href={`/stock-counts/${count.id}/sheet`} look="ghost">
              <Printer aria-hidden size={15} strokeWidth={1.75} />
              Print
            </ButtonLink>
            <a
              className={buttonClass("ghost", "md", { className: "max-sm:hidden" })}
              download
              href={`/api/files/stock-counts/${count.id}`}
            >
              <Download aria-hidden size={15} strokeWidth={1.75} />
              CSV
            </a>
            {mayPost && open ? (
              <>
                <Button onClick={() => setDialog("cancel")}>Cancel count</Button>
                <Button look="primary" onClick={() => setDialog("post")}>
                  Post count
                </Button>
              </>
            ) : null}
          </>
        }
        className="border-b bg-surface"
        sub={
          <>
            {scopeWords(count.scope)}. {count.branch.name}. <TextLink href="/stock-counts">All counts</TextLink>
          </>
        }
        title={
          <span className="inline-flex items-center gap-2">
            {countName(count.number)} <StatusBadge status={count.status} />
          </span>
        }
      />
      {short.length > 0 ? (
        <Banner tone="warn">
          <b className="font-strong">Parts were missing.</b> These hold less than before:{" "}
          {short.map(({ jobCardId, jobCardNumber, plate }, index) => (
            <span key={jobCardId}>
              {index > 0 ? ", " : ""}
              <TextLink href={`/job-cards/${jobCardId}`}>
                job card {jobCardNumber}, {plate}
              </TextLink>
            </span>
          ))}
          .
        </Banner>
      ) : null}
      <div className="min-h-0 flex-1 overflow-y-auto min-[1360px]:grid min-[1360px]:grid-cols-[minmax(0,1fr)_348px] min-[1360px]:overflow-hidden">
        <div className="min-w-0 px-4 pt-4 pb-6 max-sm:px-3 min-[1360px]:overflow-y-auto">
          <CountFacts count={count} />
          <div className="mb-3 flex flex-wrap items-center gap-2">
            <Segmented
              label="Which lines"
              onValueChange={(show) => void setAddress({ show })}
              options={countFilters.map((value) => ({ value, label: filterWords[value] }))}
              value={address.show}
            />
            <SearchField
              label="Search the sheet"
              maxLength={80}
              onChange={(search) => void setAddress({ search })}
              placeholder="Number, name or bin"
              value={address.search}
            />
          </div>
          <Suspense fallback={<LinesSkeleton />}>
            <CountLines
              count={count}
              key={`${address.show} ${address.search}`}
              search={address.search}
              show={address.show}
            />
          </Suspense>
        </div>
        {rail ? (
          <div className="border-line bg-surface max-[1359px]:border-t min-[1360px]:overflow-y-auto min-[1360px]:border-l">
            {rail}
          </div>
        ) : null}
      </div>
      {dialog === "post" ? (
        <PostDialog
          count={count}
          onClose={() => setDialog(null)}
          onPosted={(cards) => {
            setDialog(null);
            setShort(cards);
          }}
        />
      ) : null}
      {dialog === "cancel" ? <Cancel count={count} onClose={() => setDialog(null)} /> : null}
    </>
  );
}

function CountFacts({ count }: { count: StockCountView }) {
  const { renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const { branch, worth } = count;
  const money = (minor: number) => formatMoney(minor, branch.currency, branch.locale);
  return (
    <Facts className="mb-4">
      <Fact className="max-sm:hidden" term="Opened">
        <span className="min-w-0 truncate">
          {formatMoment(count.openedAt, branch.zone, now)}, {count.openedBy}
        </span>
      </Fact>
      {count.closedAt === null ? null : (
        <Fact term={count.status === "POSTED" ? "Posted" : "Cancelled"}>
          <span className="min-w-0 truncate">
            {formatMoment(count.closedAt, branch.zone, now)}, {count.closedBy}
          </span>
        </Fact>
      )}
      <Fact className="max-sm:basis-1/2" term="Counted">
        {count.counted} of {count.lines}
      </Fact>
      <Fact className="max-sm:basis-1/2" term="Differ">
        {count.differing}
      </Fact>
      {worth === undefined ? null : (
        <Fact term="Missing / over, at cost">
          {money(worth.missingMinor)} / {money(worth.overMinor)}
        </Fact>
      )}
    </Facts>
  );
}

function Cancel({ count, onClose }: { count: StockCountView; onClose: () => void }) {
  const trpc = useTRPC();
  const command = useCountCommand();
  const cancel = useMutation(trpc.stockCount.cancel.mutationOptions());
  return (
    <CancelDialog
      action="Cancel count"
      busy={command.busy && "Cancelling"}
      cancel="Keep counting"
      danger
      description="Nothing of it is posted, and nobody can count on it any more. The figures stay readable."
      onAction={() =>
        void command
          .run((idempotencyKey) =>
            cancel.mutateAsync({ stockCountId: count.id, version: count.version, idempotencyKey }),
          )
          .then((answer) => (answer === null ? undefined : onClose()))
      }
      onOpenChange={(stays) => (stays ? undefined : onClose())}
      open
      title={`Cancel ${countName(count.number)}?`}
    >
      {command.refusal ? (
        <p className="text-bad" role="alert">
          {command.refusal.sentence}
        </p>
      ) : null}
    </CancelDialog>
  );
}

const rows = ["w-40", "w-52", "w-36", "w-48"] as const;

const LinesSkeleton = () => (
  <SkeletonPart className="flex flex-col gap-6 rounded-control border bg-surface p-4" label="The sheet is loading">
    {rows.map((width) => (
      <Skeleton className={width} key={width} />
    ))}
  </SkeletonPart>
);
