"use client";

import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "#/trpc/client.tsx";
import { EmailPanel, PasswordPanel, ProfilePanel } from "./profile-panels.tsx";
import { SessionsPanel } from "./sessions-panel.tsx";
import { TwoFactorPanel } from "./two-factor-panel.tsx";

/** A person's own account. */
export function AccountScreen() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const { data: account } = useSuspenseQuery(trpc.account.me.queryOptions());
  const reload = async (): Promise<void> => {
    await queries.invalidateQueries(trpc.account.pathFilter());
    // The shell shows the name too.
    router.refresh();
  };
  return (
    <div className="grid max-w-[1000px] grid-cols-2 items-start gap-3 px-4 pb-6 max-lg:grid-cols-1 max-sm:px-3">
      <div className="flex flex-col gap-3">
        <ProfilePanel account={account} reload={reload} />
        <PasswordPanel reload={reload} />
        <EmailPanel account={account} reload={reload} />
      </div>
      <div className="flex flex-col gap-3">
        <TwoFactorPanel on={account.twoFactor} reload={reload} />
        <SessionsPanel reload={reload} />
      </div>
    </div>
  );
}
