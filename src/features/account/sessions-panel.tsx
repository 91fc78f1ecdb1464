"use client";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Badge } from "#/components/ui/badge.tsx";
import { Button } from "#/components/ui/button.tsx";
import { LinkButton } from "#/components/ui/link.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { useNow } from "#/components/ui/use-now.ts";
import type { SessionView } from "#/domain/account.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

/** Where one is signed in, and how to end it. */
export function SessionsPanel({ reload }: { reload: () => Promise<unknown> }) {
  const trpc = useTRPC();
  const key = useIdempotencyKey();
  const { data: sessions } = useSuspenseQuery(trpc.account.sessions.queryOptions());
  const options = {
    onSuccess: reload,
    onError: (error: unknown) => void toast(errorOf(error)?.sentence ?? "", { mark: "bad", seconds: 10 }),
    onSettled: () => key.renew(),
  };
  const endOne = useMutation(trpc.account.endSession.mutationOptions(options));
  const endOthers = useMutation(trpc.account.endOtherSessions.mutationOptions(options));
  const busy = endOne.isPending || endOthers.isPending;
  return (
    <Panel aria-label="Signed in">
      <PanelHead
        end={
          sessions.length > 1 ? (
            <Button
              busy={endOthers.isPending && "Signing out"}
              onClick={() => busy || endOthers.mutate({ idempotencyKey: key.current })}
              size="sm"
            >
              Sign out everywhere else
            </Button>
          ) : null
        }
        title="Where you are signed in"
      />
      <ul className="border-t">
        {sessions.map((session) => (
          <SessionRow
            key={session.key}
            onEnd={() => busy || endOne.mutate({ key: session.key, idempotencyKey: key.current })}
            session={session}
          />
        ))}
      </ul>
    </Panel>
  );
}

function SessionRow({ session, onEnd }: { session: SessionView; onEnd: () => void }) {
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const { device, address, seenAt, startedAt, current } = session;
  return (
    <li className="flex flex-wrap items-center gap-x-3 border-b px-4 py-2 last:border-b-0">
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2 font-strong">
          {device}
          {current ? <Badge tone="accent">This one</Badge> : null}
        </span>
        <span className="block text-dense text-ink-2">
          {address === null ? "" : `${address}, `}since {formatMoment(startedAt, branch.zone, now)}
          {current ? "" : `, last kept ${formatMoment(seenAt, branch.zone, now)}`}
        </span>
      </span>
      {current ? null : (
        <LinkButton aria-label={`Sign out ${device}`} onClick={onEnd}>
          Sign out
        </LinkButton>
      )}
    </li>
  );
}
