import type { ReactNode } from "react";
import { LogoMark } from "./logo.tsx";

/** One sentence and one way on, where a page should have been. */
export function MessagePage({ title, children, actions }: { title: string; children: ReactNode; actions: ReactNode }) {
  return (
    <main className="flex min-h-full flex-1 items-start justify-center px-5 pt-[14vh] pb-10">
      <div className="w-full max-w-[440px]">
        <LogoMark className="mb-6" size={28} />
        <h1 className="text-customer-title">{title}</h1>
        <div className="mt-2 text-lead text-ink-2">{children}</div>
        <div className="mt-6 flex flex-wrap gap-2">{actions}</div>
      </div>
    </main>
  );
}
