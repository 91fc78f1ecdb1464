"use client";

import { ChevronDown, Plus } from "lucide-react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Menu, MenuLink } from "#/components/ui/menu.tsx";
import { SearchField } from "#/components/ui/search-field.tsx";
import { Segmented } from "#/components/ui/segmented.tsx";
import type { PartFilter } from "./address.ts";
import { OrderButtons } from "./order-buttons.tsx";

type Address = { search: string; show: PartFilter };

/** Search and filter, kept in the address; the way to a new part. */
export function FilterBar({
  address,
  onChange,
  mayEdit,
  onAdd,
}: {
  address: Address;
  onChange: (change: Partial<Address>) => void;
  mayEdit: boolean;
  onAdd: () => void;
}) {
  const mayImport = useMay("import.run");
  const seesOrders = useMay("purchase_order.read");
  return (
    <header className="flex min-h-[60px] shrink-0 flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2 max-sm:px-3">
      <h1 className="mr-2 text-screen-title">Parts</h1>
      <SearchField
        label="Search parts"
        maxLength={80}
        onChange={(search) => onChange({ search })}
        placeholder="Number, name or bin"
        value={address.search}
      />
      <Segmented
        className="max-sm:order-last"
        label="Which parts"
        onValueChange={(show) => onChange({ show })}
        options={[
          { value: "all", label: "All" },
          {
            value: "low",
            label: (
              <>
                <Glyph shape="triangle" tone="warn" />
                Low
              </>
            ),
          },
          {
            value: "short",
            label: (
              <>
                <Glyph shape="lidBox" tone="warn" />
                Short
              </>
            ),
          },
        ]}
        value={address.show}
      />
      <span className="ml-auto flex flex-wrap gap-2">
        <OrderButtons low={address.show === "low"} />
        <Menu
          align="end"
          trigger={
            <Button>
              More
              <ChevronDown aria-hidden size={15} strokeWidth={1.75} />
            </Button>
          }
        >
          {seesOrders ? <MenuLink href="/purchase-orders">Purchase orders</MenuLink> : null}
          <MenuLink href="/stock-counts">Stock counts</MenuLink>
          <MenuLink href="/transfers">Transfers</MenuLink>
          {seesOrders ? <MenuLink href="/supplier-returns">Returns to suppliers</MenuLink> : null}
          {seesOrders ? <MenuLink href="/cores">Cores owed</MenuLink> : null}
          {mayImport ? <MenuLink href="/settings/import">Import parts</MenuLink> : null}
        </Menu>
      </span>
      {mayEdit ? (
        <Button
          className="max-sm:order-1 max-sm:ml-auto max-sm:h-11 max-sm:px-3 max-sm:text-body"
          hint="Alt N"
          look="primary"
          onClick={onAdd}
        >
          <Plus aria-hidden size={16} strokeWidth={1.75} />
          Add a part
        </Button>
      ) : null}
    </header>
  );
}
