"use client";

import { createContext, type ReactNode, use } from "react";
import type { LogoBearer } from "#/components/tenant-logo.tsx";
import type { Permission, Role } from "#/domain/permissions.ts";
import type { SubscriptionState } from "#/domain/subscription.ts";

export type ShellBranch = {
  id: string;
  name: string;
  /** IANA zone, in which all its times are shown. */
  zone: string;
  locale: string;
  currency: string;
  taxName: string;
  taxMode: "INCLUSIVE" | "EXCLUSIVE";
  taxRatesBp: readonly number[];
  odometerUnit: string;
};

export type ShellFacts = {
  tenantName: string;
  /** How the workshop shows itself. */
  bearer: LogoBearer;
  /** Where the workshop's subscription stood when the server rendered, and when its trial ends or ended. */
  subscription: SubscriptionState;
  trialEndsAt: Date | null;
  /** "job card", or what this workshop calls it. */
  jobCardTerm: string;
  member: {
    memberId: string;
    name: string;
    email: string;
    role: Role;
    viewAs: Role | null;
    permissions: readonly Permission[];
  };
  branches: readonly ShellBranch[];
  /** The branch whose work is on screen. */
  branch: ShellBranch;
  /** When the server rendered, in epoch ms, for `useNow`. */
  renderedAt: number;
};

const Facts = createContext<ShellFacts | null>(null);

export function ShellProvider({ facts, children }: { facts: ShellFacts; children: ReactNode }) {
  return <Facts value={facts}>{children}</Facts>;
}

/** Who is signed in, and where. Throws outside the workshop's layout. */
export const useShell = (): ShellFacts => {
  const facts = use(Facts);
  if (facts === null) throw new Error("useShell is for pages inside src/app/(workshop)");
  return facts;
};

/** Whether the member may do this; the server decides again. */
export const useMay = (permission: Permission): boolean => useShell().member.permissions.includes(permission);
