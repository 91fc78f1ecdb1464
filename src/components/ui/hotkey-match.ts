export type Chord = { mod: boolean; alt: boolean; shift: boolean; key: string; single: boolean };

const named = new Set([
  "Escape",
  "Enter",
  "Space",
  "Tab",
  "ArrowUp",
  "ArrowDown",
  "ArrowLeft",
  "ArrowRight",
  "Home",
  "End",
  "Delete",
]);

/** "Alt+C" → its parts. A chord is single when nothing is held with a letter, a digit or a sign. */
export const parseKeys = (keys: string): Chord => {
  const parts = keys.split("+");
  const key = parts.at(-1) ?? "";
  const mod = parts.includes("Mod");
  const alt = parts.includes("Alt");
  return {
    mod,
    alt,
    shift: parts.includes("Shift"),
    key,
    single: !mod && !alt && (!named.has(key) || key === "Space"),
  };
};

type KeyEvent = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/**
 * Letters held with Alt go by their place on the keyboard, because Alt types another sign there on a Mac;
 * all others go by what they type, so that they are where the keycap says.
 */
export const matches = (chord: Chord, event: KeyEvent): boolean => {
  if ((event.ctrlKey || event.metaKey) !== chord.mod || event.altKey !== chord.alt) return false;
  if (chord.key === "Space") return event.code === "Space" && event.shiftKey === chord.shift;
  if (named.has(chord.key)) return event.key === chord.key && event.shiftKey === chord.shift;
  if (/^[A-Z]$/i.test(chord.key)) {
    if (event.shiftKey !== chord.shift) return false;
    const byPlace = event.code === `Key${chord.key.toUpperCase()}`;
    return chord.alt
      ? byPlace
      : event.key.toLowerCase() === chord.key.toLowerCase() || (chord.mod && byPlace && !/^[a-z]$/i.test(event.key));
  }
  return event.key === chord.key;
};

const names: Record<string, string> = {
  Mod: "Ctrl",
  Escape: "Esc",
  Enter: "↵",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
};

/** Keycaps in the order in which they are held, for a `Keys` element. */
export const describeKeys = (keys: string): readonly string[] => keys.split("+").map((part) => names[part] ?? part);
