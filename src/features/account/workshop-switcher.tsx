"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { toast } from "#/components/ui/toast-store.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

/** The workshops of somebody who works in several; nothing for everybody else. */
export function WorkshopSwitcher() {
  const trpc = useTRPC();
  const key = useIdempotencyKey();
  const { data: workshops = [] } = useQuery(trpc.account.workshops.queryOptions());
  const enter = useMutation(
    trpc.account.switchTenant.mutationOptions({
      // All that is on screen is the other workshop's from here on.
      onSuccess: () => window.location.assign("/board"),
      onError: (error) => {
        key.renew();
        toast(errorOf(error)?.sentence ?? "", { mark: "bad", seconds: 10 });
      },
    }),
  );
  if (workshops.length < 2) return null;
  return (
    <div className="border-t py-1">
      <p className="px-3 pt-1 text-dense text-ink-3" id="workshops">
        Workshop
      </p>
      <ul aria-labelledby="workshops">
        {workshops.map(({ tenantId, name, current }) => (
          <li key={tenantId}>
            <button
              aria-current={current ? "true" : undefined}
              className="press flex min-h-8 w-full items-center gap-3 px-3 text-left hover:bg-accent-soft focus-visible:-outline-offset-2 pointer-coarse:min-h-11"
              onClick={() => current || enter.isPending || enter.mutate({ tenantId, idempotencyKey: key.current })}
              type="button"
            >
              <span className="min-w-0 flex-1 truncate">{name}</span>
              {current ? <Check aria-hidden className="text-accent-text" size={14} strokeWidth={2} /> : null}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
