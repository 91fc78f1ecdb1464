import type { ReactNode } from "react";
import { Logo } from "#/components/shell/logo.tsx";

/** A page in front of the workshop: one question, one column. */
export function AuthPage({ title, sub, children }: { title: string; sub?: ReactNode; children: ReactNode }) {
  return (
    <main className="flex min-h-dvh items-start justify-center px-5 pt-[14vh] pb-10">
      <div className="w-full max-w-[380px]">
        <Logo className="mb-8" />
        <h1 className="mb-1 text-customer-title">{title}</h1>
        {sub ? <div className="mb-6 text-lead-sm text-ink-2">{sub}</div> : null}
        {children}
      </div>
    </main>
  );
}
