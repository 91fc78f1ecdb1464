"use client";

import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import superjson from "superjson";
import type { AppRouter } from "#/server/api/root.ts";

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/** As many as the server takes in one request. */
const maxItems = 10;

export const makeTRPCClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({ url: "/api/trpc", maxItems, transformer: superjson, headers: { "x-trpc-source": "browser" } }),
    ],
  });
