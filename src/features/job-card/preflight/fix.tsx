"use client";

import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Checkbox } from "#/components/ui/checkbox.tsx";
import { Field } from "#/components/ui/field.tsx";
import { LinkButton, TextLink } from "#/components/ui/link.tsx";
import { QuantityField } from "#/components/ui/number-field.tsx";
import type { JobLineView, PreflightView } from "#/domain/job-card.ts";
import { canMove, jobCardStatusWords, movesFrom } from "#/domain/transitions.ts";
import { errorOf } from "#/trpc/error.ts";
import { ApproveForm } from "../approve-form.tsx";
import { useScene } from "../card-context.tsx";
import { Mileage } from "../card-fields.tsx";
import { useRemoveLine } from "../lines/use-remove-line.tsx";
import { shortSentence } from "../stock-words.ts";

type Unmet = PreflightView["unmet"][number];

/** The very field that mends a blocker, inside it: nothing closes, and the list follows what is saved. */
export function Fix({ blocker, onAddLine }: { blocker: Unmet; onAddLine: () => void }) {
  const { card } = useScene();
  switch (blocker.name) {
    case "RIGHT_STATE":
      return <MoveFix />;
    case "HAS_LINES":
      return (
        <Button onClick={onAddLine} size="sm">
          Close this and add a line
        </Button>
      );
    case "ALL_LINES_DONE":
      return <DoneFix />;
    case "WORK_AUTHORISED":
      return (
        <ApproveForm
          foot={({ busy, ready, label }) => (
            <div className="mt-3 flex justify-end">
              <Button busy={busy && "Reserving parts"} disabled={!ready} type="submit">
                {label}
              </Button>
            </div>
          )}
          lineIds={[]}
          onDone={() => undefined}
        />
      );
    case "ODOMETER_GIVEN":
      return (
        <div className="grid grid-cols-2 gap-3">
          <Mileage field="odometerOut" label="Mileage out" />
          <Mileage field="odometerIn" label="Mileage in" />
        </div>
      );
    case "PARTS_SUFFICIENT":
      return (
        <ul className="flex flex-col divide-y divide-line">
          {card.lines
            .filter((line) => line.shortBy !== null)
            .map((line) => (
              <ShortFix key={line.id} line={line} />
            ))}
        </ul>
      );
    case "CUSTOMER_ACTIVE":
    case "BRANCH_ACTIVE":
      return (
        <p className="text-ink-2">{blocker.detail} An admin of the workshop can do that; then this goes by itself.</p>
      );
  }
}

function MoveFix() {
  const { card, commands } = useScene();
  const [refusal, setRefusal] = useState<string | null>(null);
  const ways = movesFrom(card.status).filter((to) => canMove(to, "COMPLETED"));
  if (ways.length === 0)
    return (
      <p className="text-ink-2">
        A card that is {jobCardStatusWords[card.status].toLowerCase()} is not completed again.
      </p>
    );
  return (
    <>
      {ways.map((to) => (
        <Button
          busy={commands.busy && "Moving"}
          key={to}
          onClick={() =>
            void commands.move(card.status, to).catch((error: unknown) => setRefusal(errorOf(error)?.sentence ?? null))
          }
          size="sm"
        >
          Move to {jobCardStatusWords[to]}
        </Button>
      ))}
      {refusal ? (
        <p className="mt-2 text-bad" role="alert">
          {refusal}
        </p>
      ) : null}
    </>
  );
}

function DoneFix() {
  const { card, commands } = useScene();
  const [refusal, setRefusal] = useState<string | null>(null);
  const undone = card.lines.filter((line) => line.doneAt === null);
  const tick = (lineIds: string[]): void => {
    setRefusal(null);
    void commands.setLinesDone(lineIds, true).catch((error: unknown) => setRefusal(errorOf(error)?.sentence ?? null));
  };
  return (
    <>
      <ul className="max-h-44 overflow-y-auto">
        {undone.map((line) => (
          <li key={line.id}>
            <Checkbox checked={false} onChange={() => tick([line.id])}>
              {line.description}
            </Checkbox>
          </li>
        ))}
      </ul>
      {undone.length > 1 ? (
        <Button className="mt-2" onClick={() => tick(undone.map((line) => line.id))} size="sm">
          All {undone.length} are done
        </Button>
      ) : null}
      {refusal ? (
        <p className="mt-2 text-bad" role="alert">
          {refusal}
        </p>
      ) : null}
    </>
  );
}

function ShortFix({ line }: { line: JobLineView }) {
  const { editing, may } = useScene();
  const remove = useRemoveLine();
  return (
    <li className="flex flex-col gap-2 py-2 first:pt-0 last:pb-0">
      <Field
        error={editing.sentence(line.id, "quantity") ?? editing.sentence(line.id, "") ?? undefined}
        hint={shortSentence(line)}
        label={`Quantity of ${line.description}`}
      >
        {(control) => (
          <QuantityField
            {...control}
            className="max-w-40"
            onBlur={() => editing.commit(line.id)}
            onKeyDown={(event) => {
              if (event.key === "Enter") editing.commit(line.id);
            }}
            onValueChange={(text) => editing.type(line.id, "quantity", text)}
            unit={line.unit}
            value={editing.lineText(line, "quantity")}
          />
        )}
      </Field>
      <span className="flex gap-4 text-dense">
        <LinkButton onClick={() => remove(line)}>Remove the line</LinkButton>
        {may.receive && line.partId ? (
          <TextLink className="inline-flex min-h-6 items-center" href={`/parts?part=${line.partId}`}>
            Receive stock
          </TextLink>
        ) : null}
      </span>
    </li>
  );
}
