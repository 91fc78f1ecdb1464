"use client";

import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { FootBar, FootHint } from "#/components/shell/foot-bar.tsx";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { cn } from "#/components/ui/cn.ts";
import { EmptyState } from "#/components/ui/states.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import type { PartView } from "#/domain/part.ts";
import { FilterBar } from "./filter-bar.tsx";
import { PartPane } from "./part-pane.tsx";
import { PartTable } from "./part-table.tsx";
import { usePartList, usePartsAddress } from "./use-parts.ts";

const AddPane = dynamic(() => import("./add-pane.tsx").then((file) => file.AddPane), { ssr: false });

/** A branch's parts, and beside them the one that is open: its stock, its ledger, its facts. */
export function PartsScreen({ branchId }: { branchId: string }) {
  const { branch } = useShell();
  const mayEdit = useMay("part.edit");
  const [address, setAddress] = usePartsAddress();
  const list = usePartList(branchId, address);
  const rows = useRef<HTMLTableElement>(null);
  const [pointed, setPointed] = useState<string | null>(null);
  const open = address.part;

  const focusRow = (partId: string): void =>
    rows.current?.querySelector<HTMLElement>(`[data-part="${CSS.escape(partId)}"]`)?.focus();
  const show = (partId: string): void =>
    void setAddress({ part: partId }, { history: open === null ? "push" : "replace" });
  const close = (): void => {
    void setAddress({ part: null });
    if (open !== null) focusRow(open);
  };
  const add = (): void => void setAddress({ part: "new" }, { history: "push" });
  /** The next or previous row; while a part is open, it is read in its place. */
  const step = (by: 1 | -1): void => {
    const at = list.parts.findIndex(({ id }) => id === (open ?? pointed));
    const next = list.parts[at === -1 ? 0 : at + by];
    if (next === undefined) return;
    focusRow(next.id);
    setPointed(next.id);
    if (open !== null) void setAddress({ part: next.id }, { history: "replace" });
  };
  useHotkeys([
    { keys: "J", label: "next part", run: () => step(1) },
    { keys: "K", label: "previous part", run: () => step(-1) },
    { keys: "Alt+N", label: "add a part", enabled: mayEdit, run: add },
  ]);
  const openPart: PartView | null = list.parts.find(({ id }) => id === open) ?? null;

  return (
    <>
      {open === null ? null : <h1 className="sr-only lg:hidden">Parts</h1>}
      <div className="flex min-h-0 flex-1">
        <div className={cn("flex min-h-0 min-w-0 flex-1 flex-col", open !== null && "max-lg:hidden")}>
          <FilterBar address={address} mayEdit={mayEdit} onAdd={add} onChange={(change) => void setAddress(change)} />
          {list.parts.length === 0 ? (
            <NoParts
              branchName={branch.name}
              onAdd={mayEdit ? add : null}
              onReset={() => void setAddress({ search: "", show: "all" })}
              search={address.search}
              show={address.show}
            />
          ) : (
            <PartTable list={list} onOpen={show} onPointed={setPointed} openId={open} ref={rows} />
          )}
        </div>
        {open === null ? null : open === "new" ? (
          mayEdit ? (
            <AddPane onAdded={(partId) => void setAddress({ part: partId, search: "", show: "all" })} onClose={close} />
          ) : null
        ) : (
          <PartPane key={open} known={openPart} onClose={close} partId={open} />
        )}
      </div>
      <FootBar>
        <FootHint caps={["J", "K"]}>next, previous</FootHint>
        <FootHint caps={["↵"]}>open</FootHint>
        <FootHint caps={["Esc"]}>close</FootHint>
      </FootBar>
    </>
  );
}

function NoParts({
  search,
  show,
  branchName,
  onReset,
  onAdd,
}: {
  search: string;
  show: "all" | "low" | "short";
  branchName: string;
  onReset: () => void;
  onAdd: (() => void) | null;
}) {
  const narrowed = search !== "" || show !== "all";
  const title =
    search !== ""
      ? `No part matches “${search}”`
      : show === "low"
        ? `Nothing is low at ${branchName}`
        : show === "short"
          ? `Nothing is short at ${branchName}`
          : "No part was added yet";
  return (
    <EmptyState
      action={
        narrowed ? (
          <Button onClick={onReset}>Show all parts</Button>
        ) : onAdd ? (
          <Button onClick={onAdd}>Add a part</Button>
        ) : null
      }
      className="mx-4 mt-2 max-w-[520px]"
      title={title}
    >
      {search !== ""
        ? "Number, name and bin are searched."
        : show === "low"
          ? "A part stands here once its free stock is at its reorder point or below."
          : show === "short"
            ? "A part stands here once none of it is free."
            : "Each part stands here with what is on hand, reserved and free."}
    </EmptyState>
  );
}
