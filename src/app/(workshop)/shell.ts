import "server-only";

import { cookies } from "next/headers";
import { cache } from "react";
import { branchCookie } from "#/components/shell/branch-cookie.ts";
import type { ShellFacts } from "#/components/shell/shell-context.tsx";
import { fetchQuery, trpc, viewer } from "#/trpc/server.tsx";

/**
 * Who is signed in and whose work is on screen, once per request, for the layout and every page. The branch is the
 * one chosen on this device if it is the tenant's, else the first.
 */
export const shellFacts = cache(async (): Promise<ShellFacts> => {
  // Pages render beside the layout, not after it: whichever comes first sends the signed-out to the door.
  await viewer();
  const { branches, tenant, ...member } = await fetchQuery(trpc.member.me.queryOptions());
  const chosen = (await cookies()).get(branchCookie)?.value;
  const branch = branches.find((each) => each.id === chosen) ?? branches.at(0);
  if (branch === undefined) throw new Error("This workshop has no active branch.");
  return {
    tenantName: tenant.name,
    bearer: { tenantId: tenant.id, name: tenant.name, brandColour: tenant.brandColour, logo: tenant.logo },
    subscription: tenant.subscription,
    trialEndsAt: tenant.trialEndsAt,
    jobCardTerm: tenant.jobCardTerm,
    member,
    branches,
    branch,
    renderedAt: Date.now(),
  };
});
