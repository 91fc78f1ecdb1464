import { useCallback, useRef, useState } from "react";
import { uuidv7 } from "#/domain/ids.ts";
import { askLean, callLean, type LeanRefusal } from "#/trpc/lean.ts";
import { type Bill, type BillPayment, waitingOf, withPaid } from "./bill.ts";
import type { CardField } from "./card.ts";
import { useLooking } from "./use-looking.ts";
import { moneyOf, noReason } from "./words.ts";

export type Refusal = { readonly at: "amount" | "card"; readonly sentence: string };

/** Where the page stands. `confirming` without a payment: no answer has come, and the same attempt is sent again. */
export type Stage =
  | { readonly at: "form" }
  | { readonly at: "sending"; readonly amountMinor: number }
  | {
      readonly at: "confirming";
      readonly paymentId: string | null;
      readonly amountMinor: number;
      readonly since: string;
      /** Where the payer's bank asks them something. */
      readonly actionUrl: string | null;
    };

/** What came in while this page was open. */
export type Receipt = { readonly payment: BillPayment; readonly leftMinor: number };

type Stands = {
  readonly state: "PENDING" | "CAPTURED" | "FAILED";
  readonly failure: string | null;
  readonly actionUrl: string | null;
  readonly clientSecret: string | null;
};

/** One try to pay: the same, with the same key, until an answer to it has come. */
type Attempt = { readonly key: string; readonly amountMinor: number; readonly confirmationToken: string };

/** No answer to the question itself: whether the card was charged is not known, so the same is asked again. */
const isLost = ({ code }: LeanRefusal): boolean => code === null || code === "INTERNAL" || code === "UNAVAILABLE";

const isWebAddress = (address: string): boolean => /^https?:\/\//.test(address);

const stageOf = (bill: Bill): Stage => {
  const waiting = waitingOf(bill);
  return waiting === null
    ? { at: "form" }
    : {
        at: "confirming",
        paymentId: waiting.id,
        amountMinor: waiting.amountMinor,
        since: waiting.at,
        actionUrl: null,
      };
};

/** Pays a bill by card, and goes on from whatever came of it; what was typed stays where it is throughout. */
export const usePaying = (token: string, given: Bill) => {
  const [bill, setBill] = useState(given);
  const [stage, setStage] = useState<Stage>(() => stageOf(given));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const [ended, setEnded] = useState(false);
  const [stopping, setStopping] = useState(false);
  const field = useRef<CardField | null>(null);
  const attempt = useRef<Attempt | null>(null);
  /** Whoever has just paid is led to their bank by itself; who comes back from there is not sent there again. */
  const mayLead = useRef(false);

  const onField = useCallback((next: CardField): void => {
    field.current = next;
  }, []);

  const readAgain = async (): Promise<Bill | null> => {
    const answer = await askLean("pay", "byToken", { token });
    if (!answer.ok) return null;
    if (answer.data.found === "gone") {
      setEnded(true);
      return null;
    }
    setBill(answer.data.bill);
    return answer.data.bill;
  };

  const refuse = async (next: Refusal): Promise<void> => {
    attempt.current = null;
    setRefusal(next);
    const fresh = await readAgain();
    setStage(fresh === null ? { at: "form" } : stageOf(fresh));
  };

  const settle = async (paymentId: string, amountMinor: number): Promise<void> => {
    attempt.current = null;
    const fallback: BillPayment = {
      id: paymentId,
      method: "CARD",
      state: "CAPTURED",
      amountMinor,
      failure: null,
      at: new Date().toISOString(),
    };
    const fresh = (await readAgain()) ?? withPaid(bill, fallback);
    setBill(fresh);
    setRefusal(null);
    setReceipt({ payment: fresh.payments.find(({ id }) => id === paymentId) ?? fallback, leftMinor: fresh.dueMinor });
    setStage(stageOf(fresh));
  };

  const confirm = (paymentId: string | null, amountMinor: number): void =>
    setStage((now) => ({
      at: "confirming",
      paymentId,
      amountMinor,
      since: now.at === "confirming" ? now.since : new Date().toISOString(),
      actionUrl: null,
    }));

  /** Sends an attempt, or sends it again; true once an answer to it has come. */
  const send = async (what: Attempt): Promise<boolean> => {
    const { key, ...input } = what;
    const answer = await callLean("pay", "pay", { token, ...input }, key);
    if (answer.ok) {
      if (answer.data.state === "CAPTURED") await settle(answer.data.paymentId, what.amountMinor);
      else confirm(answer.data.paymentId, what.amountMinor);
      return true;
    }
    if (isLost(answer)) {
      confirm(null, what.amountMinor);
      return false;
    }
    await refuse({ at: answer.field === "amountMinor" ? "amount" : "card", sentence: answer.sentence });
    return true;
  };

  const pay = async (amountMinor: number): Promise<void> => {
    if (stage.at !== "form") return;
    setRefusal(null);
    setReceipt(null);
    setStage({ at: "sending", amountMinor });
    const card = await (field.current?.ask(amountMinor) ?? null);
    if (card?.is !== "token") {
      // What the field says itself is not said twice.
      if (card !== null && !card.shown) setRefusal({ at: "card", sentence: card.sentence });
      setStage({ at: "form" });
      return;
    }
    mayLead.current = true;
    attempt.current = { key: uuidv7(), amountMinor, confirmationToken: card.token };
    await send(attempt.current);
  };

  /** Follows what the bank asks of the payer. */
  const followAction = async (actionUrl: string | null, clientSecret: string | null): Promise<void> => {
    if (clientSecret !== null && field.current?.act && mayLead.current) {
      mayLead.current = false;
      await field.current.act(clientSecret);
      return;
    }
    if (actionUrl === null || !isWebAddress(actionUrl)) return;
    setStage((now) => (now.at === "confirming" ? { ...now, actionUrl } : now));
    if (!mayLead.current) return;
    mayLead.current = false;
    window.location.assign(actionUrl);
  };

  /** Asks how the payment stands; true once it is decided. */
  const look = async (): Promise<boolean> => {
    if (stage.at !== "confirming") return true;
    const { paymentId, amountMinor } = stage;
    if (paymentId === null) return attempt.current === null || send(attempt.current);
    const answer = await callLean("pay", "look", { token, paymentId });
    if (!answer.ok) {
      // Asked for before it was written down: what wrote it is sent again.
      if (answer.code === "NOT_FOUND" && attempt.current !== null) return send(attempt.current);
      return false;
    }
    return hear(paymentId, amountMinor, answer.data);
  };

  /** Goes on with how a payment stands; true once it is decided. */
  const hear = async (paymentId: string, amountMinor: number, stands: Stands): Promise<boolean> => {
    const { state, failure, actionUrl, clientSecret } = stands;
    if (state === "CAPTURED") await settle(paymentId, amountMinor);
    else if (state === "FAILED") await refuse({ at: "card", sentence: failure ?? noReason });
    else await followAction(actionUrl, clientSecret);
    return state !== "PENDING";
  };

  /** Leaves the bank's question unanswered, so that another card can be used. Whether it was in time, the answer says. */
  const stop = async (): Promise<void> => {
    if (stage.at !== "confirming" || stage.paymentId === null || stopping) return;
    setStopping(true);
    const { paymentId, amountMinor } = stage;
    const answer = await callLean("pay", "stop", { token, paymentId });
    // Without an answer the page goes on asking, and the button stands there again.
    if (answer.ok) await hear(paymentId, amountMinor, answer.data);
    setStopping(false);
  };
  const looking = useLooking(stage.at === "confirming" ? (stage.paymentId ?? "lost") : null, look);

  return {
    bill,
    stage,
    refusal,
    receipt,
    ended,
    looking,
    onField,
    pay,
    stop,
    stopping,
    /** What was refused is being mended. */
    mend: () => setRefusal(null),
    refuse: (next: Refusal) => setRefusal(next),
    money: moneyOf(bill),
  };
};

export type Paying = ReturnType<typeof usePaying>;
