"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { DraftNote } from "#/components/ui/draft-note.tsx";
import { acceptEdits, type Edits, keepMine, settleFirst, theirs, typeInto, withEdits } from "#/components/ui/edits.ts";
import { TheirsNote } from "#/components/ui/theirs-note.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { useDraft } from "#/components/ui/use-draft.ts";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { useNow } from "#/components/ui/use-now.ts";
import type { PartView } from "#/domain/part.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";
import { focusPartField, PartFields } from "./part-fields.tsx";
import { type PartTextField, parsePart, partTextFields, saidAs, textOf } from "./part-text.ts";
import { type Refusal, refusalOf } from "./refusal.ts";

/** Changes a part. Fields that nobody types in follow what is stored; where somebody saved another value, theirs stands beside yours. */
export function EditForm({ part, onClose }: { part: PartView; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const stored = textOf(part, branch.currency);
  const draft = useDraft<Edits<PartTextField>>(`part.${branch.id}.${part.id}`, {}, acceptEdits(partTextFields));
  const edits = draft.value;
  const text = withEdits(stored, edits);
  const parsed = parsePart(text, branch.currency);
  const key = useIdempotencyKey();
  const update = useMutation(trpc.part.update.mutationOptions());
  const [left, setLeft] = useState<ReadonlySet<PartTextField>>(new Set());
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const underWay = useRef(false);

  const change = (next: Edits<PartTextField>): void => {
    draft.set(next);
    if (Object.keys(next).length === 0) draft.clear();
    setRefusal(null);
    key.renew();
  };
  const own = parsed.ok ? {} : parsed.sentences;
  const errors = {
    ...Object.fromEntries(Object.entries(own).filter(([field]) => [...left].some((each) => each === field))),
    ...refusal?.fields,
  };

  const save = async (): Promise<void> => {
    if (underWay.current) return;
    if (!parsed.ok) {
      const wrong = Object.keys(text).filter((field): field is PartTextField => field in parsed.sentences);
      setLeft(new Set(wrong));
      return focusPartField(form.current, wrong[0]);
    }
    const collided = partTextFields.find((field) => theirs(edits, stored, field) !== null);
    if (collided !== undefined) {
      setRefusal({ fields: {}, form: settleFirst, first: undefined, stale: false });
      return focusPartField(form.current, collided);
    }
    underWay.current = true;
    try {
      const saved = await update.mutateAsync({
        partId: part.id,
        branchId: branch.id,
        version: part.version,
        ...parsed.value,
        idempotencyKey: key.current,
      });
      queries.setQueryData(trpc.part.byId.queryKey({ partId: part.id, branchId: branch.id }), saved);
      draft.clear();
      void queries.invalidateQueries(trpc.part.pathFilter());
      toast(
        <>
          <b className="font-strong">{saved.name}</b> saved
        </>,
        { mark: "ok" },
      );
      onClose();
    } catch (error) {
      const refused = refusalOf(error);
      setRefusal(refused);
      key.renew();
      if (refused.stale)
        await queries.invalidateQueries(trpc.part.byId.queryFilter({ partId: part.id, branchId: branch.id }));
      focusPartField(form.current, refused.first);
    } finally {
      underWay.current = false;
    }
  };
  useHotkeys([{ keys: "Mod+Enter", label: "save", run: () => void save() }]);

  const note = (field: PartTextField) => {
    const other = theirs(edits, stored, field);
    return (
      <TheirsNote
        onKeep={() => change(keepMine(edits, stored, field))}
        onTake={() => change(typeInto(edits, stored, field, stored[field]))}
        saved={other === null ? null : saidAs(field, other, branch)}
      />
    );
  };
  return (
    <form
      className="mt-3"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      ref={form}
    >
      {draft.restoredAt ? (
        <div className="mb-2">
          <DraftNote at={formatMoment(draft.restoredAt, branch.zone, now)} onDiscard={draft.discard} />
        </div>
      ) : null}
      <PartFields
        errors={errors}
        note={note}
        onLeave={(field) => setLeft((before) => new Set(before).add(field))}
        onType={(field, typed) => change(typeInto(edits, stored, field, typed))}
        text={text}
      />
      {refusal?.form ? (
        <p className="my-2 text-bad" role="alert">
          {refusal.form}
        </p>
      ) : null}
      <div className="mt-1 flex justify-end gap-2">
        <Button look="ghost" onClick={onClose}>
          Close
        </Button>
        <Button busy={update.isPending && "Saving"} hint="Ctrl ↵" look="primary" type="submit">
          Save part
        </Button>
      </div>
    </form>
  );
}
