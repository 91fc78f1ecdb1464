"use client";

import { useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { Popover } from "#/components/ui/popover.tsx";
import { currencySign, formatMoney, parseMoney } from "#/domain/money.ts";
import { type Address, branchOf, type Change } from "./address.ts";

/** What was invoiced, from and to, in the currency of the branch; asked for when it is submitted. */
export function AmountFilter({ address, onChange }: { address: Address; onChange: (change: Change) => void }) {
  const { branch: home, branches } = useShell();
  const branch = branches.find(({ id }) => id === branchOf(address, { branch: home, branches }).id) ?? home;
  const [open, setOpen] = useState(false);
  const [text, setText] = useState({ least: address.least ?? "", most: address.most ?? "" });
  const wrong = (typed: string) => typed.trim() !== "" && parseMoney(typed, branch.currency) === null;
  const sign = currencySign(branch.currency, branch.locale);
  const said = (typed: string | null) => {
    const minor = parseMoney(typed ?? "", branch.currency);
    return minor === null ? null : formatMoney(minor, branch.currency, branch.locale);
  };
  const [least, most] = [said(address.least), said(address.most)];
  const label =
    least !== null && most !== null
      ? `${least} to ${most}`
      : least !== null
        ? `${least} or more`
        : most !== null
          ? `${most} or less`
          : "Amount: any";
  const field = (name: "least" | "most", word: string) => (
    <Field error={wrong(text[name]) ? "An amount, as 1,184.40" : null} label={word}>
      {(control) => (
        <Input
          {...control}
          inputMode="decimal"
          onChange={(event) => setText({ ...text, [name]: event.target.value })}
          start={sign}
          value={text[name]}
        />
      )}
    </Field>
  );
  return (
    <Popover
      onOpenChange={setOpen}
      open={open}
      title="Invoiced amount"
      trigger={<Button className="justify-start font-normal">{label}</Button>}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (wrong(text.least) || wrong(text.most)) return;
          setOpen(false);
          onChange({ least: text.least.trim() || null, most: text.most.trim() || null });
        }}
      >
        <div className="grid grid-cols-2 gap-3">
          {field("least", "From")}
          {field("most", "To")}
        </div>
        <div className="flex justify-end">
          <Button look="primary" type="submit">
            Show
          </Button>
        </div>
      </form>
    </Popover>
  );
}
