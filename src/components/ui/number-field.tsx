"use client";

import { type ReactNode, useState } from "react";
import { cn } from "./cn.ts";
import { plainDecimal, settled } from "./decimal.ts";
import { Input, type InputProps } from "./input.tsx";

type TypedNumberProps = Omit<InputProps, "value" | "defaultValue" | "onChange" | "type"> & {
  /** A decimal string in transport form: "4.5", "-2", "" when empty. */
  value: string;
  onValueChange: (value: string) => void;
  /** Digits after the point, at most. */
  decimals: number;
  negative?: boolean;
};

function TypedNumber({
  value,
  onValueChange,
  decimals,
  negative = false,
  className,
  onBlur,
  size,
  ...rest
}: TypedNumberProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Input
      {...rest}
      autoComplete="off"
      className={cn(size === "sm" && "text-right", className)}
      inputMode={decimals > 0 ? "decimal" : "numeric"}
      onBlur={(event) => {
        setTyped(null);
        onBlur?.(event);
      }}
      onChange={(event) => {
        // Shown as typed until the field is left: "1,2" may be on its way to "1,234".
        const text = event.target.value.replace(/[^\d.,\-−–]/g, "");
        setTyped(text);
        onValueChange(settled(plainDecimal(text, decimals, negative)));
      }}
      onFocus={(event) => event.target.select()}
      size={size}
      value={typed ?? value}
    />
  );
}

/** A whole number: mileage, a count. */
export const NumberField = (props: Omit<TypedNumberProps, "decimals">) => <TypedNumber {...props} decimals={0} />;

/** A quantity with up to three decimals and its unit inside: 4.5 L. */
export const QuantityField = ({ unit, ...rest }: Omit<TypedNumberProps, "decimals" | "end"> & { unit?: ReactNode }) => (
  <TypedNumber {...rest} decimals={3} end={unit} />
);

/** An amount as major units with two decimals ("84.20"); the caller turns it into minor units with `#/domain/money.ts`. */
export const MoneyField = ({
  currencySign,
  decimals = 2,
  ...rest
}: Omit<TypedNumberProps, "decimals" | "start"> & { currencySign: string; decimals?: number }) => (
  <TypedNumber {...rest} decimals={decimals} start={currencySign} />
);
