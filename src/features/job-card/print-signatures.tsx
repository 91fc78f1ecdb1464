"use client";

import { useFormats, useScene } from "./card-context.tsx";

/** On paper only: what the customer asks for, and two lines to sign on. */
export function PrintSignatures() {
  const { card } = useScene();
  const { moment } = useFormats();
  return (
    <section aria-hidden className="hidden pt-6 print:block" data-print="whole">
      <p className="font-strong">What the customer asks for</p>
      <p className="mb-1 whitespace-pre-wrap">{card.complaint}</p>
      <p className="text-dense">
        Mileage in {card.odometerIn ?? "________"} {card.odometerUnit}, out {card.odometerOut ?? "________"}{" "}
        {card.odometerUnit}. Promised {card.promisedAt ? moment(card.promisedAt) : "________"}.
      </p>
      <div className="mt-12 grid grid-cols-2 gap-10">
        {["Work approved by", "Car received back by"].map((title) => (
          <div className="border-t border-ink pt-1 text-dense" key={title}>
            {title}, date
          </div>
        ))}
      </div>
    </section>
  );
}
