/**
 * Named places before and after each step, commit and call that leaves the process. Tests arm one and
 * see what a death, an error or a stall there leaves behind; unarmed they cost a lookup.
 */
type Trap = (point: string) => Promise<void>;

declare global {
  var pitlaneCrashTrap: Trap | undefined;
}

/** Installs what happens at every point (tests only); undefined takes it out. */
export const armCrashPoints = (trap: Trap | undefined): void => {
  globalThis.pitlaneCrashTrap = trap;
};

export const crashPoint = async (point: string): Promise<void> => {
  await globalThis.pitlaneCrashTrap?.(point);
};
