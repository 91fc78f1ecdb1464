"use client";

import { QueryCache, type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { makeTRPCClient, TRPCProvider } from "#/trpc/client.tsx";
import { isSignedOut } from "#/trpc/error.ts";
import { LiveProvider } from "#/trpc/live.tsx";
import { makeQueryClient } from "#/trpc/query-client.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** Once the session has ended every read says so: one way back for all of them. */
const toSignIn = (): void => {
  const { pathname, search } = window.location;
  if (pathname !== "/sign-in") window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
};

const makeBrowserClient = (): QueryClient =>
  makeQueryClient(new QueryCache({ onError: (error) => (isSignedOut(error) ? toSignIn() : undefined) }));

/** A session in use is kept: asking for it once a day moves its end, seven days ahead. */
const useKeptSession = (): void => {
  useEffect(() => {
    // Signed out or offline, the next read says so.
    const keep = () => void fetch("/api/auth/get-session").catch(() => undefined);
    keep();
    const timer = setInterval(keep, dayMs);
    return () => clearInterval(timer);
  }, []);
};

/** All that a signed-in page needs to read, change and stay current. */
export function Doors({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeBrowserClient);
  const [trpcClient] = useState(makeTRPCClient);
  useKeptSession();
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider queryClient={queryClient} trpcClient={trpcClient}>
        <LiveProvider>{children}</LiveProvider>
      </TRPCProvider>
    </QueryClientProvider>
  );
}
