"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";
import { describeKeys, matches, parseKeys } from "./hotkey-match.ts";

export type Hotkey = {
  /** "N", "?", "Alt+C", "Mod+K" (Ctrl, ⌘ on a Mac), "Mod+Enter", "Escape", "Space", "ArrowUp", "Shift+ArrowUp". */
  keys: string;
  /** What it does, as the `?` list says it: "new job card". Absent keys are not listed. */
  label?: string;
  run: (event: KeyboardEvent) => void;
  enabled?: boolean;
  /** Acts although a dialog is open; otherwise the page beneath keeps still. */
  inDialog?: boolean;
};

type Registered = { keys: string; label: string | undefined; inDialog: boolean; run: (event: KeyboardEvent) => void };
export type ListedHotkey = { keys: readonly string[]; label: string };

const layers = new Map<symbol, readonly Registered[]>();
const listeners = new Set<() => void>();
let listed: readonly ListedHotkey[] = [];
const none: readonly ListedHotkey[] = [];

const changed = (): void => {
  const all = [...layers.values()].flat();
  listed = all.flatMap(({ keys, label }) => (label ? [{ keys: describeKeys(keys), label }] : []));
  for (const listener of listeners) listener();
};

const settingName = "pitlane.single-keys";

/** Single letters can be switched off (WCAG 2.1.4); combinations stay. */
export const singleKeysOn = (): boolean => globalThis.localStorage?.getItem(settingName) !== "off";
export const setSingleKeys = (on: boolean): void => {
  localStorage.setItem(settingName, on ? "on" : "off");
  changed();
};

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.closest(
      "input:not([type=checkbox],[type=radio],[type=button]), textarea, select, [role=menu], [role=listbox]",
    ) !== null);

const dialogIsOpen = (): boolean =>
  document.querySelector("[role=dialog][data-open], [role=alertdialog][data-open]") !== null;

/** It looks for what is typed among its items, also in the moment before it has the focus. */
const menuIsOpen = (): boolean => document.querySelector("[role=menu][data-open]") !== null;

const onKeyDown = (event: KeyboardEvent): void => {
  if (event.defaultPrevented || event.isComposing) return;
  const typing = isTyping(event.target) || menuIsOpen();
  const dialog = dialogIsOpen();
  for (const layer of [...layers.values()].reverse()) {
    for (const hotkey of layer) {
      const chord = parseKeys(hotkey.keys);
      if (!matches(chord, event)) continue;
      if (chord.single && (typing || !singleKeysOn())) continue;
      if (dialog && !hotkey.inDialog) continue;
      event.preventDefault();
      hotkey.run(event);
      return;
    }
  }
};

/** Keys of a screen or a part, while it is there. The newest part that knows a key gets it. */
export const useHotkeys = (hotkeys: readonly Hotkey[]): void => {
  const latest = useRef(hotkeys);
  useEffect(() => {
    latest.current = hotkeys;
  });
  const shape = hotkeys
    .map((hotkey) => `${hotkey.keys}|${hotkey.label}|${hotkey.enabled !== false}|${hotkey.inDialog}`)
    .join("\n");
  useEffect(() => {
    const layer = Symbol(shape);
    const registered = latest.current.flatMap((hotkey, index) =>
      hotkey.enabled === false
        ? []
        : [
            {
              keys: hotkey.keys,
              label: hotkey.label,
              inDialog: hotkey.inDialog ?? false,
              run: (event: KeyboardEvent) => latest.current[index]?.run(event),
            },
          ],
    );
    if (layers.size === 0) window.addEventListener("keydown", onKeyDown);
    layers.set(layer, registered);
    changed();
    return () => {
      layers.delete(layer);
      if (layers.size === 0) window.removeEventListener("keydown", onKeyDown);
      changed();
    };
  }, [shape]);
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Every key that acts now, for the `?` list. */
export const useHotkeyList = (): readonly ListedHotkey[] =>
  useSyncExternalStore(
    subscribe,
    () => listed,
    () => none,
  );
export const useSingleKeys = (): boolean => useSyncExternalStore(subscribe, singleKeysOn, () => true);
