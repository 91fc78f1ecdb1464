"use client";

import type { MouseEvent } from "react";
import { LinkButton } from "./link.tsx";

/** Beneath a field that is typed in: what somebody else has saved there meanwhile. */
export function TheirsNote({
  field,
  saved,
  onKeep,
  onTake,
}: {
  /** Named where the note does not stand beneath its field alone. */
  field?: string;
  saved: string | null;
  onKeep: () => void;
  onTake: () => void;
}) {
  if (saved === null) return null;
  // The note goes with the choice, and the focus would go with it: it returns to the field above.
  const settle = (choice: () => void) => (event: MouseEvent<HTMLElement>) => {
    const around = event.currentTarget.closest("[data-theirs]")?.parentElement;
    choice();
    around?.querySelector<HTMLElement>("input, textarea, select")?.focus();
  };
  return (
    <p
      className="mb-2 flex flex-wrap items-center gap-x-3 rounded-control bg-note-soft px-2 py-1 text-dense"
      data-theirs
      role="status"
    >
      <span className="wrap-anywhere">
        {field === undefined ? "Somebody" : `${field}: somebody`} saved{" "}
        <b className="font-strong">{saved === "" ? "nothing" : saved}</b>.
      </span>
      <LinkButton onClick={settle(onKeep)}>Keep yours</LinkButton>
      <LinkButton onClick={settle(onTake)}>Take theirs</LinkButton>
    </p>
  );
}
