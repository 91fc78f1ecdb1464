/**
 * How a payment through a gateway goes on, whatever was lost on the way: three questions with literal answers. The saga,
 * the webhook and the reconciler all ask them, and so does the model that walks every order of events
 * (`tests/money/model.test.ts`).
 */

/** What a gateway says of an intent; NOTHING where it knows of none, UNKNOWN where it did not answer. */
export type Said = "NOTHING" | "NEEDS_METHOD" | "NEEDS_ACTION" | "PROCESSING" | "SUCCEEDED" | "CANCELLED" | "UNKNOWN";

/** SETTLE: note that the money came. FAIL: note that it never will. CLOSE: close it at the gateway, then ask again. */
export type Next = "SETTLE" | "FAIL" | "CLOSE" | "WAIT";

/** So long the browser and the saga have the payment to themselves. */
export const reconcileAfterMs = 60_000;
/** So long somebody may take for what their bank asks them. */
export const actionWithinMs = 15 * 60_000;

/**
 * What follows from what the gateway says of a PENDING payment that is `ageMs` old. Only two answers end it: that the
 * money came, and that the intent is closed and it never can. Silence ends nothing, and neither does an intent that
 * could still be charged: it is closed first, at once where it is `over` (the bank said no, or the payer will not answer
 * it), else when its time has passed.
 */
export const nextOf = (said: Said, ageMs: number, over = false): Next => {
  switch (said) {
    case "SUCCEEDED":
      return "SETTLE";
    case "CANCELLED":
      return "FAIL";
    case "NOTHING":
    case "NEEDS_METHOD":
      return over || ageMs >= reconcileAfterMs ? "CLOSE" : "WAIT";
    case "NEEDS_ACTION":
      return over || ageMs >= actionWithinMs ? "CLOSE" : "WAIT";
    case "PROCESSING":
    case "UNKNOWN":
      return "WAIT";
  }
};

/**
 * What becomes of money that came, by what the books say of the payment. ALLOCATE: it pays its invoice. KEEP: it stands
 * for the customer, as a deposit does. RETURN: its invoice has no room for it any more, so it goes back. NOTHING: it is
 * noted already. ALARM: the books say it failed, which closing the intent first rules out: a person looks.
 */
export type Settlement = "ALLOCATE" | "KEEP" | "RETURN" | "NOTHING" | "ALARM";

export const settlementOf = (
  state: "PENDING" | "CAPTURED" | "FAILED",
  {
    amountMinor,
    roomMinor,
  }: { readonly amountMinor: number /** Null where it pays no invoice. */; readonly roomMinor: number | null },
): Settlement => {
  if (state === "CAPTURED") return "NOTHING";
  if (state === "FAILED") return "ALARM";
  if (roomMinor === null) return "KEEP";
  return roomMinor >= amountMinor ? "ALLOCATE" : "RETURN";
};
