"use client";

import { type ComponentProps, type ReactNode, useState } from "react";
import { cn } from "./cn.ts";
import { Input, type InputProps } from "./input.tsx";

type TypedNumberProps = Omit<InputProps, "value" | "defaultValue" | "onChange" | "type"> & {
  /** A decimal string in transport form: "4.5", "-2", "" when empty. */
  value: string;
  onValueChange: (value: string) => void;
  /** Digits after the point, at most. */
  decimals: number;
  negative?: boolean;
};

/** Keeps digits, one point and (where allowed) a leading minus; "1,234.5" and "4,5 " become plain decimals. */
export const plainDecimal = (typed: string, decimals: number, negative: boolean): string => {
  const signed = typed.trim().replace(/^[−–]/, "-");
  const commaIsPoint = /^-?\d+,\d{1,2}$/.test(signed);
  const text = commaIsPoint ? signed.replace(",", ".") : signed.replaceAll(",", "");
  const sign = negative && text.startsWith("-") ? "-" : "";
  const [whole = "", ...rest] = text.replace(/[^\d.]/g, "").split(".");
  const fraction = rest.join("").slice(0, decimals);
  return decimals > 0 && rest.length > 0 ? `${sign}${whole}.${fraction}` : `${sign}${whole}`;
};

/** Takes "4." and ".5" to "4" and "0.5" when the field is left. */
const settled = (text: string): string => {
  if (text === "" || text === "-" || text === "." || text === "-.") return "";
  const [whole = "", fraction] = text.split(".");
  const sign = whole.startsWith("-") ? "-" : "";
  const digits = whole.replace("-", "").replace(/^0+(?=\d)/, "") || "0";
  return fraction ? `${sign}${digits}.${fraction}` : `${sign}${digits}`;
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
        if (typed !== null) onValueChange(settled(typed));
        setTyped(null);
        onBlur?.(event);
      }}
      onChange={(event) => {
        const text = plainDecimal(event.target.value, decimals, negative);
        setTyped(text);
        onValueChange(settled(text));
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

export type NumberFieldProps = ComponentProps<typeof NumberField>;
