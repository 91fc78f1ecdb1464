"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useMay, useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Fact, Facts } from "#/components/ui/panel.tsx";
import { useNow } from "#/components/ui/use-now.ts";
import { uuidv7 } from "#/domain/ids.ts";
import { formatWhole } from "#/domain/money.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";

/** How far the chain reaches, when it was last walked from its first entry, and what still waits for its seal. */
export function AuditSeal() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const mayVerify = useMay("operation.verify");
  const { position, unsealed, verified, running } = useSuspenseQuery(trpc.audit.seal.queryOptions()).data;
  const verify = useMutation(
    trpc.operation.verify.mutationOptions({
      onSettled: () => queries.invalidateQueries(trpc.audit.seal.pathFilter()),
    }),
  );
  const refusal = errorOf(verify.error)?.sentence ?? null;
  const broken = verified !== null && !verified.held;
  return (
    <section aria-label="The seal">
      <Facts>
        <Fact className="flex-1" term="In the chain">
          {formatWhole(position)} {position === 1 ? "entry" : "entries"}
        </Fact>
        <Fact className="flex-1" term="Waiting for the seal">
          {unsealed === 0 ? "None" : unsealed < 1000 ? `${unsealed}, sealed within seconds` : "1,000 or more"}
        </Fact>
        <Fact className="flex-1" term="Verified from the first entry">
          {verified === null ? (
            "Not yet"
          ) : (
            <>
              <Glyph shape={broken ? "octagon" : "tick"} tone={broken ? "bad" : "ok"} />
              <span className={broken ? "text-bad" : undefined}>
                {broken ? "Broken, seen " : `To ${formatWhole(verified.position)}, `}
                {formatMoment(verified.at, branch.zone, now)}
              </span>
            </>
          )}
          {mayVerify ? (
            <Button
              busy={(verify.isPending || running) && "Verifying"}
              className="ml-auto"
              onClick={() => verify.mutate({ idempotencyKey: uuidv7() })}
              size="sm"
            >
              Verify now
            </Button>
          ) : null}
        </Fact>
      </Facts>
      {refusal ? (
        <p className="mt-2 text-bad" role="alert">
          {refusal}
        </p>
      ) : null}
      {broken ? (
        <ul className="mt-2 text-bad" role="alert">
          {verified.findings.map((finding) => (
            <li key={finding}>{finding}</li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
