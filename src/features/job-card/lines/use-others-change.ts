"use client";

import { useEffect, useRef, useState } from "react";
import type { JobLineView } from "#/domain/job-card.ts";
import { useScene } from "../card-context.tsx";

const flashMs = 1300;

/** True for a moment after somebody else changed the line: its new content did not come from this page. */
export const useOthersChange = (line: JobLineView): boolean => {
  const { commands } = useScene();
  const content = JSON.stringify([
    line.description,
    line.quantity,
    line.packageTitle,
    line.price?.unitPriceMinor,
    line.price?.discountBp,
    line.technician?.memberId,
    line.doneAt !== null,
    line.authorisationId,
  ]);
  const seen = useRef(content);
  const own = useRef(commands.isOwn);
  own.current = commands.isOwn;
  const [changed, setChanged] = useState(false);
  useEffect(() => {
    if (seen.current === content) return;
    seen.current = content;
    if (own.current()) return;
    setChanged(true);
    const timer = setTimeout(() => setChanged(false), flashMs);
    return () => clearTimeout(timer);
  }, [content]);
  return changed;
};
