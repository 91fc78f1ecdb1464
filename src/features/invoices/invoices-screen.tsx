"use client";

import { X } from "lucide-react";
import NextLink from "next/link";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { FootBar, FootHint } from "#/components/shell/foot-bar.tsx";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button, buttonClass } from "#/components/ui/button.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { useListPane } from "#/components/ui/use-list-pane.ts";
import { invoiceAges, invoiceAgeWords, invoiceStates, invoiceStateWords } from "#/domain/invoice-list.ts";
import { type Address, allInvoices, isNarrowed } from "./address.ts";
import { InvoiceTable } from "./invoice-table.tsx";
import { Owed } from "./owed.tsx";
import { useInvoiceList, useInvoicesAddress } from "./use-invoices.ts";

/** All invoices by how they stand, their age, branch and customer. `views` keeps and brings back filters, given by the page. */
export function InvoicesScreen({ views }: { views: ReactNode }) {
  const router = useRouter();
  const mayTill = useMay("till.read");
  const [address, setAddress] = useInvoicesAddress();
  const list = useInvoiceList(address);
  const { rows, onPointed } = useListPane({
    ids: list.rows.map(({ id }) => id),
    open: null,
    onOpen: (id) => (id === null ? undefined : router.push(`/invoices/${id}`)),
    noun: "invoice",
  });
  return (
    <>
      <PageHeader
        actions={
          <>
            {mayTill ? (
              <NextLink className={buttonClass()} href="/till">
                Till
              </NextLink>
            ) : null}
            {views}
          </>
        }
        title="Invoices"
      >
        <Owed />
      </PageHeader>
      <Filters address={address} customerName={list.customerName} onChange={(change) => void setAddress(change)} />
      {list.rows.length === 0 ? (
        <EmptyState
          action={
            isNarrowed(address) ? <Button onClick={() => void setAddress(allInvoices)}>Show all invoices</Button> : null
          }
          className="m-4 max-w-[520px]"
          title={address.state === "overdue" ? "No invoices are overdue" : "No invoice matches"}
        >
          {isNarrowed(address)
            ? "Take a filter away to see the others."
            : "An invoice stands here once its job card is completed."}
        </EmptyState>
      ) : (
        <InvoiceTable list={list} onPointed={onPointed} ref={rows} />
      )}
      <FootBar>
        <FootHint caps={["J", "K"]}>next, previous</FootHint>
        <FootHint caps={["↵"]}>open</FootHint>
      </FootBar>
    </>
  );
}

type FilterProps = {
  address: Address;
  customerName: string | null;
  onChange: (change: Partial<Address>) => void;
};

function Filters({ address, customerName, onChange }: FilterProps) {
  const { branches } = useShell();
  const choice = (
    name: "state" | "age" | "branch" | "order",
    label: string,
    any: string,
    words: [string, string][],
  ) => (
    <NativeSelect
      aria-label={label}
      className="w-auto max-w-48 max-sm:max-w-none"
      onChange={(event) => onChange({ [name]: event.target.value === "" ? null : event.target.value })}
      value={address[name] ?? ""}
    >
      <option value="">{any}</option>
      {words.map(([value, word]) => (
        <option key={value} value={value}>
          {word}
        </option>
      ))}
    </NativeSelect>
  );
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 px-4 pb-2.5 max-sm:grid max-sm:grid-cols-2 max-sm:px-3">
      {choice(
        "state",
        "State",
        "State: any",
        invoiceStates.map((state) => [state, invoiceStateWords[state]]),
      )}
      {choice(
        "age",
        "Age",
        "Age: any",
        invoiceAges.map((age) => [age, invoiceAgeWords[age]]),
      )}
      {branches.length > 1
        ? choice(
            "branch",
            "Branch",
            "All branches",
            branches.map(({ id, name }) => [id, name]),
          )
        : null}
      {choice("order", "Order", "Newest first", [["oldest", "Oldest first"]])}
      {customerName === null ? null : (
        <Button
          aria-label={`Customer ${customerName}: show all again`}
          className="max-w-72 bg-accent-soft"
          onClick={() => onChange({ customer: null })}
        >
          <span className="min-w-0 truncate">{customerName}</span>
          <X aria-hidden className="shrink-0" size={14} strokeWidth={2} />
        </Button>
      )}
      {isNarrowed(address) ? (
        <Button look="ghost" onClick={() => onChange(allInvoices)}>
          <X aria-hidden size={14} strokeWidth={2} />
          Clear filters
        </Button>
      ) : null}
    </div>
  );
}
