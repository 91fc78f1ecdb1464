"use client";

import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { parseAsString, useQueryStates } from "nuqs";
import { useDeferredValue } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { useTRPC } from "#/trpc/client.tsx";
import { type Address, askedOf, type Change, filterOf, type historyParameters, place } from "./address.ts";

const parsers = {
  status: parseAsString,
  branch: parseAsString,
  by: parseAsString,
  since: parseAsString,
  from: parseAsString,
  to: parseAsString,
  technician: parseAsString,
  completedBy: parseAsString,
  customer: parseAsString,
  vehicle: parseAsString,
  part: parseAsString,
  least: parseAsString,
  most: parseAsString,
  order: parseAsString,
  columns: parseAsString,
  after: parseAsString,
  before: parseAsString,
} satisfies Record<(typeof historyParameters)[number], typeof parseAsString>;

/** What the address says. Another filter begins at the first page; a page turned is a step back in the browser's history. */
export const useHistoryAddress = () => {
  const [address, setAddress] = useQueryStates(parsers);
  return {
    address,
    change: (change: Change): void => void setAddress({ ...place, ...change }),
    turn: (to: Change): void => void setAddress({ ...place, ...to }, { history: "push" }),
    /** Only how it looks: the page stays. */
    look: (columns: string | null): void => void setAddress({ columns }),
  };
};

/** Whose days and money the address means. */
export const useWhere = () => {
  const { branch, branches, renderedAt } = useShell();
  return { branch, branches, now: new Date(renderedAt) };
};

/** The page that the address stands for; what was there stays until it has come. */
export const useHistoryPage = (address: Address) => {
  const trpc = useTRPC();
  const where = useWhere();
  const wish = JSON.stringify(askedOf(address, where));
  const asked = useDeferredValue({ wish, address });
  const { data } = useSuspenseQuery(trpc.history.list.queryOptions(askedOf(asked.address, where)));
  return { ...data, filter: filterOf(asked.address, where), stale: asked.wish !== wish };
};

/** How many match, as far as they are counted; asked by the browser alone, so that no page waits for it or fails with it. */
export const useHistoryCount = (address: Address) => {
  const trpc = useTRPC();
  const filter = filterOf(address, useWhere());
  return useQuery(trpc.history.count.queryOptions(filter)).data ?? null;
};
