"use client";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { Fact, Facts } from "#/components/ui/panel.tsx";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "#/components/ui/table.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { type CoreMovementKind, type CoreView, coreLeft, coreMovementKinds, coreMovementWords } from "#/domain/core.ts";
import { formatMoney } from "#/domain/money.ts";
import { orderName } from "#/domain/purchase-order.ts";
import { formatQuantity, quantityMilli } from "#/domain/quantity.ts";
import { formatIsoDate, formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { moveRights, moveWords } from "./move-words.ts";
import { StageBadge } from "./stage-badge.tsx";
import { useCoreCommand } from "./use-core-command.ts";

const MoveDialog = dynamic(() => import("./move-dialog.tsx").then((file) => file.MoveDialog), { ssr: false });

/** One core: what is owed for it, and what became of its old units. `rail` is its timeline. */
export function CoreScreen({ coreId, rail }: { coreId: string; rail: ReactNode }) {
  const trpc = useTRPC();
  const { data: core } = useSuspenseQuery(trpc.core.byId.queryOptions({ coreId }));
  const command = useCoreCommand();
  const takeBack = useMutation(trpc.core.takeBack.mutationOptions());
  const rights = { "purchase_order.draft": useMay("purchase_order.draft"), "part.order": useMay("part.order") };
  const [kind, setKind] = useState<CoreMovementKind | null>(null);
  const left = coreLeft(core);
  const moves = coreMovementKinds.filter((each) => left[each] > 0 && rights[moveRights[each]]);
  const [last] = core.movements;
  return (
    <>
      <PageHeader
        actions={
          <>
            {rights["part.order"] && last !== undefined && quantityMilli(last.quantity) > 0 ? (
              <Button
                busy={takeBack.isPending && "Taking back"}
                look="ghost"
                onClick={() =>
                  void command.run((idempotencyKey) =>
                    takeBack.mutateAsync({ coreId: core.id, version: core.version, idempotencyKey }),
                  )
                }
              >
                Take back the last note
              </Button>
            ) : null}
            {moves.toReversed().map((each) => (
              <Button key={each} look={each === moves[0] ? "primary" : "default"} onClick={() => setKind(each)}>
                {moveWords[each].verb}
              </Button>
            ))}
          </>
        }
        className="border-b bg-surface"
        sub={
          <>
            Old unit for {core.supplier.name}. {core.branch.name}. <TextLink href="/cores">All cores</TextLink>
          </>
        }
        title={
          <span className="inline-flex flex-wrap items-center gap-2">
            {core.part.name} <StageBadge core={core} />
          </span>
        }
      />
      <div className="min-h-0 flex-1 overflow-y-auto min-[1360px]:grid min-[1360px]:grid-cols-[minmax(0,1fr)_348px] min-[1360px]:overflow-hidden">
        <div className="min-w-0 px-4 pt-4 pb-6 max-sm:px-3 min-[1360px]:overflow-y-auto">
          {command.refusal ? (
            <p className="mb-3 text-bad" role="alert">
              {command.refusal.sentence}
            </p>
          ) : null}
          <CoreFacts core={core} />
          <Movements core={core} />
        </div>
        {rail ? (
          <div className="border-line bg-surface max-[1359px]:border-t min-[1360px]:overflow-y-auto min-[1360px]:border-l">
            {rail}
          </div>
        ) : null}
      </div>
      {kind !== null && left[kind] > 0 ? <MoveDialog core={core} kind={kind} onClose={() => setKind(null)} /> : null}
    </>
  );
}

function CoreFacts({ core }: { core: CoreView }) {
  const { renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const { branch, part } = core;
  const money = (minor: number) => formatMoney(minor, branch.currency, branch.locale);
  return (
    <Facts className="mb-4">
      <Fact term="Part">
        <TextLink href={`/parts/${part.id}`}>{part.number}</TextLink>
      </Fact>
      <Fact term="Delivered">
        <span className="min-w-0 truncate">
          {formatMoment(core.chargedAt, branch.zone, now)},{" "}
          <TextLink href={`/purchase-orders/${core.order.id}`}>{orderName(core.order.number)}</TextLink>
        </span>
      </Fact>
      <Fact term="Units">{formatQuantity(core.quantity, part.unit)}</Fact>
      <Fact term="Back by">
        <span className={core.overdue ? "text-bad" : undefined}>{formatIsoDate(core.dueOn)}</span>
      </Fact>
      {core.depositMinor === undefined ? null : <Fact term="Deposit, each">{money(core.depositMinor)}</Fact>}
      {core.owedMinor === undefined ? null : <Fact term="Owed">{money(core.owedMinor)}</Fact>}
      {core.creditedMinor === undefined || quantityMilli(core.credited) === 0 ? null : (
        <Fact term="Credited">{money(core.creditedMinor)}</Fact>
      )}
    </Facts>
  );
}

function Movements({ core }: { core: CoreView }) {
  const { renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const { branch, part, movements } = core;
  if (movements.length === 0) return <p className="text-ink-2">Its old unit has not come in yet.</p>;
  return (
    <Table label="What became of the old units">
      <TableHead>
        <tr>
          <HeadCell>What</HeadCell>
          <HeadCell>When, by whom</HeadCell>
          <HeadCell numeric>Units</HeadCell>
          {core.creditedMinor === undefined ? null : (
            <HeadCell className="max-sm:hidden" numeric>
              Credited
            </HeadCell>
          )}
        </tr>
      </TableHead>
      <TableBody>
        {movements.map(({ version, kind, quantity, note, creditedMinor, at, actorName }) => (
          <Row key={version}>
            <Cell className="w-full py-1.5 align-top">
              {coreMovementWords[kind]}
              {quantityMilli(quantity) < 0 ? ", taken back" : ""}
              {note === "" ? null : <span className="block break-words text-dense text-ink-2">{note}</span>}
            </Cell>
            <Cell className="py-1.5 align-top text-ink-2 sm:whitespace-nowrap">
              {formatMoment(at, branch.zone, now)}, {actorName}
            </Cell>
            <Cell className="py-1.5 align-top" numeric>
              {formatQuantity(quantity, part.unit)}
            </Cell>
            {creditedMinor === undefined ? null : (
              <Cell className="py-1.5 align-top max-sm:hidden" numeric>
                {kind === "CREDITED" ? formatMoney(creditedMinor, branch.currency, branch.locale) : ""}
              </Cell>
            )}
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}
