"use client";

import { type ReactNode, useEffect, useState } from "react";
import { Spinner } from "./button.tsx";

/** Nothing for 4 s, then what is slow; after 10 s also a way out. */
export function SlowNote({ what, wayOut }: { what: string; wayOut?: ReactNode }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timers = [4, 10].map((after) => setTimeout(() => setSeconds(after), after * 1000));
    return () => timers.forEach(clearTimeout);
  }, []);
  return (
    <p className="flex min-h-6 items-center gap-2 text-dense text-ink-3" role="status">
      {seconds >= 4 ? (
        <>
          <Spinner />
          {what}
        </>
      ) : null}
      {seconds >= 10 ? wayOut : null}
    </p>
  );
}
