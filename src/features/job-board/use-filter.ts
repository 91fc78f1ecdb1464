import { usePathname, useSearchParams } from "next/navigation";
import { type BoardFilter, boardFilters } from "./board-model.ts";

/**
 * Which cards are shown, as the address says it (`?show=late`). By hand: the board's one parameter is not worth the
 * library that the lists read theirs with, which everybody would load who opens the board.
 */
export const useFilter = (): readonly [BoardFilter, (next: BoardFilter) => void] => {
  const path = usePathname();
  const asked = useSearchParams();
  const filter = boardFilters.find((known) => known === asked.get("show")) ?? "all";
  const change = (next: BoardFilter): void => {
    const search = new URLSearchParams(asked);
    search.delete("show");
    if (next !== "all") search.set("show", next);
    window.history.replaceState(null, "", search.size > 0 ? `${path}?${search}` : path);
  };
  return [filter, change];
};
