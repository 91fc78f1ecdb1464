"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { z } from "zod";
import { useShell } from "#/components/shell/shell-context.tsx";
import { Button } from "#/components/ui/button.tsx";
import { DraftNote } from "#/components/ui/draft-note.tsx";
import { Pane } from "#/components/ui/pane.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { useDraft } from "#/components/ui/use-draft.ts";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { useNow } from "#/components/ui/use-now.ts";
import { formatMoment } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";
import { focusPartField, PartFields } from "./part-fields.tsx";
import { emptyPart, type PartText, type PartTextField, parsePart, partTextFields } from "./part-text.ts";
import { type Refusal, refusalOf } from "./refusal.ts";

const storedText = z.record(z.enum(partTextFields), z.string().max(200));

/** A part that is not in the list yet: added once, then shown. */
export function AddPane({ onAdded, onClose }: { onAdded: (partId: string) => void; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { branch, renderedAt } = useShell();
  const now = new Date(useNow(renderedAt));
  const [initial] = useState(() => emptyPart(branch));
  const draft = useDraft<PartText>(
    `part.new.${branch.id}`,
    initial,
    (stored) => storedText.safeParse(stored).data ?? null,
  );
  const text = draft.value;
  const parsed = parsePart(text, branch.currency);
  const key = useIdempotencyKey();
  const create = useMutation(trpc.part.create.mutationOptions());
  const [left, setLeft] = useState<ReadonlySet<PartTextField>>(new Set());
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const underWay = useRef(false);
  useEffect(() => focusPartField(form.current, "name"), []);

  const wrong = parsed.ok ? {} : parsed.sentences;
  const errors = {
    ...Object.fromEntries(Object.entries(wrong).filter(([field]) => [...left].some((each) => each === field))),
    ...refusal?.fields,
  };

  const save = async (): Promise<void> => {
    if (underWay.current) return;
    setRefusal(null);
    if (!parsed.ok) {
      setLeft(new Set(partTextFields));
      return focusPartField(
        form.current,
        ["name" as const, ...partTextFields].find((field) => field in parsed.sentences),
      );
    }
    underWay.current = true;
    let added = false;
    try {
      const part = await create.mutateAsync({ branchId: branch.id, ...parsed.value, idempotencyKey: key.current });
      added = true;
      draft.clear();
      queries.setQueryData(trpc.part.byId.queryKey({ partId: part.id, branchId: branch.id }), part);
      void queries.invalidateQueries(trpc.part.list.pathFilter());
      toast(
        <>
          <b className="font-strong">{part.name}</b> added. Receive its stock next.
        </>,
        { mark: "ok" },
      );
      onAdded(part.id);
    } catch (error) {
      const refused = refusalOf(error);
      setRefusal(refused);
      focusPartField(form.current, refused.first);
    } finally {
      underWay.current = added;
    }
  };
  useHotkeys([
    { keys: "Mod+Enter", label: "add the part", run: () => void save() },
    { keys: "Escape", label: "close", run: onClose },
  ]);

  return (
    <Pane
      label="New part"
      onClose={onClose}
      sub={`Price, bin and reorder point are those of ${branch.name}.`}
      title="New part"
    >
      <form
        className="border-t px-4 py-3"
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
          onLeave={(field) => setLeft((before) => new Set(before).add(field))}
          onType={(field, typed) => {
            draft.set({ ...text, [field]: typed });
            setRefusal(null);
            key.renew();
          }}
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
          <Button busy={create.isPending && "Adding"} hint="Ctrl ↵" look="primary" type="submit">
            Add part
          </Button>
        </div>
      </form>
    </Pane>
  );
}
