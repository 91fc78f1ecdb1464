"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Banner } from "#/components/ui/states.tsx";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

// News of tasks comes by the live stream; this is for a stream that is down.
const readAgainMs = 60_000;

/** Alerts that nobody has taken, across every page until somebody does. */
export function UrgentBanner() {
  const mayRead = useMay("task.read");
  const mayTake = useMay("task.resolve");
  return mayRead ? <UntakenAlerts mayTake={mayTake} /> : null;
}

function UntakenAlerts({ mayTake }: { mayTake: boolean }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const key = useIdempotencyKey();
  const { data } = useQuery({ ...trpc.task.summary.queryOptions({}), refetchInterval: readAgainMs });
  const take = useMutation(
    trpc.task.take.mutationOptions({
      onSettled: async () => {
        key.renew();
        await queries.invalidateQueries({ queryKey: trpc.task.summary.queryKey() });
      },
    }),
  );
  const [first, ...others] = data?.urgent ?? [];
  if (first === undefined) return null;

  return (
    <Banner
      tone="bad"
      actions={
        mayTake && (
          <Button
            size="sm"
            busy={take.isPending && "Taking it"}
            onClick={() => take.mutate({ taskId: first.id, idempotencyKey: key.current })}
          >
            Take it
          </Button>
        )
      }
    >
      <strong className="font-strong">{first.title}</strong> {first.detail}
      {others.length > 0 && ` ${others.length} more after this.`}
      {take.isError && ` ${errorOf(take.error)?.sentence ?? ""}`}
    </Banner>
  );
}
