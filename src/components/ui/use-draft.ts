"use client";

import { useCallback, useEffect, useRef, useState } from "react";

const prefix = "pitlane.draft.";
const pauseMs = 500;

type Stored<Value> = { at: string; value: Value };

const read = (key: string): Stored<unknown> | null => {
  const text = localStorage.getItem(prefix + key);
  if (text === null) return null;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" &&
      parsed !== null &&
      "at" in parsed &&
      "value" in parsed &&
      typeof parsed.at === "string"
      ? { at: parsed.at, value: parsed.value }
      : null;
  } catch {
    // A half-written or foreign entry is worth nothing: drop it rather than break the form.
    localStorage.removeItem(prefix + key);
    return null;
  }
};

export type Draft<Value> = {
  value: Value;
  set: (value: Value) => void;
  /** When what is shown was typed, if it came back from an earlier visit; null otherwise. */
  restoredAt: Date | null;
  /** Throws the kept text away and shows `initial` again. */
  discard: () => void;
  /** Forgets the kept text, once it is saved. */
  clear: () => void;
};

/**
 * Typed text, kept on this device at each pause and given back on the next visit.
 * `key` names the place ("job-card-new"); `accept` turns what was stored into a Value, or null when it no longer fits.
 */
export const useDraft = <Value>(
  key: string,
  initial: Value,
  accept: (stored: unknown) => Value | null,
): Draft<Value> => {
  const [value, setValue] = useState(initial);
  const [restoredAt, setRestoredAt] = useState<Date | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const waiting = useRef<Value | null>(null);
  const acceptLatest = useRef(accept);

  const write = useCallback(() => {
    if (waiting.current === null) return;
    const entry: Stored<Value> = { at: new Date().toISOString(), value: waiting.current };
    waiting.current = null;
    localStorage.setItem(prefix + key, JSON.stringify(entry));
  }, [key]);

  useEffect(() => {
    const stored = read(key);
    const fitting = stored && acceptLatest.current(stored.value);
    if (stored && fitting !== null && fitting !== undefined) {
      setValue(fitting);
      setRestoredAt(new Date(stored.at));
    }
    // Leaving the page is a pause too.
    window.addEventListener("pagehide", write);
    return () => {
      window.removeEventListener("pagehide", write);
      clearTimeout(timer.current);
      write();
    };
  }, [key, write]);

  const set = useCallback(
    (next: Value) => {
      setValue(next);
      waiting.current = next;
      clearTimeout(timer.current);
      timer.current = setTimeout(write, pauseMs);
    },
    [write],
  );

  const clear = useCallback(() => {
    clearTimeout(timer.current);
    waiting.current = null;
    localStorage.removeItem(prefix + key);
    setRestoredAt(null);
  }, [key]);

  const discard = useCallback(() => {
    clear();
    setValue(initial);
  }, [clear, initial]);

  return { value, set, restoredAt, discard, clear };
};
