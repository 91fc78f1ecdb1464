import { useState } from "react";
import { editableMoney, formatMoney, parseMoney } from "#/domain/money.ts";
import type { HandMethod } from "#/domain/payment.ts";

export type ByHandError = { readonly field: "amountMinor" | "tenderedMinor" | "reference"; readonly sentence: string };

type Typed = { method: HandMethod; amount: string; tendered: string; reference: string };

/** As the procedures take it. */
export type ByHandInput = {
  readonly method: HandMethod;
  readonly amountMinor: number;
  readonly tenderedMinor: number | null;
  readonly reference: string;
};

export type ByHandMoney = {
  readonly currency: string;
  readonly locale: string;
  /** What may be taken at most; null where there is no limit. */
  readonly limitMinor: number | null;
};

const none = { method: "TERMINAL", tendered: "", reference: "" } as const;

/** Money that somebody at the desk says came in: how, how much, and of cash what was handed over. */
export const useByHand = ({ currency, locale, limitMinor }: ByHandMoney, startMinor: number | null) => {
  const textOf = (minor: number | null): string => (minor === null ? "" : editableMoney(minor, currency));
  const [typed, setTyped] = useState<Typed>({ ...none, amount: textOf(startMinor) });
  const [error, setError] = useState<ByHandError | null>(null);
  const money = (minor: number): string => formatMoney(minor, currency, locale);

  const amountMinor = parseMoney(typed.amount, currency);
  const cash = typed.method === "CASH";
  const tenderedMinor = cash && typed.tendered !== "" ? parseMoney(typed.tendered, currency) : null;
  const mistake = (): ByHandError | null => {
    if (amountMinor === null) return { field: "amountMinor", sentence: "Type an amount, such as 42.50." };
    if (amountMinor === 0) return { field: "amountMinor", sentence: "More than zero." };
    if (limitMinor !== null && amountMinor > limitMinor)
      return { field: "amountMinor", sentence: `${money(limitMinor)} can be taken. Take that or less.` };
    if (tenderedMinor !== null && tenderedMinor < amountMinor)
      return { field: "tenderedMinor", sentence: "That is less than the amount. Lower the amount to take a part." };
    return null;
  };

  return {
    typed,
    money,
    currency,
    locale,
    amountMinor,
    /** Cash to give back; null where none was handed over. */
    changeMinor:
      tenderedMinor !== null && amountMinor !== null && tenderedMinor >= amountMinor
        ? tenderedMinor - amountMinor
        : null,
    error,
    set: (next: Partial<Typed>): void => {
      setTyped((now) => ({ ...now, ...next }));
      setError(null);
    },
    refuse: setError,
    /** What is sent, once it is whole; else what is wrong is shown, and there is nothing. */
    read: (): ByHandInput | null => {
      const wrong = mistake();
      setError(wrong);
      if (wrong !== null || amountMinor === null) return null;
      return { method: typed.method, amountMinor, tenderedMinor, reference: typed.reference.trim() };
    },
    /** For the next part: the same way of paying, another amount. */
    restart: (nextMinor: number): void => {
      setTyped((now) => ({ ...now, amount: textOf(nextMinor), tendered: "", reference: "" }));
      setError(null);
    },
  };
};

export type ByHand = ReturnType<typeof useByHand>;
