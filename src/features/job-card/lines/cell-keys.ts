import type { KeyboardEvent } from "react";

/** All controls of a column, top to bottom. */
const column = (control: HTMLElement, field: string): HTMLElement[] => {
  const table = control.closest("table");
  return table === null ? [] : [...table.querySelectorAll<HTMLElement>(`[data-field="${field}"]`)];
};

/** The control above or below in the same column; null at its end. */
export const neighbour = (control: HTMLElement, field: string, step: 1 | -1): HTMLElement | null => {
  const all = column(control, field);
  return all[all.indexOf(control) + step] ?? null;
};

export type CellVerbs = {
  putBack: () => void;
  /** Saves what stands in the cell. */
  save: () => void;
  /** Takes the text of the cell above. */
  copy: (text: string) => void;
};

/** Enter saves and goes down, Esc puts back, Ctrl D copies the cell above; Tab is the platform's. */
export const onCellKey = (
  event: KeyboardEvent<HTMLInputElement | HTMLSelectElement>,
  field: string,
  verbs: CellVerbs,
): void => {
  const control = event.currentTarget;
  if (event.nativeEvent.isComposing) return;
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    verbs.save();
    neighbour(control, field, event.shiftKey ? -1 : 1)?.focus();
  } else if (event.key === "Escape") {
    event.stopPropagation();
    verbs.putBack();
  } else if ((event.ctrlKey || event.metaKey) && event.code === "KeyD") {
    event.preventDefault();
    const above = neighbour(control, field, -1);
    if (above instanceof HTMLInputElement || above instanceof HTMLSelectElement) verbs.copy(above.value);
  }
};
