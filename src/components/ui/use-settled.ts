"use client";

import { useEffect, useState } from "react";

/** The value as it was when typing last paused: what a search asks for. */
export const useSettled = <Value>(value: Value, pauseMs = 150): Value => {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value, pauseMs]);
  return settled;
};
