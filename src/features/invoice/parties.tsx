import type { ReactNode } from "react";
import type { InvoiceView } from "#/domain/invoice.ts";
import { authorisationWords } from "#/domain/job-card.ts";
import { formatWhole } from "#/domain/money.ts";
import { formatMoment } from "#/domain/time.ts";

/** Who billed whom for which car, as it stood when the invoice was issued. */
export function Parties({ invoice: { parties }, now }: { invoice: InvoiceView; now: Date }) {
  const { tenant, branch, customer, vehicle, approvals } = parties;
  const readings = [
    vehicle.odometerIn === null ? null : `${formatWhole(vehicle.odometerIn)} ${branch.odometerUnit} in`,
    `${formatWhole(vehicle.odometerOut)} ${branch.odometerUnit} out`,
  ].filter(Boolean);
  return (
    <section
      aria-label="Parties"
      className="mt-4 grid gap-x-6 gap-y-4 rounded-control border bg-surface px-4 py-3.5 sm:grid-cols-2 lg:grid-cols-4"
    >
      <Block term="Billed to">
        <p className="font-strong">{customer.name}</p>
        <Lines of={customer.addressLines} />
      </Block>
      <Block term="Vehicle">
        <p>{vehicle.description}</p>
        <p className="text-ink-2">{readings.join(", ")}</p>
      </Block>
      <Block term="From">
        <p className="font-strong">{tenant.legalName}</p>
        <p className="text-ink-2">{branch.name}</p>
        <Lines of={branch.addressLines} />
        {tenant.taxNumber ? (
          <p className="text-ink-2">
            {branch.taxName} {tenant.taxNumber}
          </p>
        ) : null}
      </Block>
      <Block term="Approved">
        {approvals.length === 0 ? <p className="text-ink-2">No approval was recorded.</p> : null}
        {approvals.map(({ givenBy, method, givenAt }) => (
          <p key={givenAt}>
            {givenBy} <span className="text-ink-2">{authorisationWords[method]}</span>
            <span className="block text-dense text-ink-3">{formatMoment(new Date(givenAt), branch.zone, now)}</span>
          </p>
        ))}
      </Block>
    </section>
  );
}

const Block = ({ term, children }: { term: string; children: ReactNode }) => (
  <div className="min-w-0">
    <h2 className="mb-0.5 text-dense font-normal text-ink-3">{term}</h2>
    {children}
  </div>
);

const Lines = ({ of }: { of: readonly string[] }) =>
  of.map((line) => (
    <p className="text-ink-2" key={line}>
      {line}
    </p>
  ));
