"use client";

import { useState } from "react";

/** The newest value, but while `held` the one that stood when holding began: nothing moves under a person's hand. */
export const useStill = <Value>(value: Value, held: boolean): Value => {
  const [still, setStill] = useState({ value, held });
  if (held !== still.held || (!held && value !== still.value)) setStill({ value, held });
  return held && still.held ? still.value : value;
};
