"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Bookmark, Trash2 } from "lucide-react";
import NextLink from "next/link";
import { parseAsString, useQueryStates } from "nuqs";
import { useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Checkbox } from "#/components/ui/checkbox.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { Popover } from "#/components/ui/popover.tsx";
import type { ViewPage } from "#/domain/saved-view.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

/**
 * Filters of a list kept under a name: one's own and those that are shared; the one that is on screen is the button's
 * word. `parameters` are what a view keeps of the list's address, in their order: the same view is always written alike.
 */
export function ViewsButton({ page, parameters }: { page: ViewPage; parameters: readonly string[] }) {
  const [address] = useQueryStates(Object.fromEntries(parameters.map((name) => [name, parseAsString])));
  const viewOf = (read: (name: string) => string | null | undefined): string =>
    new URLSearchParams(
      parameters.flatMap((name) => {
        const value = read(name) ?? null;
        return value === null ? [] : [[name, value]];
      }),
    ).toString();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { data: views } = useSuspenseQuery(trpc.savedView.list.queryOptions({ page }));
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const [missing, setMissing] = useState(false);
  const key = useIdempotencyKey();
  const save = useMutation(trpc.savedView.save.mutationOptions());
  const remove = useMutation(trpc.savedView.remove.mutationOptions());
  const here = viewOf((name) => address[name]);
  const shown = views.find((view) => {
    const kept = new URLSearchParams(view.address);
    return viewOf((name) => kept.get(name)) === here;
  });
  const again = async (): Promise<void> => {
    key.renew();
    await queries.invalidateQueries(trpc.savedView.list.queryFilter());
  };
  const failed = errorOf(save.error ?? remove.error)?.sentence;
  return (
    <Popover
      align="end"
      onOpenChange={setOpen}
      open={open}
      title="Views"
      trigger={
        <Button className="max-w-56">
          <Bookmark aria-hidden className="shrink-0" size={15} strokeWidth={1.75} />
          <span className="min-w-0 truncate">{shown?.name ?? "Views"}</span>
        </Button>
      }
    >
      <ul className="-mx-1 mb-3 grid max-h-64 overflow-y-auto">
        {views.map((view) => (
          <li className="flex items-center gap-1" key={view.id}>
            <NextLink
              aria-current={view.id === shown?.id || undefined}
              className="press min-h-8 min-w-0 flex-1 content-center truncate rounded-control px-2 hover:bg-accent-soft aria-[current]:font-strong"
              href={`/${page}?${view.address}`}
              onClick={() => setOpen(false)}
              prefetch={false}
            >
              {view.name}
              {view.by === null ? view.shared ? <Note>shared</Note> : null : <Note>{view.by}</Note>}
            </NextLink>
            <Button
              aria-label={`Remove ${view.name}`}
              icon
              look="ghost"
              onClick={() =>
                remove.mutate({ viewId: view.id, idempotencyKey: key.current }, { onSettled: () => void again() })
              }
              size="sm"
            >
              <Trash2 aria-hidden size={14} strokeWidth={1.75} />
            </Button>
          </li>
        ))}
        {views.length === 0 ? <li className="px-2 text-ink-2">No view is kept yet.</li> : null}
      </ul>
      <form
        className="border-t pt-3"
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(name.trim() === "");
          if (name.trim() === "") return;
          save.mutate(
            { page, name: name.trim(), address: here, shared, idempotencyKey: key.current },
            {
              onSuccess: () => setName(""),
              onSettled: () => void again(),
            },
          );
        }}
      >
        <Field error={missing ? "Give the view a name." : null} label="Keep this view as">
          {(control) => (
            <Input {...control} maxLength={60} onChange={(event) => setName(event.target.value)} value={name} />
          )}
        </Field>
        <div className="flex items-center justify-between gap-2">
          <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
            Share it
          </Checkbox>
          <Button busy={save.isPending && "Keeping"} type="submit">
            Keep view
          </Button>
        </div>
        {failed ? (
          <p className="mt-2 text-bad" role="alert">
            {failed}
          </p>
        ) : null}
      </form>
    </Popover>
  );
}

const Note = ({ children }: { children: string }) => <span className="ml-2 text-dense text-ink-3">{children}</span>;
