"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { FootBar, FootHint } from "#/components/shell/foot-bar.tsx";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { SearchField } from "#/components/ui/search-field.tsx";
import { Segmented } from "#/components/ui/segmented.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { useTRPC } from "#/trpc/client.tsx";
import type { CustomerShow } from "./address.ts";
import { CustomerTable } from "./customer-table.tsx";
import { useCustomerList, useCustomersAddress } from "./use-customers.ts";

const CustomerDialog = dynamic(() => import("./customer-dialog.tsx").then((file) => file.CustomerDialog), {
  ssr: false,
});

/** Everybody whose car was ever here: found by name, address, any part of a number, or a plate. */
export function CustomersScreen() {
  const router = useRouter();
  const mayEdit = useMay("customer.edit");
  const [address, setAddress] = useCustomersAddress();
  const list = useCustomerList(address);
  const mayImport = useMay("import.run");
  const adding = mayEdit && address.customer === "new";
  const add = (): void => void setAddress({ customer: "new" }, { history: "push" });
  useHotkeys([{ keys: "Alt+N", label: "new customer", enabled: mayEdit && !adding, run: add }]);
  return (
    <>
      <header className="flex min-h-[60px] shrink-0 flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2 max-sm:px-3">
        <h1 className="mr-2 text-screen-title">Customers</h1>
        <SearchField
          label="Search customers"
          maxLength={120}
          onChange={(search) => void setAddress({ search })}
          placeholder="Name, phone, e-mail or plate"
          value={address.search}
        />
        <Segmented<CustomerShow>
          className="max-sm:order-last"
          label="Which customers"
          onValueChange={(show) => void setAddress({ show })}
          options={[
            { value: "active", label: "Active" },
            { value: "archived", label: "Archived" },
          ]}
          value={address.show}
        />
        <DuplicatesLink />
        {mayImport ? (
          <TextLink className="text-dense" href="/settings/import">
            Import from a file
          </TextLink>
        ) : null}
        {mayEdit ? (
          <Button
            className="ml-auto max-sm:order-1 max-sm:h-11 max-sm:px-3 max-sm:text-body"
            hint="Alt N"
            look="primary"
            onClick={add}
          >
            <Plus aria-hidden size={16} strokeWidth={1.75} />
            New customer
          </Button>
        ) : null}
      </header>
      {list.customers.length === 0 ? (
        <EmptyState
          action={
            address.search !== "" || address.show !== "active" ? (
              <Button onClick={() => void setAddress({ search: "", show: "active" })}>Show all active customers</Button>
            ) : mayEdit ? (
              <Button onClick={add}>New customer</Button>
            ) : null
          }
          className="mx-4 max-sm:mx-3"
          title={
            address.search === ""
              ? address.show === "archived"
                ? "No customer is archived."
                : "No customers yet."
              : `No ${address.show} customer matches “${address.search}”.`
          }
        >
          Names, e-mail addresses, any part of a phone number and plates, also former ones, are searched.
        </EmptyState>
      ) : (
        <CustomerTable list={list} />
      )}
      <div className="mt-auto">
        <FootBar>
          <FootHint caps={["Alt", "N"]}>new customer</FootHint>
          <FootHint caps={["↵"]}>open</FootHint>
        </FootBar>
      </div>
      {adding ? (
        <CustomerDialog
          customer={null}
          onClose={() => void setAddress({ customer: null })}
          onSaved={(customerId) => router.push(`/customers/${customerId}`)}
        />
      ) : null}
    </>
  );
}

/** Only when there is something to look at. */
function DuplicatesLink() {
  const trpc = useTRPC();
  const mayMerge = useMay("customer.merge");
  const found = useQuery(trpc.customer.duplicates.queryOptions({ customerId: null }, { enabled: mayMerge }));
  const mayMergeCars = useMay("vehicle.merge");
  const cars = useQuery(trpc.vehicle.duplicates.queryOptions({ vehicleId: null }, { enabled: mayMergeCars }));
  return (
    <>
      <Total href="/customers/duplicates" noun="duplicate" total={found.data?.total ?? 0} />
      <Total href="/vehicles/duplicates" noun="duplicate car" total={cars.data?.total ?? 0} />
    </>
  );
}

function Total({ href, noun, total }: { href: string; noun: string; total: number }) {
  if (total === 0) return null;
  return (
    <TextLink className="text-dense" href={href}>
      {total === 1 ? `1 possible ${noun}` : `${total} possible ${noun}s`}
    </TextLink>
  );
}
