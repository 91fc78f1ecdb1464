"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { type LiveNews, type LiveState, type LiveStatus, startLiveLink } from "#/trpc/live-link.ts";

/** Whose reads show a subject. A subject that is not listed concerns everything on screen. */
const routersShowing: Readonly<Record<string, readonly string[]>> = {
  jobCard: ["jobCard", "appointment", "operation", "vehicle", "task", "message", "customer", "connection"],
  appointment: ["appointment", "operation", "jobCard", "vehicle", "customer", "message", "task"],
  allocation: ["appointment", "jobCard", "operation"],
  serviceOffer: ["settings", "appointment", "operation"],
  invoice: ["invoice", "payment", "operation", "jobCard", "task", "message", "customer", "connection"],
  customer: ["customer", "vehicle", "jobCard", "appointment", "message", "operation", "connection"],
  vehicle: ["vehicle", "customer", "jobCard", "appointment", "operation", "connection"],
  part: ["part", "jobCard", "operation", "purchaseOrder", "stockCount"],
  purchaseOrder: ["purchaseOrder", "core", "part", "jobCard", "operation"],
  // Each figure tells of itself: what is posted tells of its parts besides.
  stockCount: ["stockCount", "operation"],
  stockCountLine: ["stockCount", "operation"],
  stockTransfer: ["stockTransfer", "part", "jobCard", "operation"],
  core: ["core", "operation"],
  supplierReturn: ["supplierReturn", "core", "part", "task", "operation"],
  supplier: ["supplier", "purchaseOrder", "part", "operation"],
  task: ["task", "operation"],
  labourRate: ["template", "operation"],
  template: ["template", "operation"],
  branch: ["template", "settings", "member", "jobCard", "appointment", "part", "operation"],
  bay: ["settings", "jobCard", "appointment", "operation"],
  import: ["import", "operation", "part", "customer", "vehicle"],
  tenant: ["settings", "member", "operation"],
  invitation: ["member", "operation"],
  connection: ["connection", "operation", "task"],
  backfill: ["connection", "operation", "task"],
  crmConnection: ["connection", "operation", "task"],
  webhookEndpoint: ["webhook", "operation", "task"],
  webhookDelivery: ["webhook", "operation", "task"],
  invariantCheck: ["operation", "task"],
  // A run that was refused: it changed nothing, and stands on the operations page alone.
  run: ["operation"],
};

/** Changes of one moment (a completion touches card, invoice and parts) become one round of reads. */
const gatherMs = 120;

const makeGatherer = (queries: QueryClient) => {
  const routers = new Set<string>();
  let everything = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const readAgain = (): void => {
    timer = undefined;
    if (everything) void queries.invalidateQueries();
    else for (const router of routers) void queries.invalidateQueries({ queryKey: [[router]] });
    everything = false;
    routers.clear();
  };
  return {
    hear: (news: LiveNews): void => {
      const showing =
        news.kind === "change" && Object.hasOwn(routersShowing, news.subjectType)
          ? routersShowing[news.subjectType]
          : undefined;
      if (showing === undefined) everything = true;
      else for (const router of showing) routers.add(router);
      timer ??= setTimeout(readAgain, gatherMs);
    },
    stop: () => clearTimeout(timer),
  };
};

const oldestRead = (queries: QueryClient): number =>
  Math.min(
    Date.now(),
    ...queries
      .getQueryCache()
      .getAll()
      .map((query) => query.state.dataUpdatedAt || Date.now()),
  );

const LiveContext = createContext<LiveStatus>({ state: "connecting", at: 0 });

/** Keeps what is on screen as the server has it: other people's changes and what follows an operation. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [status, setStatus] = useState<LiveStatus>({ state: "connecting", at: 0 });
  useEffect(() => {
    const gatherer = makeGatherer(queries);
    const stop = startLiveLink({
      readAt: () => oldestRead(queries),
      onNews: gatherer.hear,
      onStatus: ({ state, at }) =>
        setStatus((was) => (was.state === state && at - was.at < 1000 ? was : { state, at })),
    });
    return () => {
      stop();
      gatherer.stop();
    };
  }, [queries]);
  return <LiveContext value={status}>{children}</LiveContext>;
}

/** Whether other people's changes arrive: `at` is the last sign of life, null before the first. */
export const useLive = (): { readonly state: LiveState; readonly at: Date | null } => {
  const { state, at } = useContext(LiveContext);
  return { state, at: at === 0 ? null : new Date(at) };
};
