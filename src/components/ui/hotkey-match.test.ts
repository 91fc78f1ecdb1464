import { describe, expect, it } from "vitest";
import { describeKeys, matches, parseKeys } from "#/components/ui/hotkey-match.ts";

const press = (
  key: string,
  code: string,
  held: { ctrl?: boolean; meta?: boolean; alt?: boolean; shift?: boolean } = {},
) => ({
  key,
  code,
  ctrlKey: held.ctrl ?? false,
  metaKey: held.meta ?? false,
  altKey: held.alt ?? false,
  shiftKey: held.shift ?? false,
});

describe("keys", () => {
  it("finds Alt with a letter by its place, because Alt types another sign on a Mac", () => {
    expect(matches(parseKeys("Alt+C"), press("ç", "KeyC", { alt: true }))).toBe(true);
    expect(matches(parseKeys("Alt+C"), press("c", "KeyC"))).toBe(false);
  });

  it("finds a letter by what it types, on any layout", () => {
    expect(matches(parseKeys("N"), press("n", "KeyN"))).toBe(true);
    expect(matches(parseKeys("A"), press("a", "KeyQ"))).toBe(true);
    expect(matches(parseKeys("N"), press("N", "KeyN", { shift: true }))).toBe(false);
    expect(matches(parseKeys("N"), press("n", "KeyN", { ctrl: true }))).toBe(false);
  });

  it("takes Ctrl and ⌘ as one, also where letters are not Latin", () => {
    expect(matches(parseKeys("Mod+K"), press("k", "KeyK", { ctrl: true }))).toBe(true);
    expect(matches(parseKeys("Mod+K"), press("k", "KeyK", { meta: true }))).toBe(true);
    expect(matches(parseKeys("Mod+Z"), press("я", "KeyZ", { ctrl: true }))).toBe(true);
    expect(matches(parseKeys("Mod+Z"), press("w", "KeyZ", { ctrl: true }))).toBe(false);
  });

  it("takes signs as typed, whatever is held to type them", () => {
    expect(matches(parseKeys("?"), press("?", "Slash", { shift: true }))).toBe(true);
    expect(matches(parseKeys("/"), press("/", "Slash"))).toBe(true);
  });

  it("tells plain from shifted arrows", () => {
    expect(matches(parseKeys("Shift+ArrowUp"), press("ArrowUp", "ArrowUp", { shift: true }))).toBe(true);
    expect(matches(parseKeys("ArrowUp"), press("ArrowUp", "ArrowUp", { shift: true }))).toBe(false);
  });

  it("counts letters, signs and Space as single, and nothing that is held with Ctrl or Alt", () => {
    const single = ["N", "?", "Space", "Alt+C", "Mod+K", "Escape", "ArrowUp"].map((keys) => parseKeys(keys).single);
    expect(single).toEqual([true, true, true, false, false, false, false]);
  });

  it("writes keycaps", () => {
    expect(describeKeys("Mod+Enter")).toEqual(["Ctrl", "↵"]);
  });
});
