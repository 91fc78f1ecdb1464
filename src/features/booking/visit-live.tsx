"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { askLean } from "#/trpc/lean.ts";
import { rememberVisit } from "./device.ts";

const everyMs = 20_000;

/** Keeps the page as the workshop has it while it is looked at, and remembers that this device has opened the visit. */
export function VisitLive({ token, seen, watch }: { token: string; seen: string; watch: boolean }) {
  const { refresh } = useRouter();
  const [live, setLive] = useState(false);
  useEffect(() => rememberVisit(token), [token]);
  useEffect(() => {
    if (!watch) return;
    const look = async (): Promise<void> => {
      if (document.visibilityState === "hidden") return;
      const answer = await askLean("visit", "byToken", { token });
      setLive(answer.ok);
      if (answer.ok && seenOf(answer.data) !== seen) refresh();
    };
    // The page has just come from there.
    setLive(true);
    const timer = setInterval(() => void look(), everyMs);
    const now = () => void look();
    document.addEventListener("visibilitychange", now);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", now);
    };
  }, [token, seen, watch, refresh]);
  return live ? <span className="text-ink-3 text-lead-sm">Live</span> : null;
}

type Seen =
  | { readonly found: "gone" }
  | {
      readonly found: "open";
      readonly visit: {
        readonly state: string;
        readonly version: number;
        readonly promisedAt: string | null;
        readonly notes: readonly unknown[];
      };
    };

/** What decides whether anything new is to be shown. */
export const seenOf = (answer: Seen): string =>
  answer.found === "gone"
    ? "gone"
    : `${answer.visit.state} ${answer.visit.version} ${answer.visit.promisedAt ?? ""} ${answer.visit.notes.length}`;
