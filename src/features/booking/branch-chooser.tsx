import { ChevronDown } from "lucide-react";
import { looks } from "#/components/public/looks.ts";
import { bookingAddress } from "#/domain/booking-address.ts";
import type { BookingStart } from "./booking-start.ts";
import type { Booking } from "./use-booking.ts";
import { sameAt } from "./words.ts";

/** The branch, in the bar; another one is two taps away, and keeps what the car needs. */
export function BranchChooser({ start, booking }: { start: BookingStart; booking: Booking }) {
  const { branch, services, step, choose, place } = booking;
  if (branch === undefined) return null;
  if (start.branches.length < 2 || step.at !== "times")
    return <span className="text-ink-3 text-lead-sm">{branch.name}</span>;
  return (
    <details className="group relative text-lead-sm">
      <summary className="flex min-h-11 list-none items-center gap-1 text-ink-2 hover:text-ink [&::-webkit-details-marker]:hidden">
        <span className="sr-only">Branch: </span>
        {branch.name}
        <ChevronDown aria-hidden size={16} strokeWidth={1.75} />
      </summary>
      <ul className="absolute right-0 z-10 min-w-56 rounded-panel border border-edge bg-raised py-1 shadow-e1">
        {start.branches.map(({ id, name, addressLines }) => {
          const change = { ...sameAt(start.branches, id, services), unsure: place.unsure };
          return (
            <li key={id}>
              <a
                aria-current={id === branch.id ? "true" : undefined}
                className="block px-4 py-2.5 hover:bg-sunken aria-[current]:bg-accent-soft"
                href={bookingAddress(start.tenantSlug, { ...place, ...change, fromDay: null, day: null })}
                onClick={(event) => {
                  event.preventDefault();
                  event.currentTarget.closest("details")?.removeAttribute("open");
                  choose(place.unsure ? { ...change, serviceIds: [] } : change);
                }}
              >
                <span className="block font-medium text-ink">{name}</span>
                <span className="block text-ink-3">{addressLines[0]}</span>
              </a>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

/** What stands where a workshop takes no bookings online. */
export function NotOnline({ phone }: { phone: string | null }) {
  return (
    <div className={`${looks.column} pt-8`}>
      <h1 className="text-customer-title">No bookings online at the moment</h1>
      <p className="mt-2 text-ink-2">
        {phone === null ? "Call the workshop, or come by." : "Call us, and we find a time together."}
      </p>
    </div>
  );
}
