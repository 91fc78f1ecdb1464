"use client";

import { Button } from "#/components/ui/button.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { ButtonLink } from "#/components/ui/link.tsx";
import { Fact, Facts } from "#/components/ui/panel.tsx";
import { Promised, Status } from "#/components/ui/status-glyph.tsx";
import type { PreflightView } from "#/domain/job-card.ts";
import { isOpen, jobCardStatusWords } from "#/domain/transitions.ts";
import { useFormats, useScene } from "./card-context.tsx";
import { blockersOfCard, nextAction, promisedFact, whereWords } from "./facts.ts";
import { focusField, focusLine } from "./focus.ts";
import { sayRefusal } from "./refusal.ts";

/** Where is it, what blocks it, what comes next, what was promised. */
export function CardFacts({
  preflight,
  onComplete,
  onApprove,
  onAdd,
}: {
  preflight: PreflightView | undefined;
  onComplete: () => void;
  onApprove: () => void;
  onAdd: () => void;
}) {
  const { card, now, may } = useScene();
  const blockers = preflight?.unmet ?? blockersOfCard(card);
  const first = blockers[0];
  const promised = promisedFact(card, now);
  const open = isOpen(card.status);
  return (
    <Facts className="mx-4 mb-3 print:mx-0">
      <Fact className="lg:min-w-48 lg:shrink-0" term="Where is it">
        <Status className="font-strong" status={card.status}>
          {whereWords(card)}
        </Status>
      </Fact>
      <Fact className="lg:flex-1 print:hidden" term="What blocks it">
        {open && first ? (
          <>
            <Glyph shape="octagon" tone="bad" />
            <span className="truncate text-bad" title={`${first.title}. ${first.detail}`}>
              {first.title}
            </span>
            {blockers.length > 1 && may.complete ? (
              <Button
                aria-label={`and ${blockers.length - 1} more: ${blockers
                  .slice(1)
                  .map((each) => each.title)
                  .join(", ")}`}
                className="-ml-1 px-1 font-normal text-ink-2"
                look="ghost"
                onClick={onComplete}
                size="sm"
              >
                and {blockers.length - 1} more
              </Button>
            ) : blockers.length > 1 ? (
              <span className="shrink-0 font-normal text-ink-2">and {blockers.length - 1} more</span>
            ) : null}
          </>
        ) : (
          <span className="font-medium">
            {open
              ? "Nothing"
              : card.status === "CANCELLED"
                ? "Nothing. The card is closed."
                : "Nothing. The car can go."}
          </span>
        )}
      </Fact>
      <Fact className="lg:flex-1 print:hidden" term="Next action">
        <Next onAdd={onAdd} onApprove={onApprove} onComplete={onComplete} />
      </Fact>
      <Fact className="lg:min-w-32 lg:shrink-0" term="Promised">
        {promised ? (
          <Promised {...promised} time={`${promised.time},`} />
        ) : (
          <span className="font-normal text-ink-3">No time given</span>
        )}
      </Fact>
    </Facts>
  );
}

function Next({ onComplete, onApprove, onAdd }: { onComplete: () => void; onApprove: () => void; onAdd: () => void }) {
  const { card, may, commands } = useScene();
  const { money } = useFormats();
  const next = nextAction(card, money);
  const verb = () => {
    switch (next.kind) {
      case "add":
        return may.edit ? (
          <Button onClick={onAdd} size="sm">
            Add a line
          </Button>
        ) : null;
      case "approve":
        return may.approve ? (
          <Button onClick={onApprove} size="sm">
            Record approval
          </Button>
        ) : null;
      case "short":
        return (
          <Button onClick={() => focusLine(next.line.id)} size="sm">
            Show the line
          </Button>
        );
      case "done":
        return may.done ? (
          <Button onClick={() => focusField("lines")} size="sm">
            Go to lines
          </Button>
        ) : null;
      case "odometer":
        return may.edit ? (
          <Button onClick={() => focusField("odometer")} size="sm">
            Enter it
          </Button>
        ) : null;
      case "complete":
        return may.complete ? (
          <Button onClick={onComplete} size="sm">
            Check and complete
          </Button>
        ) : null;
      case "move":
        return may.move ? (
          <Button
            busy={commands.busy && "Moving"}
            onClick={() => void commands.move(card.status, next.to).catch(sayRefusal)}
            size="sm"
          >
            {next.to === "COLLECTED" ? "Collected" : `Move to ${jobCardStatusWords[next.to]}`}
          </Button>
        ) : null;
      case "pay":
        return (
          <ButtonLink href={`/invoices/${next.invoiceId}`} look="primary" size="sm">
            Take payment
          </ButtonLink>
        );
      case "nothing":
        return null;
    }
  };
  return (
    <>
      <span className={next.kind === "nothing" ? "font-medium" : "truncate"}>{next.words}</span>
      {next.who ? <span className="shrink-0 font-normal text-ink-2">{next.who}</span> : null}
      <span className="shrink-0" data-print="hide">
        {verb()}
      </span>
    </>
  );
}
