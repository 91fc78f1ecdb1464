const offered = [15, 30, 45, 60, 75, 90, 120, 150, 180, 240, 300, 360, 480];

/** Lengths of work to choose from, in minutes; the one that is set is always among them. */
export const lengthChoices = (current: number): number[] =>
  [...new Set([...offered, current])].sort((one, other) => one - other);
