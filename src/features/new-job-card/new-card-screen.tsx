"use client";

import { useEffect } from "react";
import { FootBar } from "#/components/shell/foot-bar.tsx";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { DraftNote } from "#/components/ui/draft-note.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Keys } from "#/components/ui/kbd.tsx";
import { ButtonLink } from "#/components/ui/link.tsx";
import { PageHeader } from "#/components/ui/page-header.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { useNow } from "#/components/ui/use-now.ts";
import { formatMoment } from "#/domain/time.ts";
import { CarPanel } from "./car-panel.tsx";
import { History } from "./history.tsx";
import { useNewCard } from "./use-new-card.ts";
import { VisitPanel } from "./visit-panel.tsx";

const formId = "new-job-card";

/** One screen, keyboard first: the plate, what it stands for, what the customer asks for. */
export function NewCardScreen({ plate }: { plate: string }) {
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const card = useNewCard(plate);
  const { form, save } = card;
  const busy = card.busy && "Opening";
  useHotkeys([{ keys: "Mod+Enter", label: "open the job card", run: save }]);
  useEffect(() => form.setFocus(plate === "" ? "plate" : "complaint"), [form, plate]);

  return (
    <>
      <PageHeader
        actions={
          <>
            {card.restoredAt ? (
              <DraftNote at={formatMoment(card.restoredAt, branch.zone, now)} onDiscard={card.discard} />
            ) : null}
            <span className="contents max-sm:hidden">
              <ButtonLink href="/board" look="ghost">
                Cancel
              </ButtonLink>
              <Button busy={busy} form={formId} hint="Ctrl ↵" look="primary" type="submit">
                Open job card
              </Button>
            </span>
          </>
        }
        sub="The plate first. Tab fills in the car, its owner and its history."
        title="New job card"
      />
      <form
        className="grid min-h-0 flex-1 content-start gap-4 overflow-y-auto px-4 pb-6 max-sm:px-3 lg:grid-cols-[minmax(0,640px)_minmax(300px,1fr)]"
        id={formId}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <div className="flex min-w-0 flex-col gap-4">
          {card.refusal ? (
            <p className="flex gap-2 rounded-control bg-bad-soft px-3 py-2" role="alert">
              <Glyph className="mt-0.5" shape="octagon" tone="bad" />
              <span>{card.refusal.sentence}</span>
            </p>
          ) : null}
          <CarPanel card={card} now={now} />
          <VisitPanel card={card} now={now} />
        </div>
        <History card={card} />
      </form>
      <div className="sticky bottom-0 z-20 flex gap-2 border-t bg-surface p-3 sm:hidden">
        <ButtonLink href="/board" look="ghost" size="lg">
          Cancel
        </ButtonLink>
        <Button busy={busy} className="flex-1" form={formId} look="primary" size="lg" type="submit">
          Open job card
        </Button>
      </div>
      <FootBar>
        <Hint caps={["Tab"]}>fill in the car</Hint>
        <Hint caps={["Ctrl", "↵"]}>open job card</Hint>
      </FootBar>
    </>
  );
}

const Hint = ({ caps, children }: { caps: readonly string[]; children: string }) => (
  <span className="inline-flex items-center gap-1.5 max-lg:hidden pointer-coarse:hidden">
    <Keys keys={caps} />
    {children}
  </span>
);
