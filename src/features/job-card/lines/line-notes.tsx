"use client";

import { Glyph } from "#/components/ui/glyph.tsx";
import { LinkButton, TextLink } from "#/components/ui/link.tsx";
import type { JobLineView } from "#/domain/job-card.ts";
import { formatRate } from "#/domain/money.ts";
import { formatQuantity } from "#/domain/quantity.ts";
import { useEditable, useScene } from "../card-context.tsx";
import { type LineField, lineFields } from "../fields.ts";
import { coveredOf, shortSentence } from "../stock-words.ts";
import { kindWords } from "../words.ts";
import { OrderLine } from "./order-line.tsx";
import { useRemoveLine } from "./use-remove-line.tsx";

const fieldWords = {
  kind: "Kind",
  description: "Description",
  packageTitle: "Package",
  quantity: "Quantity",
  unit: "Unit",
  price: "Price",
  discount: "Discount",
  taxRate: "Tax rate",
  technician: "Technician",
} as const satisfies Record<LineField, string>;

/** A cell's text as a person reads it; a person's id says nothing. */
const shown = (field: LineField, text: string): string => {
  if (field === "kind") return Object.entries(kindWords).find(([kind]) => kind === text)?.[1] ?? text;
  if (field === "technician") return text === "" ? "nobody" : "another technician";
  if (field === "taxRate") return formatRate(Number(text));
  if (field === "discount") return `${text}%`;
  return text === "" ? "nothing" : text;
};

/** Beneath a line: why it is short and the ways out, why it was not saved, what somebody else saved meanwhile. */
export function LineNotes({ line, short, span }: { line: JobLineView; short: boolean; span: number }) {
  const { editing } = useScene();
  const refused = (["", ...lineFields] as const).flatMap((field) => {
    const sentence = editing.sentence(line.id, field);
    return sentence === null ? [] : [{ field, sentence }];
  });
  const conflicts = lineFields.flatMap((field) => {
    const theirs = editing.theirs(line.id, field);
    return theirs === null ? [] : [{ field, theirs }];
  });
  return (
    <>
      {short ? <ShortNote line={line} span={span} /> : null}
      {refused.length > 0 ? (
        <tr className="max-md:block">
          <td
            className="border-b px-3 py-1.5 text-dense text-bad max-md:block md:pl-[100px]"
            colSpan={span}
            role="alert"
          >
            {refused.map(({ field, sentence }) => (
              <p className="flex items-center gap-1.5" key={field}>
                <Glyph shape="octagon" tone="bad" />
                {field === "" ? null : <b className="font-strong">{fieldWords[field]}.</b>} {sentence}
              </p>
            ))}
          </td>
        </tr>
      ) : null}
      {conflicts.map(({ field, theirs }) => (
        <tr className="bg-note-soft max-md:block" key={field}>
          <td className="border-b px-3 py-1.5 text-dense max-md:block md:pl-[100px]" colSpan={span} role="status">
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span>
                {fieldWords[field]}: somebody saved <b className="font-strong">{shown(field, theirs)}</b> while yours
                says <b className="font-strong">{shown(field, editing.lineText(line, field))}</b>. Nothing was
                overwritten.
              </span>
              <LinkButton onClick={() => editing.keepMine(line.id, field)}>Keep yours</LinkButton>
              <LinkButton onClick={() => editing.takeTheirs(line.id, field)}>Take theirs</LinkButton>
            </span>
          </td>
        </tr>
      ))}
    </>
  );
}

function ShortNote({ line, span }: { line: JobLineView; span: number }) {
  const { editing, may } = useScene();
  const editable = useEditable();
  const remove = useRemoveLine();
  const covered = coveredOf(line);
  return (
    <tr className="bg-bad-soft max-md:block">
      <td className="border-b px-3 pb-1.5 max-md:block max-md:pt-1 max-md:pl-12 md:pl-10" colSpan={span}>
        <span className="flex flex-wrap items-center gap-x-4 gap-y-1 text-dense">
          <span className="text-bad">{shortSentence(line)}</span>
          <span className="flex flex-wrap gap-x-4" data-print="hide">
            {editable && covered !== "0" ? (
              <LinkButton
                onClick={() => {
                  editing.type(line.id, "quantity", covered);
                  editing.commit(line.id);
                }}
              >
                Reduce to {formatQuantity(covered, line.unit)}
              </LinkButton>
            ) : null}
            {editable ? <LinkButton onClick={() => remove(line)}>Remove the line</LinkButton> : null}
            <OrderLine line={line} />
            {may.receive && line.partId ? (
              <TextLink className="inline-flex min-h-6 items-center" href={`/parts?part=${line.partId}`}>
                Receive stock
              </TextLink>
            ) : null}
          </span>
        </span>
      </td>
    </tr>
  );
}
