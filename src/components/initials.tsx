import { inkOn } from "#/domain/colour.ts";
import { initialsOf } from "#/domain/logo-picture.ts";

/** A business without a logo, on the only ground that wears its colour; its name stands beside. */
export const Initials = ({ name, colour, size }: { name: string; colour: string; size: string }) => (
  <span
    aria-hidden
    className={`inline-flex shrink-0 items-center justify-center rounded-control font-strong ${size}`}
    style={{ background: colour, color: inkOn(colour) }}
  >
    {initialsOf(name)}
  </span>
);
