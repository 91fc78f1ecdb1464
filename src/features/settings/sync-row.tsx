"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";

const looks = {
  DONE: { shape: "tick", tone: "ok" },
  FAILED: { shape: "octagon", tone: "bad" },
  RUNNING: { shape: "arc", tone: "accent" },
} as const;
type State = keyof typeof looks;

/** One thing that goes to another system: where it stands, when last tried, why not, and Retry. `children` say what it is. */
export function SyncRow({
  sync,
  title,
  words,
  retrying,
  onRetry,
  children,
}: {
  sync: { readonly state: State; readonly attemptedAt: Date; readonly attempts: number; readonly error: string | null };
  title: string;
  words: Readonly<Record<State, string>>;
  retrying: boolean;
  onRetry: (key: { idempotencyKey: string }) => Promise<unknown>;
  children: ReactNode;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const mayEdit = useMay("settings.edit");
  const [refusal, setRefusal] = useState<string | null>(null);
  const { shape, tone } = looks[sync.state];
  const again = async (): Promise<void> => {
    setRefusal(null);
    try {
      await onRetry({ idempotencyKey: uuidv7() });
    } catch (error) {
      setRefusal(errorOf(error)?.sentence ?? null);
    }
    await queries.invalidateQueries(trpc.connection.pathFilter());
  };
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 px-4 py-2">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-x-2">
          <Glyph shape={shape} tone={tone} />
          <span>{words[sync.state]}</span>
          {children}
        </p>
        <p className="text-dense text-ink-2">
          Last tried {formatMoment(sync.attemptedAt, branch.zone, now)}
          {sync.attempts > 1 ? `, ${sync.attempts} times in all` : ""}
        </p>
        {sync.state === "FAILED" && sync.error ? <p className="text-bad">{sync.error}</p> : null}
        {refusal ? (
          <p className="text-bad" role="alert">
            {refusal}
          </p>
        ) : null}
      </div>
      {mayEdit && sync.state === "FAILED" ? (
        <Button aria-label={`Retry ${title}`} busy={retrying && "Asking"} onClick={() => void again()} size="sm">
          Retry
        </Button>
      ) : null}
    </li>
  );
}
