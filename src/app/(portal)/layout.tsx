import type { ReactNode } from "react";
import "#/app/public-fonts.ts";

/** Pages of a workshop's customers, who have no account. */
export default function PortalLayout({ children }: { children: ReactNode }) {
  return children;
}
