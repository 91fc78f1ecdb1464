"use client";

import { useEffect, useRef, useState } from "react";
import { toast } from "#/components/ui/toast-store.ts";
import { useDraft } from "#/components/ui/use-draft.ts";
import type { JobCardView, JobLineView } from "#/domain/job-card.ts";
import { errorOf } from "#/trpc/error.ts";
import {
  acceptEdits,
  type Edits,
  editsOf,
  fittingEdits,
  keepMine,
  noEdits,
  theirs,
  typeInto,
  withoutKeys,
} from "./edits.ts";
import {
  type CardField,
  cardOwner,
  cellKey,
  fieldOf,
  type LineField,
  lineText,
  type Owner,
  ownerOf,
  savedText,
} from "./fields.ts";
import { parseCard, parseLine } from "./parse.ts";
import type { Commands } from "./use-commands.ts";

type Refusals = Readonly<Record<string, string>>;

const timesToRebase = 3;

/**
 * Typing in place: every cell's text is kept on the device until the server has it, saved when the cell is left,
 * and never written over what somebody else saved meanwhile.
 */
export const useEditing = (card: JobCardView, commands: Commands) => {
  const draft = useDraft<Edits>(`job-card.${card.id}`, noEdits, acceptEdits);
  const latest = useRef(draft.value);
  latest.current = draft.value;
  const [refusals, setRefusals] = useState<Refusals>({});
  const [savedAt, setSavedAt] = useState<Date | null>(null);

  const change = (next: Edits): void => {
    latest.current = next;
    draft.set(next);
    if (Object.keys(next).length === 0) draft.clear();
  };
  const forgetRefusals = (owner: Owner): void =>
    setRefusals((all) => Object.fromEntries(Object.entries(all).filter(([key]) => ownerOf(key) !== owner)));

  const textOf = (key: string, source: JobCardView = card): string =>
    latest.current[key]?.text ?? savedText(source, key) ?? "";

  /** Saves what is typed for one owner on top of the card as it is now; false when something is for a person to decide. */
  const saveOwner = async (owner: Owner): Promise<boolean> => {
    for (let attempt = 1; ; attempt += 1) {
      const source = commands.current() ?? card;
      const own = editsOf(latest.current, owner).filter(([key]) => theirs(latest.current, source, key) === null);
      if (own.length === 0) return false;
      try {
        if (owner === cardOwner) {
          const parsed = parseCard(
            Object.fromEntries(own.map(([key, edit]) => [fieldOf(key), edit.text])),
            source.branch.zone,
          );
          if (!parsed.ok) return refuse(owner, parsed.sentences);
          await commands.saveCard(parsed.value);
        } else {
          const line = source.lines.find((each) => each.id === owner);
          if (line === undefined) return false;
          const mine = new Map(own.map(([key, edit]) => [fieldOf(key), edit.text]));
          const parsed = parseLine(
            line,
            (field) => mine.get(field) ?? lineText(line, field, source.branch.currency),
            source.branch.currency,
          );
          if (!parsed.ok) return refuse(owner, parsed.sentences);
          await commands.saveLine(owner, parsed.value);
        }
        await commands.refresh();
        const sent = own.filter(([key, edit]) => latest.current[key]?.text === edit.text).map(([key]) => key);
        change(withoutKeys(latest.current, sent));
        forgetRefusals(owner);
        setSavedAt(new Date());
        return true;
      } catch (error) {
        const shown = errorOf(error);
        const fresh = await commands.refresh();
        if (shown?.code !== "STALE_VERSION" || fresh === undefined || attempt === timesToRebase) {
          return refuse(owner, { ...serverSentences(shown?.fields ?? {}), "": shown?.sentence ?? "" });
        }
        commands.adopt(fresh);
      }
    }
  };

  const refuse = (owner: Owner, sentences: Partial<Record<string, string>>): false => {
    forgetRefusals(owner);
    setRefusals((all) => ({
      ...all,
      ...Object.fromEntries(
        Object.entries(sentences).flatMap(([field, sentence]) => (sentence ? [[`${owner}.${field}`, sentence]] : [])),
      ),
    }));
    return false;
  };

  useVanishedLines(card, draft.value, change);

  return {
    savedAt,
    restoredAt: draft.restoredAt,
    discard: () => {
      latest.current = noEdits;
      draft.discard();
      setRefusals({});
    },
    edits: draft.value,
    text: (owner: Owner, field: LineField | CardField): string => {
      const key = cellKey(owner, field);
      return draft.value[key]?.text ?? savedText(card, key) ?? "";
    },
    lineText: (line: JobLineView, field: LineField): string =>
      draft.value[cellKey(line.id, field)]?.text ?? lineText(line, field, card.branch.currency),
    type: (owner: Owner, field: LineField | CardField, text: string): void => {
      const key = cellKey(owner, field);
      change(typeInto(latest.current, key, savedText(card, key) ?? "", text));
      setRefusals((all) =>
        `${owner}.` in all || key in all
          ? Object.fromEntries(Object.entries(all).filter(([each]) => each !== key && each !== `${owner}.`))
          : all,
      );
    },
    /** Esc: what is saved stands again. */
    putBack: (owner: Owner, field: LineField | CardField): void => {
      change(withoutKeys(latest.current, [cellKey(owner, field)]));
      forgetRefusals(owner);
    },
    /** Sends what is typed for the card or one line, in turn. */
    commit: (owner: Owner): void => {
      if (editsOf(latest.current, owner).length > 0) void commands.inTurn(() => saveOwner(owner));
    },
    commitAll: (): void => {
      for (const owner of new Set(Object.keys(latest.current).map(ownerOf)))
        void commands.inTurn(() => saveOwner(owner));
    },
    /** Why a cell, or with field "" its line, was not saved. */
    sentence: (owner: Owner, field: LineField | CardField | ""): string | null => refusals[`${owner}.${field}`] ?? null,
    theirs: (owner: Owner, field: LineField | CardField): string | null =>
      theirs(draft.value, card, cellKey(owner, field)),
    keepMine: (owner: Owner, field: LineField | CardField): void => {
      change(keepMine(latest.current, commands.current() ?? card, cellKey(owner, field)));
      void commands.inTurn(() => saveOwner(owner));
    },
    takeTheirs: (owner: Owner, field: LineField | CardField): void =>
      change(withoutKeys(latest.current, [cellKey(owner, field)])),
    textOf,
  };
};

export type Editing = ReturnType<typeof useEditing>;

/** "line.quantity" and "unitPriceMinor" of the server, as cells name them. */
const serverSentences = (fields: Readonly<Record<string, string>>): Record<string, string> => {
  const names: Record<string, string> = {
    unitPriceMinor: "price",
    discountBp: "discount",
    taxRateBp: "taxRate",
    technicianId: "technician",
  };
  return Object.fromEntries(
    Object.entries(fields).map(([path, sentence]) => {
      const name = path.replace(/^line\./, "");
      return [names[name] ?? name, sentence];
    }),
  );
};

/** What was typed for a line that somebody took away is said once, then dropped with it. */
const useVanishedLines = (card: JobCardView, edits: Edits, change: (next: Edits) => void): void => {
  const fitting = fittingEdits(edits, card);
  const lost = Object.entries(edits).filter(
    ([key, edit]) => !(key in fitting) && savedText(card, key) === null && edit.text !== "",
  );
  const settled = Object.keys(edits).length !== Object.keys(fitting).length;
  const act = useRef<() => void>(() => {});
  act.current = () => {
    if (lost.length > 0)
      toast(
        `Somebody removed a line while it was edited. Typed: ${lost.map(([, edit]) => `“${edit.text}”`).join(", ")}.`,
        { mark: "warn", seconds: 15 },
      );
    change(fitting);
  };
  useEffect(() => {
    if (settled) act.current();
  }, [settled]);
};
