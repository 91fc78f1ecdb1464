"use client";

import { useQueries, useSuspenseQuery } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useDeferredValue, useState } from "react";
import { z } from "zod";
import type { PartView } from "#/domain/part.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { filterOf, type PartFilter, partFilters, searchOf } from "./address.ts";

/** What the address says: which parts are listed, and which one is open (`new` for one being added). */
export const usePartsAddress = () =>
  useQueryStates({
    search: parseAsString.withDefault(""),
    show: parseAsStringLiteral(partFilters).withDefault("all"),
    part: parseAsString,
  });

const wishSchema = z.tuple([z.string(), z.string()]);
const wishOf = (asked: string) => {
  const [filter, search] = wishSchema.parse(JSON.parse(asked));
  return { filter: filterOf(filter), search };
};

/** The parts of a branch that match, page after page; what was there stays until the next answer has come. */
export const usePartList = (branchId: string, wanted: { search: string; show: PartFilter }) => {
  const trpc = useTRPC();
  const wish = JSON.stringify([wanted.show, searchOf(wanted.search)]);
  // Suspending on a deferred value keeps the list on screen, and the field typed in stays quick.
  const asked = useDeferredValue(wish);
  const input = { branchId, ...wishOf(asked) };
  const first = useSuspenseQuery(trpc.part.list.queryOptions({ ...input, after: null })).data;

  const [more, setMore] = useState<{ asked: string; after: string[] }>({ asked, after: [] });
  const after = more.asked === asked ? more.after : [];
  const pages = useQueries({ queries: after.map((each) => trpc.part.list.queryOptions({ ...input, after: each })) });

  const parts = new Map<string, PartView>();
  for (const page of [first, ...pages.map(({ data }) => data)])
    for (const part of page?.parts ?? []) parts.set(part.id, part);
  const last = pages.length === 0 ? first : pages.at(-1)?.data;
  const failed = pages.find((page) => page.isError && page.data === undefined);
  const next = last?.next ?? null;
  return {
    parts: [...parts.values()],
    total: first.total,
    stale: asked !== wish,
    loading: pages.some((page) => page.isFetching && page.data === undefined),
    failed: failed ? { sentence: errorOf(failed.error)?.sentence ?? "", again: () => void failed.refetch() } : null,
    loadMore: next === null ? null : () => setMore({ asked, after: [...after, next] }),
  };
};
