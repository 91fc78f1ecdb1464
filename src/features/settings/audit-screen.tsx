"use client";

import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { ArrowRight, Download } from "lucide-react";
import { useDeferredValue } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { buttonClass } from "#/components/ui/button.tsx";
import { cn } from "#/components/ui/cn.ts";
import { LinkButton, TextLink } from "#/components/ui/link.tsx";
import { ListFoot } from "#/components/ui/list-foot.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { EmptyState } from "#/components/ui/states.tsx";
import type { AuditEntryView } from "#/domain/audit.ts";
import { pageOf } from "#/domain/pages.ts";
import { formatDate, formatDay, formatTimeToSecond, isoDateIn } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { auditFileOf, filterOf } from "./audit-filter.ts";
import { AuditFilters } from "./audit-filters.tsx";
import { browserOf } from "./browser-word.ts";
import { useAuditAddress } from "./use-audit-address.ts";

/** Who changed what, from where: newest first, by record, person or time. */
export function AuditScreen() {
  const trpc = useTRPC();
  const { branch } = useShell();
  const [address, setAddress] = useAuditAddress();
  const asked = useDeferredValue(JSON.stringify(address));
  const filter = filterOf(JSON.parse(asked), branch.zone);
  const pages = useSuspenseInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(filter, { getNextPageParam: ({ next }) => next }),
  );
  const entries = pages.data.pages.flatMap((page) => page.entries);
  const days = Map.groupBy(entries, ({ at }) => isoDateIn(at, branch.zone));
  return (
    <Panel>
      <PanelHead
        end={
          <a className={buttonClass("default", "sm")} download href={auditFileOf(filter)}>
            <Download aria-hidden size={14} strokeWidth={1.75} />
            Export as CSV
          </a>
        }
        title="Changes"
      />
      <AuditFilters
        address={address}
        label={entries.find(({ subject }) => subject.id === address.record)?.subject.label ?? null}
        onChange={(change) => void setAddress(change)}
      />
      <div className={cn("border-t", asked !== JSON.stringify(address) && "opacity-60")}>
        {entries.length === 0 ? (
          <EmptyState className="m-4" title="No change matches">
            Every change of a record stands here from the moment it is saved, with what was and what is.
          </EmptyState>
        ) : (
          [...days].map(([day, ofDay]) => (
            <section aria-label={formatDate(new Date(`${day}T12:00:00Z`), "UTC")} key={day}>
              <h3 className="border-b bg-canvas px-4 py-1 font-strong text-dense">
                {formatDay(ofDay[0]?.at ?? new Date(0), branch.zone)} {day.slice(0, 4)}
              </h3>
              <ul className="divide-y divide-line">
                {ofDay.map((entry) => (
                  <Entry
                    entry={entry}
                    key={entry.id}
                    onRecord={() => void setAddress({ type: entry.subject.type, record: entry.subject.id })}
                    zone={branch.zone}
                  />
                ))}
              </ul>
            </section>
          ))
        )}
      </div>
      <ListFoot
        className="border-t"
        failed={
          pages.isFetchNextPageError
            ? { sentence: errorOf(pages.error)?.sentence ?? "", again: () => void pages.fetchNextPage() }
            : null
        }
        loading={pages.isFetchingNextPage}
        loadMore={pages.hasNextPage ? () => void pages.fetchNextPage() : null}
      >
        {entries.length} {entries.length === 1 ? "change" : "changes"} shown
      </ListFoot>
    </Panel>
  );
}

function Entry({ entry, zone, onRecord }: { entry: AuditEntryView; zone: string; onRecord: () => void }) {
  const { subject } = entry;
  const page = subject.label === null ? null : pageOf(subject);
  return (
    <li className="grid grid-cols-[72px_1fr] gap-x-3 px-4 py-2 max-sm:grid-cols-1">
      <time className="text-ink-3" dateTime={entry.at.toISOString()}>
        {formatTimeToSecond(entry.at, zone)}
      </time>
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <b className="font-strong">{entry.actorName}</b>
          <span>{entry.title}</span>
          {page === null ? (
            <span className="text-ink-2">{subject.label ?? ""}</span>
          ) : (
            <TextLink href={page.href}>{subject.label}</TextLink>
          )}
          <LinkButton className="text-dense" onClick={onRecord}>
            Only this record<span className="sr-only">: {subject.label ?? subject.type}</span>
          </LinkButton>
        </p>
        {entry.changes.length === 0 ? null : (
          <ul className="mt-0.5">
            {entry.changes.map(({ word, before, after }) => (
              <li className="flex flex-wrap items-baseline gap-x-2" key={word}>
                <span className="text-ink-3">{word}</span>
                {before === null ? null : (
                  <>
                    <span className="min-w-0 break-words">{before}</span>
                    <ArrowRight aria-hidden className="shrink-0 self-center text-ink-3" size={13} strokeWidth={1.75} />
                    <span className="sr-only">becomes</span>
                  </>
                )}
                <span className={cn("min-w-0 break-words", before !== null && "font-strong")}>{after}</span>
              </li>
            ))}
          </ul>
        )}
        <p className="mt-0.5 text-dense text-ink-3">
          {entry.ipAddress === null ? "From the server itself" : `From ${entry.ipAddress}`}
          {entry.userAgent === null ? "" : `, ${browserOf(entry.userAgent)}`}
          {entry.position === null ? ", not sealed yet" : `, sealed as ${entry.position}`}
        </p>
      </div>
    </li>
  );
}
