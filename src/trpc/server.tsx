import "server-only";

import {
  dehydrate,
  type FetchInfiniteQueryOptions,
  type FetchQueryOptions,
  HydrationBoundary,
  type QueryKey,
} from "@tanstack/react-query";
import { TRPCError } from "@trpc/server";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache, type ReactNode } from "react";
import type { Permission } from "#/domain/permissions.ts";
import { createContext } from "#/server/api/context.ts";
import { appRouter } from "#/server/api/root.ts";
import type { Member } from "#/server/auth.ts";
import { makeQueryClient } from "#/trpc/query-client.ts";

/** One context for a page, so that all its reads share one look-up of session and membership. */
const pageContext = cache(async () => createContext(await headers()));

const queryClientOfPage = cache(() => makeQueryClient());

/** Query options whose reads run in this process, through the same procedures as the browser's. */
export const trpc = createTRPCOptionsProxy({ ctx: pageContext, router: appRouter, queryClient: queryClientOfPage });

/** Starts a read for the components inside `HydrateClient`, without waiting for it. */
export const prefetch = <Data, Failure, Selected, Key extends QueryKey>(
  options: FetchQueryOptions<Data, Failure, Selected, Key>,
): void => {
  void queryClientOfPage().prefetchQuery(options);
};

/** The same for the first page of a list that is read page after page. */
export const prefetchPages = <Data, Failure, Selected, Key extends QueryKey, Cursor>(
  options: FetchInfiniteQueryOptions<Data, Failure, Selected, Key, Cursor>,
): void => {
  void queryClientOfPage().prefetchInfiniteQuery(options);
};

/** Reads before anything is streamed, so that an absent record can still answer 404. */
export const fetchQuery = <Data, Failure, Selected, Key extends QueryKey>(
  options: FetchQueryOptions<Data, Failure, Selected, Key>,
): Promise<Selected> => queryClientOfPage().fetchQuery(options);

export const isNotFound = (error: unknown): boolean => error instanceof TRPCError && error.code === "NOT_FOUND";

export type Viewer = { readonly member: Member; readonly permissions: ReadonlySet<Permission> };

/** Who looks at this page, from the same look-ups as its reads; the signed-out are sent to the sign-in page. */
export const viewer = async (): Promise<Viewer> => {
  const member = await (await pageContext()).member();
  if (member === null) redirect("/sign-in");
  return { member, permissions: member.permissions };
};

/** Hands what was prefetched to the client components inside. */
export function HydrateClient({ children }: { children: ReactNode }) {
  return <HydrationBoundary state={dehydrate(queryClientOfPage())}>{children}</HydrationBoundary>;
}
