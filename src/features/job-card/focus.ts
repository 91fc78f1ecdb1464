import type { PreflightView } from "#/domain/job-card.ts";

export type FixField = PreflightView["unmet"][number]["fix"]["field"];

const bring = (element: HTMLElement | null): boolean => {
  if (element === null) return false;
  element.scrollIntoView({ block: "center", behavior: "smooth" });
  element.focus({ preventScroll: true });
  return true;
};

/** Brings the first control of a line into view and gives it focus. */
export const focusLine = (lineId: string, field = "quantity"): boolean => {
  const row = document.querySelector(`[data-line="${CSS.escape(lineId)}"]`);
  return bring(
    row?.querySelector<HTMLElement>(`[data-field="${field}"]`) ??
      row?.querySelector<HTMLElement>("input, button, select") ??
      null,
  );
};

/** Brings what a blocker names into view and gives it focus: `[data-fix]` marks the places. */
export const focusField = (field: FixField): boolean => {
  const place = document.querySelector<HTMLElement>(`[data-fix="${field}"]`);
  if (place === null) return false;
  return bring(
    place.matches("input, button, select, textarea")
      ? place
      : place.querySelector<HTMLElement>("input:not(:disabled), select, textarea, button"),
  );
};
