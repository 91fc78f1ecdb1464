"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import type { ReactNode } from "react";

/** Lets the primitives live under our content security policy: no style element without the page's nonce. */
export function KitProvider({ nonce, children }: { nonce?: string; children: ReactNode }) {
  return (
    <CSPProvider disableStyleElements nonce={nonce}>
      {children}
    </CSPProvider>
  );
}
