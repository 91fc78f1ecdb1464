import { looks } from "#/components/public/looks.ts";
import { formatIsoDate, isoDateIn } from "#/domain/time.ts";
import { displayPlate } from "#/domain/vehicle-plate.ts";
import { type Bill, paidOf } from "./bill.ts";
import { methodWords, momentWords } from "./words.ts";

export const carOf = ({ vehicle }: Bill): string =>
  [displayPlate(vehicle.plate), vehicle.description].filter((word) => word !== "").join(", ");

/** "£1,161.50, less £240.00 paid and £20.00 credited." */
const reckoning = (bill: Bill, money: (minor: number) => string): string => {
  const less = [
    ...(bill.paidMinor > 0 ? [`${money(bill.paidMinor)} paid`] : []),
    ...(bill.creditedMinor > 0 ? [`${money(bill.creditedMinor)} credited`] : []),
  ];
  return less.length === 0 ? "" : `${money(bill.totalMinor)}, less ${less.join(" and ")}. `;
};

/** What is to be paid, for which car, and until when. */
export function BillHead({ bill, now, money }: { bill: Bill; now: number; money: (minor: number) => string }) {
  const late = isoDateIn(new Date(now), bill.branch.zone) > bill.dueOn;
  return (
    <div className={`${looks.column} pt-6`}>
      <p className="text-ink-2">Balance for {carOf(bill)}</p>
      <h1 className="text-amount">
        {money(bill.dueMinor)}
        <span className="sr-only"> to pay</span>
      </h1>
      <p className="mt-1.5 text-ink-2">
        {reckoning(bill, money)}
        {late ? "It was due on " : "Due by "}
        <span className="whitespace-nowrap">{formatIsoDate(bill.dueOn)}</span>.
      </p>
    </div>
  );
}

/** What came in before, each with its day and how. */
export function PaidSoFar({
  bill,
  except,
  money,
}: {
  bill: Bill;
  except: string | null;
  money: (minor: number) => string;
}) {
  const paid = paidOf(bill).filter(({ id }) => id !== except);
  if (paid.length === 0) return null;
  return (
    <section aria-labelledby="paid-so-far" className="mt-8">
      <h2 className={`${looks.section} mb-2`} id="paid-so-far">
        {except === null ? "Paid so far" : "Paid before"}
      </h2>
      <ul className="border-line border-t">
        {paid.map(({ id, method, amountMinor, at }) => (
          <li className="flex justify-between gap-4 border-line border-b py-3" key={id}>
            <span className="min-w-0">
              <span className="block">{methodWords[method]}</span>
              <span className="block text-ink-3 text-lead-sm">{momentWords(at, bill.branch.zone)}</span>
            </span>
            <span className="whitespace-nowrap">{money(amountMinor)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
