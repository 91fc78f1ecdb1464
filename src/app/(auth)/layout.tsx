import type { ReactNode } from "react";
import "#/app/fonts.ts";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return children;
}
