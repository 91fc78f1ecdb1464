"use client";

import { type ReactNode, useId, useLayoutEffect, useRef, useState } from "react";
import { useMay } from "#/components/shell/shell-context.tsx";
import { Badge } from "#/components/ui/badge.tsx";
import { Button } from "#/components/ui/button.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import { errorOf } from "#/trpc/error.ts";
import { OrderButtons } from "./order-buttons.tsx";

type Ordered = { id: string; name: string; closedAt: Date | null };

export type OrderedItemsProps<Item extends Ordered> = {
  /** Whose they are: the branch. */
  owner: string;
  /** What they are: `bay`, `Bays`. */
  noun: { one: string; many: string };
  /** The open ones in their order, the closed ones after them. */
  items: readonly Item[];
  /** Said while there is none. */
  empty: string;
  badges: (item: Item) => readonly string[];
  details: (item: Item) => string;
  /** Closing keeps what refers to it: `word` stands on the button, `done` is said once it has happened. */
  closing: { word: string; done: string };
  reopening: { word: string; done: string };
  /** Adds one (null) or changes it. */
  form: (item: Item | null, onDone: () => void) => ReactNode;
  onOrder: (ids: string[]) => Promise<unknown>;
  onClose: (item: Item) => Promise<unknown>;
  onReopen: (item: Item) => Promise<unknown>;
  /** Reads again what is stored, after what went well and what was refused. */
  reload: () => Promise<unknown>;
};

const added = "new";

/** A list of a branch whose order is kept: what is in it is added, changed, moved, closed and opened again. */
export function OrderedItems<Item extends Ordered>(props: OrderedItemsProps<Item>) {
  const { owner, noun, items, badges, details, closing, reopening, form } = props;
  const mayEdit = useMay("settings.edit");
  const [editing, setEditing] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [told, setTold] = useState("");
  const open = items.filter(({ closedAt }) => closedAt === null);

  const prefix = useId();
  const openerId = (which: string): string => `${prefix}${which}`;
  const edited = useRef<string | null>(null);
  useLayoutEffect(() => {
    // A form that goes gives the focus back to the button that opened it.
    if (editing === null && edited.current !== null) document.getElementById(openerId(edited.current))?.focus();
    edited.current = editing;
  });

  const attempt = async (work: () => Promise<unknown>, done: string): Promise<void> => {
    setRefusal(null);
    try {
      await work();
      setTold(done);
    } catch (error) {
      setRefusal(errorOf(error)?.sentence ?? null);
    }
    await props.reload();
  };
  const move = (item: Item, by: 1 | -1): void => {
    const from = open.indexOf(item);
    const ids = open.toSpliced(from, 1).toSpliced(from + by, 0, item);
    void attempt(
      () => props.onOrder(ids.map(({ id }) => id)),
      `${item.name} is number ${from + by + 1} of ${open.length}`,
    );
  };
  const toggle = (item: Item): void =>
    void (item.closedAt === null
      ? attempt(() => props.onClose(item), `${item.name} ${closing.done}`)
      : attempt(() => props.onReopen(item), `${item.name} ${reopening.done}`));

  return (
    <Panel>
      <PanelHead
        end={
          mayEdit && editing !== added ? (
            <Button
              aria-label={`Add a ${noun.one} to ${owner}`}
              id={openerId(added)}
              onClick={() => setEditing(added)}
              size="sm"
            >
              Add a {noun.one}
            </Button>
          ) : null
        }
        title={owner}
      />
      <p className="sr-only" role="status">
        {told}
      </p>
      {refusal ? (
        <p className="border-t bg-bad-soft px-4 py-2 text-bad" role="alert">
          {refusal}
        </p>
      ) : null}
      <ul aria-label={`${noun.many} of ${owner}`} className="divide-y divide-line border-t">
        {editing === added ? <li className="px-4 py-2">{form(null, () => setEditing(null))}</li> : null}
        {items.length === 0 && editing !== added ? <li className="px-4 py-3 text-ink-2">{props.empty}</li> : null}
        {items.map((item) => {
          const at = open.indexOf(item);
          const { word } = item.closedAt === null ? closing : reopening;
          return (
            <li className="px-4 py-2" key={item.id}>
              {editing === item.id ? (
                form(item, () => setEditing(null))
              ) : (
                <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  <div className="min-w-0">
                    <p className="flex flex-wrap items-center gap-2">
                      <span className="font-strong">{item.name}</span>
                      {badges(item).map((badge) => (
                        <Badge key={badge}>{badge}</Badge>
                      ))}
                    </p>
                    <p className="text-dense text-ink-2">{details(item)}</p>
                  </div>
                  {mayEdit ? (
                    <span className="ml-auto flex flex-wrap items-center gap-1">
                      {at === -1 ? null : (
                        <OrderButtons
                          first={at === 0}
                          last={at === open.length - 1}
                          name={item.name}
                          onMove={(by) => move(item, by)}
                        />
                      )}
                      <Button
                        aria-label={`Change ${item.name}`}
                        id={openerId(item.id)}
                        onClick={() => setEditing(item.id)}
                        size="sm"
                      >
                        Change
                      </Button>
                      <Button aria-label={`${word} ${item.name}`} onClick={() => toggle(item)} size="sm">
                        {word}
                      </Button>
                    </span>
                  ) : null}
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
