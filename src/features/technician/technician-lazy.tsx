"use client";

import dynamic from "next/dynamic";

/** The technician's screen in a bundle of its own: whoever opens the board does not carry it. */
export const TechnicianScreen = dynamic(() =>
  import("./technician-screen.tsx").then((module) => module.TechnicianScreen),
);
