"use client";

import { useSyncExternalStore } from "react";
import { Glyph } from "#/components/ui/glyph.tsx";
import { formatTimeToSecond } from "#/domain/time.ts";
import { liveState, liveStateAtFirst, subscribeLive } from "./live-store.ts";
import { useShell } from "./shell-context.tsx";

/** "Live, 14:20:08", or that the changes of others do not arrive. */
export function LiveMark() {
  const live = useSyncExternalStore(subscribeLive, liveState, liveStateAtFirst);
  const { branch } = useShell();
  const time = live.at === null ? null : formatTimeToSecond(live.at, branch.zone);
  if (live.state === "reconnecting" || live.state === "offline") {
    return (
      <span className="inline-flex items-center gap-1.5 text-warn">
        <Glyph shape="triangle" tone="warn" />
        {live.state === "offline" ? "No connection" : "Not live"}
        {time ? ` since ${time}` : null}
      </span>
    );
  }
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className={live.state === "live" ? "size-1.5 bg-ok-mark" : "size-1.5 border border-ink-3"} />
      {live.state === "live" ? `Live, ${time}` : "Connecting"}
    </span>
  );
}
