"use client";

import { useSuspenseInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { parseAsString, useQueryStates } from "nuqs";
import { useDeferredValue } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import type { FigureName } from "#/domain/report.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { type Address, askedOf, rowsAskedOf, type Where } from "./address.ts";

/** What the address says; a step of it is a step of the browser's history. */
export const useReportAddress = () =>
  useQueryStates(
    {
      period: parseAsString,
      from: parseAsString,
      to: parseAsString,
      branch: parseAsString,
      currency: parseAsString,
      age: parseAsString,
    },
    { history: "push" },
  );

export const useWhere = (): Where => {
  const { branch, branches, renderedAt } = useShell();
  return { branch, branches, now: new Date(renderedAt) };
};

/** What the address stands for; what was there stays until the next has come. */
export const useAsked = (address: Address) => {
  const where = useWhere();
  const wish = JSON.stringify(askedOf(address, where));
  const shown = useDeferredValue({ wish, address });
  return { address: shown.address, asked: askedOf(shown.address, where), stale: shown.wish !== wish };
};

export const useFigures = (address: Address) => {
  const trpc = useTRPC();
  return useSuspenseQuery(trpc.report.figures.queryOptions(askedOf(address, useWhere()))).data;
};
export const useOwed = (address: Address) => {
  const trpc = useTRPC();
  return useSuspenseQuery(trpc.report.owed.queryOptions(askedOf(address, useWhere()))).data;
};
export const useStock = (address: Address) => {
  const trpc = useTRPC();
  return useSuspenseQuery(trpc.report.stock.queryOptions(askedOf(address, useWhere()))).data;
};

/** The rows behind a figure, page after page. */
export const useRows = (figure: FigureName, address: Address) => {
  const trpc = useTRPC();
  const where = useWhere();
  const asked = rowsAskedOf(figure, address, where);
  const pages = useSuspenseInfiniteQuery(
    trpc.report.rows.infiniteQueryOptions(asked, { getNextPageParam: ({ next }) => next }),
  );
  const first = pages.data.pages[0];
  return {
    asked,
    rows: pages.data.pages.flatMap(({ rows }) => rows),
    money: { currency: first?.currency ?? where.branch.currency, locale: first?.locale ?? "en-GB" },
    loading: pages.isFetchingNextPage,
    failed: pages.isFetchNextPageError
      ? { sentence: errorOf(pages.error)?.sentence ?? "", again: () => void pages.fetchNextPage() }
      : null,
    loadMore: pages.hasNextPage ? () => void pages.fetchNextPage() : null,
  };
};
