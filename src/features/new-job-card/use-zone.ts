import { useShell } from "#/components/shell/shell-context.tsx";

/** Zone of the branch whose work is on screen: a car's past is told in it. */
export const useZone = (): string => useShell().branch.zone;
