"use client";

import { type ReactNode, useState } from "react";
import { Checkbox } from "#/components/ui/checkbox.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Input } from "#/components/ui/input.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { approveJobCardInput, authorisationMethods } from "#/domain/job-card.ts";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";
import { agreedTotal, reservationSentence } from "./approval.ts";
import { useFormats, useScene } from "./card-context.tsx";

const methodChoices = {
  PHONE: "By phone",
  IN_PERSON: "In person",
  EMAIL: "By e-mail",
  LINK: "By link",
} as const satisfies Record<(typeof authorisationMethods)[number], string>;
/** A link is answered by the customer, not recorded here. */
const recorded = authorisationMethods.filter((method) => method !== "LINK");
const methodOf = (text: string) => authorisationMethods.find((method) => method === text);

/**
 * Which lines were agreed, by whom and how, and the total they were told. `foot` draws the verbs around the
 * submit; `onDone` follows a recorded approval.
 */
export function ApproveForm({
  lineIds,
  className,
  foot,
  onDone,
}: {
  lineIds: readonly string[];
  className?: string;
  foot: (state: { busy: boolean; label: string; ready: boolean }) => ReactNode;
  onDone: () => void;
}) {
  const { card, commands } = useScene();
  const { money } = useFormats();
  const key = useIdempotencyKey();
  const [left, setLeft] = useState<readonly string[]>([]);
  const [givenBy, setGivenBy] = useState(card.customer.name);
  const [method, setMethod] = useState<(typeof authorisationMethods)[number]>("PHONE");
  const [note, setNote] = useState("");
  const [errors, setErrors] = useState<Partial<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);

  // Lines may be added or approved by others while this stands open: it always shows the card as it is.
  const unapproved = card.lines.filter((line) => line.authorisationId === null);
  // All approved, and the total has grown: consent to the whole is asked again.
  const open = unapproved.length > 0 ? unapproved : card.lines;
  const offered = open.filter((line) => lineIds.includes(line.id) || lineIds.length === 0 || unapproved.length === 0);
  const rest = open.filter((line) => !offered.includes(line));
  const [more, setMore] = useState<readonly string[]>([]);
  const chosen = [
    ...offered.filter((line) => !left.includes(line.id)),
    ...rest.filter((line) => more.includes(line.id)),
  ].map((line) => line.id);
  const total = agreedTotal(card, chosen);

  const submit = async (): Promise<void> => {
    const parsed = approveJobCardInput
      .omit({ jobCardId: true, version: true })
      .safeParse({ lineIds: chosen, givenBy, method, totalMinor: total ?? 0, note });
    if (!parsed.success) {
      setErrors(Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message])));
      return;
    }
    setErrors({});
    setBusy(true);
    try {
      await commands.approve(parsed.data, card.version, key.current);
      key.renew();
      const after = commands.current()?.lines.filter((line) => chosen.includes(line.id)) ?? [];
      toast(reservationSentence(after), { mark: after.some((line) => line.shortBy !== null) ? "warn" : "ok" });
      onDone();
    } catch (error) {
      const shown = errorOf(error);
      if (shown?.code !== null) key.renew();
      setErrors({ ...shown?.fields, form: shown?.sentence });
    } finally {
      setBusy(false);
    }
  };

  const line = (each: (typeof open)[number], checked: boolean, onChange: (checked: boolean) => void) => (
    <li className="flex items-center gap-3" key={each.id}>
      <Checkbox checked={checked} className="min-w-0 flex-1" onChange={(event) => onChange(event.target.checked)}>
        <span className="truncate">{each.description}</span>
      </Checkbox>
      {each.price ? <span className="text-ink-2">{money(each.price.totalMinor)}</span> : null}
    </li>
  );
  const without = (ids: readonly string[], id: string) => ids.filter((other) => other !== id);

  return (
    <form
      className="contents"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      <div className={className}>
        <ul className="mb-1 max-h-56 overflow-y-auto">
          {offered.map((each) =>
            line(each, !left.includes(each.id), (checked) =>
              setLeft(checked ? without(left, each.id) : [...left, each.id]),
            ),
          )}
          {rest.map((each) =>
            line(each, more.includes(each.id), (checked) =>
              setMore(checked ? [...more, each.id] : without(more, each.id)),
            ),
          )}
        </ul>
        <p aria-live="polite" className="mb-2 min-h-4 text-dense text-bad">
          {errors.lineIds ?? errors.form ?? null}
        </p>
        <div className="grid grid-cols-[1fr_130px] gap-3">
          <Field error={errors.givenBy} label="Who agreed" required>
            {(control) => (
              <Input
                {...control}
                maxLength={120}
                onChange={(event) => setGivenBy(event.target.value)}
                value={givenBy}
              />
            )}
          </Field>
          <Field label="How">
            {(control) => (
              <NativeSelect
                {...control}
                onChange={(event) => setMethod(methodOf(event.target.value) ?? "PHONE")}
                value={method}
              >
                {recorded.map((each) => (
                  <option key={each} value={each}>
                    {methodChoices[each]}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
        </div>
        <Field error={errors.note} label="Note" reserve={false}>
          {(control) => (
            <Input
              {...control}
              maxLength={500}
              onChange={(event) => setNote(event.target.value)}
              placeholder="What was said, if it matters"
              value={note}
            />
          )}
        </Field>
        {total === null ? null : (
          <p className="mt-3 flex items-baseline justify-between gap-4">
            <span className="text-ink-2">Total agreed, {card.branch.taxName} included</span>
            <b className="text-figure-sm">{money(total)}</b>
          </p>
        )}
      </div>
      {foot({
        busy,
        ready: chosen.length > 0,
        label: `Record approval of ${chosen.length === 1 ? "1 line" : `${chosen.length} lines`}`,
      })}
    </form>
  );
}
