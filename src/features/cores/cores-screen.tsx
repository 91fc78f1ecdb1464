"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useDeferredValue, useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { cn } from "#/components/ui/cn.ts";
import { LinkButton, TextLink } from "#/components/ui/link.tsx";
import { ListFoot } from "#/components/ui/list-foot.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { Segmented } from "#/components/ui/segmented.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import {
  type CoreMovementKind,
  type CoreRow,
  type CoreStage,
  coreLists,
  coreListWords,
  coreStage,
} from "#/domain/core.ts";
import { id } from "#/domain/fields.ts";
import { formatMoney } from "#/domain/money.ts";
import { formatQuantity } from "#/domain/quantity.ts";
import { formatIsoDate } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { moveRights, moveWords } from "./move-words.ts";
import { StageBadge } from "./stage-badge.tsx";
import { Suppliers } from "./suppliers.tsx";

const MoveDialog = dynamic(() => import("./move-dialog.tsx").then((file) => file.MoveDialog), { ssr: false });

const nextOf: Readonly<Partial<Record<CoreStage, CoreMovementKind>>> = {
  COLLECT: "COLLECTED",
  SEND: "SENT",
  CREDIT: "CREDITED",
};

const nothing = {
  open: {
    title: "No deposit is owed",
    text: "A part with a core deposit, taken in with a purchase order, stands here until its old unit is credited.",
  },
  overdue: { title: "Nothing is overdue", text: "Every old unit that is waited for has time left." },
  sent: { title: "No credit is waited for", text: "Old units that were sent to their supplier stand here." },
  done: { title: "Nothing is done yet", text: "What was credited or given up stands here." },
} as const;

/** What suppliers owe a branch for old units, what is due first first; `?show=` and `?supplier=` narrow it. */
export function CoresScreen({ branchId }: { branchId: string }) {
  const trpc = useTRPC();
  const { branch } = useShell();
  const seesCosts = useMay("cost.read");
  const [address, setAddress] = useQueryStates({
    show: parseAsStringLiteral(coreLists).withDefault("open"),
    supplier: parseAsString,
  });
  const [told, setTold] = useState<{ core: CoreRow; kind: CoreMovementKind } | null>(null);
  // Suspending on a deferred value keeps the list on screen.
  const show = useDeferredValue(address.show);
  const supplierId = useDeferredValue(id.safeParse(address.supplier).data ?? null);
  const pages = useSuspenseInfiniteQuery(
    trpc.core.list.infiniteQueryOptions({ branchId, show, supplierId }, { getNextPageParam: ({ next }) => next }),
  );
  const cores = pages.data.pages.flatMap((page) => page.cores);
  const owed = pages.data.pages[0]?.owed;
  const failure = pages.isFetchNextPageError ? errorOf(pages.error) : null;
  const money = (minor: number | undefined) =>
    minor === undefined ? "" : formatMoney(minor, branch.currency, branch.locale);
  return (
    <>
      <PageHeader
        sub={
          <>
            {branch.name}. <TextLink href="/parts">All parts</TextLink>
          </>
        }
        title="Cores owed"
      >
        <Segmented
          label="Which cores"
          onValueChange={(next) => void setAddress({ show: next })}
          options={coreLists.map((value) => ({
            value,
            label:
              value === "overdue" && owed !== undefined && owed.overdue > 0 ? (
                <span className="text-bad">
                  {coreListWords.overdue} {owed.overdue}
                </span>
              ) : (
                coreListWords[value]
              ),
          }))}
          value={address.show}
        />
      </PageHeader>
      {owed === undefined || owed.cores === 0 ? null : (
        <Suppliers
          chosen={supplierId}
          money={money}
          onChoose={(supplier) => void setAddress({ supplier, show: "open" })}
          owed={owed}
        />
      )}
      {cores.length === 0 ? (
        <EmptyState className="mx-4 mt-2 max-w-[520px] max-sm:mx-3" title={nothing[show].title}>
          {nothing[show].text}
        </EmptyState>
      ) : (
        <>
          <Table
            className={cn("mx-4 min-h-0 max-sm:mx-3", show !== address.show && "opacity-60")}
            label="Deposits for old units"
          >
            <TableHead>
              <tr>
                <HeadCell>Part</HeadCell>
                <HeadCell className="max-md:hidden">Supplier</HeadCell>
                <HeadCell>State</HeadCell>
                <HeadCell className="max-sm:hidden">Back by</HeadCell>
                <HeadCell className="max-md:hidden" numeric>
                  Units
                </HeadCell>
                {seesCosts ? (
                  <HeadCell className="max-sm:hidden" numeric>
                    Owed
                  </HeadCell>
                ) : null}
                <HeadCell>
                  <span className="sr-only">Next</span>
                </HeadCell>
              </tr>
            </TableHead>
            <TableBody>
              {cores.map((core) => (
                <Row key={core.id}>
                  <Cell className="w-full max-w-0 truncate py-1.5 max-sm:whitespace-normal">
                    <TextLink href={`/cores/${core.id}`}>{core.part.name}</TextLink>{" "}
                    <span className="text-ink-3">{core.part.number}</span>
                    <span className="hidden text-dense text-ink-2 max-sm:block">
                      {core.supplier.name}, by {formatIsoDate(core.dueOn)}
                    </span>
                  </Cell>
                  <Cell className="whitespace-nowrap max-md:hidden">{core.supplier.name}</Cell>
                  <Cell className="py-1.5">
                    <StageBadge core={core} />
                  </Cell>
                  <Cell className={cn("whitespace-nowrap max-sm:hidden", core.overdue ? "text-bad" : "text-ink-2")}>
                    {formatIsoDate(core.dueOn)}
                  </Cell>
                  <Cell className="max-md:hidden" numeric>
                    {formatQuantity(core.quantity, core.part.unit)}
                  </Cell>
                  {seesCosts ? (
                    <Cell className="max-sm:hidden" numeric>
                      {money(core.owedMinor)}
                    </Cell>
                  ) : null}
                  <Cell className="whitespace-nowrap text-right">
                    <NextMove core={core} onTell={(kind) => setTold({ core, kind })} />
                  </Cell>
                </Row>
              ))}
            </TableBody>
          </Table>
          <ListFoot
            className="mx-4 max-sm:mx-3"
            failed={failure ? { sentence: failure.sentence, again: () => void pages.fetchNextPage() } : null}
            loading={pages.isFetchingNextPage}
            loadMore={pages.hasNextPage ? () => void pages.fetchNextPage() : null}
          >
            {cores.length === 1 ? "1 core" : `${cores.length} cores`}
          </ListFoot>
        </>
      )}
      {told ? <MoveDialog core={told.core} kind={told.kind} onClose={() => setTold(null)} /> : null}
    </>
  );
}

/** The verb of the next thing to do, for those who may. */
function NextMove({ core, onTell }: { core: CoreRow; onTell: (kind: CoreMovementKind) => void }) {
  const rights = { "purchase_order.draft": useMay("purchase_order.draft"), "part.order": useMay("part.order") };
  const kind = nextOf[coreStage(core)];
  if (kind === undefined || !rights[moveRights[kind]]) return null;
  return (
    <LinkButton aria-label={`${moveWords[kind].verb}: ${core.part.name}`} onClick={() => onTell(kind)}>
      {moveWords[kind].verb}
    </LinkButton>
  );
}
