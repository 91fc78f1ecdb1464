/** The page's handles on a block: its box, which is dragged and flies home, and its button, which has the focus. */
export const blockBoxId = (allocationId: string): string => `block-${allocationId}`;
export const blockButtonId = (allocationId: string): string => `block-button-${allocationId}`;

export const blockBox = (allocationId: string): HTMLElement | null => document.getElementById(blockBoxId(allocationId));
export const blockButton = (allocationId: string): HTMLElement | null =>
  document.getElementById(blockButtonId(allocationId));
export const blockHandles = { box: blockBox, link: blockButton };

/** The bay whose column is under a point of the page; null beside all of them. */
export const bayAt = (clientX: number): string | null => {
  for (const column of document.querySelectorAll<HTMLElement>("[data-bay]")) {
    const { left, right } = column.getBoundingClientRect();
    if (clientX >= left && clientX < right) return column.dataset.bay ?? null;
  }
  return null;
};
