"use client";

import { useEffect } from "react";
import { setLive } from "#/components/shell/live-store.ts";
import { dismissToast, toast } from "#/components/ui/toast-store.ts";
import { useLive } from "#/trpc/live.tsx";

/** Tells the shell, which knows no data channel, how the event stream does; says once when it is gone. */
export function LiveBridge() {
  const { state, at } = useLive();
  const heardAt = at?.getTime() ?? null;
  useEffect(() => setLive({ state, at: heardAt === null ? null : new Date(heardAt) }), [state, heardAt]);
  useEffect(() => {
    if (state !== "offline") return;
    const shown = toast("No connection. What you type stays here; sending waits until it is back.", {
      mark: "warn",
      seconds: null,
    });
    return () => dismissToast(shown);
  }, [state]);
  return null;
}
