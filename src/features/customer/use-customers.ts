"use client";

import { useQueries, useSuspenseQuery } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useDeferredValue, useState } from "react";
import { z } from "zod";
import type { CustomerRow } from "#/domain/customer.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { type CustomerShow, customerShows, searchOf, showOf } from "./address.ts";

export const useCustomersAddress = () =>
  useQueryStates({
    search: parseAsString.withDefault(""),
    show: parseAsStringLiteral(customerShows).withDefault("active"),
    /** `new`: somebody is being added. */
    customer: parseAsStringLiteral(["new"]),
  });

const wishSchema = z.tuple([z.string(), z.string()]);
const wishOf = (asked: string) => {
  const [show, search] = wishSchema.parse(JSON.parse(asked));
  return { show: showOf(show), search };
};

/** Customers that match, page after page; what was there stays until the next answer has come. */
export const useCustomerList = (wanted: { search: string; show: CustomerShow }) => {
  const trpc = useTRPC();
  const wish = JSON.stringify([wanted.show, searchOf(wanted.search)]);
  const asked = useDeferredValue(wish);
  const input = wishOf(asked);
  const first = useSuspenseQuery(trpc.customer.list.queryOptions({ ...input, after: null })).data;
  const [more, setMore] = useState<{ asked: string; after: string[] }>({ asked, after: [] });
  const after = more.asked === asked ? more.after : [];
  const pages = useQueries({
    queries: after.map((each) => trpc.customer.list.queryOptions({ ...input, after: each })),
  });

  const rows = new Map<string, CustomerRow>();
  for (const page of [first, ...pages.map(({ data }) => data)])
    for (const row of page?.customers ?? []) rows.set(row.id, row);
  const next = (pages.length === 0 ? first : pages.at(-1)?.data)?.next ?? null;
  const failed = pages.find((page) => page.isError && page.data === undefined);
  return {
    customers: [...rows.values()],
    zone: first.zone,
    stale: asked !== wish,
    loading: pages.some((page) => page.isFetching && page.data === undefined),
    failed: failed ? { sentence: errorOf(failed.error)?.sentence ?? "", again: () => void failed.refetch() } : null,
    loadMore: next === null ? null : () => setMore({ asked, after: [...after, next] }),
  };
};
