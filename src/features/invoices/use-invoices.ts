"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { parseAsString, useQueryStates } from "nuqs";
import { useDeferredValue } from "react";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { type Address, askedOf } from "./address.ts";

export const useInvoicesAddress = () =>
  useQueryStates({
    state: parseAsString,
    age: parseAsString,
    branch: parseAsString,
    customer: parseAsString,
    order: parseAsString,
  });

/** The invoices that match, page after page; what was there stays until the next answer has come. */
export const useInvoiceList = (address: Address) => {
  const trpc = useTRPC();
  const wish = JSON.stringify(askedOf(address));
  const asked = useDeferredValue({ wish, address });
  const pages = useSuspenseInfiniteQuery(
    trpc.invoice.list.infiniteQueryOptions(askedOf(asked.address), { getNextPageParam: ({ next }) => next }),
  );
  return {
    rows: pages.data.pages.flatMap(({ rows }) => rows),
    customerName: pages.data.pages[0]?.customerName ?? null,
    stale: asked.wish !== wish,
    loading: pages.isFetchingNextPage,
    failed: pages.isFetchNextPageError
      ? { sentence: errorOf(pages.error)?.sentence ?? "", again: () => void pages.fetchNextPage() }
      : null,
    loadMore: pages.hasNextPage ? () => void pages.fetchNextPage() : null,
  };
};
