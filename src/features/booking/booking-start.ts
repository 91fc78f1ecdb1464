import type { BookingPlace } from "#/domain/booking-address.ts";
import type { Availability, Branch, Slot } from "./words.ts";

/** How the page begins, as its address and a form that was sent without a script say. */
export type BookingStart = {
  readonly tenantSlug: string;
  readonly tenantName: string;
  readonly branches: readonly Branch[];
  /** Its branch and services are there: chosen, or the first. */
  readonly place: BookingPlace & { readonly branchId: string };
  readonly times: Availability | null;
  readonly step: Step;
  readonly formStamp: string;
  /** Makes a form that is sent twice without a script one booking. */
  readonly key: string;
  /** The server's clock, epoch ms. */
  readonly now: number;
  readonly typed: Typed;
  readonly errors: Errors;
  readonly refusal: string | null;
  /** What came of something else: a visit that was called off. */
  readonly notice: string | null;
};

export type Typed = Readonly<Record<string, string>>;
export type Errors = Readonly<Record<string, string>>;

export type Done = {
  readonly kind: "book" | "request";
  readonly reference: string;
  readonly token: string;
  readonly slot: Slot | null;
  readonly plate: string;
  readonly email: string;
  readonly phone: string;
};

export type Step =
  | { readonly at: "times" }
  /** `slot` null: a request without a wish. */
  | { readonly at: "details"; readonly slot: Slot | null }
  | { readonly at: "lost"; readonly taken: string; readonly free: readonly Slot[] }
  | { readonly at: "done"; readonly done: Done };
