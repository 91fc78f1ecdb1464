import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { looks } from "#/components/public/looks.ts";
import { Mark } from "#/components/public/mark.tsx";
import type { Bill } from "./bill.ts";
import type { CardField, CardState } from "./card.ts";
import { SandboxField } from "./sandbox-field.tsx";
import { StripeField } from "./stripe-field.tsx";

/** The gateway's field for the card, what was refused beside it, and where the number goes. */
export function CardPart({
  bill,
  refusal,
  onField,
}: {
  bill: Bill;
  refusal: string | null;
  onField: (field: CardField) => void;
}) {
  const [state, setState] = useState<CardState>("loading");
  const { gateway } = bill;
  return (
    <section aria-labelledby="card" className="mt-7">
      <h2 className={`${looks.section} mb-3`} id="card">
        Card
      </h2>
      <div
        aria-busy={state === "loading" || undefined}
        className={
          gateway.name === "sandbox" ? "overflow-hidden rounded-touch border border-control bg-surface" : undefined
        }
        hidden={state === "failed"}
      >
        {gateway.name === "stripe" ? (
          <StripeField
            amountMinor={bill.roomMinor}
            currency={bill.currency}
            locale={bill.locale}
            onField={onField}
            onState={setState}
            publishableKey={gateway.publishableKey}
          />
        ) : gateway.frameUrl === null ? null : (
          <SandboxField frameUrl={gateway.frameUrl} onField={onField} onState={setState} />
        )}
      </div>
      {state === "failed" ? (
        <div className="rounded-touch border border-bad-mark px-4 py-3" role="alert">
          <p>The card field did not load. Nothing was taken. Check the connection, then load it again.</p>
          <button className={`${looks.button} mt-3`} onClick={() => window.location.reload()} type="button">
            Load it again
          </button>
        </div>
      ) : null}
      <div role="alert">
        {refusal === null ? null : (
          <p className="mt-3 flex gap-2 text-bad text-lead-sm" id="refusal" tabIndex={-1}>
            <Mark className="mt-0.5 text-bad-mark" shape="octagon" size={16} />
            <span className="min-w-0">{refusal}</span>
          </p>
        )}
      </div>
      <p className="mt-4 flex gap-2.5 text-ink-3 text-lead-sm">
        <ShieldCheck aria-hidden className="shrink-0" size={18} strokeWidth={1.75} />
        Card details go to the bank, never to us
      </p>
    </section>
  );
}
