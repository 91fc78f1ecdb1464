"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { cn } from "#/components/ui/cn.ts";
import { Combobox } from "#/components/ui/combobox.tsx";
import { LinkButton } from "#/components/ui/link.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { formatQuantity, quantityMilli } from "#/domain/quantity.ts";
import { formatMinutes } from "#/domain/time.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useFormats, useScene } from "../card-context.tsx";
import { focusLine } from "../focus.ts";
import { kindWords } from "../words.ts";
import { newLine, type Offer, offersOf } from "./new-line.ts";
import type { PartChoiceView } from "./part-choice.ts";

const fewestLetters = 2;

const offerKey = (offer: Offer): string =>
  offer.kind === "part"
    ? offer.part.id
    : offer.kind === "template"
      ? offer.template.id
      : `${offer.lineKind} ${offer.rate?.id ?? ""}`;
const offerLabel = (offer: Offer): string =>
  offer.kind === "part" ? offer.part.name : offer.kind === "template" ? offer.template.name : offer.description;

/**
 * Type a part's number or name, a template's, or what is to be done; Enter adds it and goes to its quantity. With
 * `templates` those alone are offered, before anything is typed.
 */
export function AddLine({ templates = false, onClose }: { templates?: boolean; onClose: () => void }) {
  const { card, commands } = useScene();
  const trpc = useTRPC();
  const [typed, setTyped] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  /** A template with parts that the branch does not stock: the rest can be added without them. */
  const [partly, setPartly] = useState<string | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const search = useDeferredValue(typed.trim());
  const enough = search.length >= fewestLetters && !templates;
  const offered = useQuery(
    trpc.template.offers.queryOptions(
      { branchId: card.branch.id, search },
      { enabled: templates || search !== "", placeholderData: keepPreviousData },
    ),
  );
  const found = useQuery(
    trpc.part.search.queryOptions(
      { branchId: card.branch.id, search },
      { enabled: enough, placeholderData: keepPreviousData },
    ),
  );
  useEffect(() => place.current?.querySelector("input")?.focus(), []);
  // The first Esc empties the field, the next puts it away.
  useHotkeys([{ keys: "Escape", enabled: typed === "", run: onClose }]);

  // Until the answer for these letters is there nothing is offered: Enter must not take a free line for a part.
  const waiting =
    (enough && found.isFetching) || ((templates || search !== "") && offered.isFetching) || search !== typed.trim();
  const offers: Offer[] = waiting
    ? []
    : templates
      ? (offered.data?.templates ?? []).map((template) => ({ kind: "template", template }))
      : offersOf(enough ? (found.data ?? []) : [], typed, offered.data);

  const add = async (offer: Offer | { kind: "partly"; templateId: string }): Promise<void> => {
    setRefusal(null);
    setPartly(null);
    const before = new Set(card.lines.map((line) => line.id));
    try {
      if (offer.kind === "template") await commands.applyTemplate(offer.template.id, false);
      else if (offer.kind === "partly") await commands.applyTemplate(offer.templateId, true);
      else await commands.addLines([newLine(card, offer)]);
      setTyped("");
      const added = commands.current()?.lines.find((line) => !before.has(line.id));
      onClose();
      // The row is drawn with the next frame.
      if (added) requestAnimationFrame(() => requestAnimationFrame(() => focusLine(added.id)));
    } catch (error) {
      const refused = errorOf(error);
      setRefusal(refused?.sentence ?? null);
      if (refused?.code === "NOT_STOCKED" && offer.kind === "template") setPartly(offer.template.id);
    }
  };

  return (
    <div className="w-full max-w-[520px]" ref={place}>
      <Combobox<Offer>
        aria-label={templates ? "Add a template" : "Add a line"}
        empty={
          templates
            ? "No template of this name. They are kept in the settings, under Labour and templates."
            : typed.trim() === ""
              ? "Type a part number, a name, or what is to be done."
              : "Nothing matches."
        }
        itemKey={offerKey}
        itemLabel={offerLabel}
        items={offers}
        onQueryChange={(query) => {
          setTyped(query);
          setRefusal(null);
          setPartly(null);
        }}
        onValueChange={(offer) => (offer ? void add(offer) : undefined)}
        placeholder={templates ? "Name of the template" : "Part number, name, template, or what is to be done"}
        query={typed}
        renderItem={(offer) =>
          offer.kind === "part" ? (
            <PartOffer part={offer.part} />
          ) : offer.kind === "template" ? (
            <TemplateOffer template={offer.template} />
          ) : (
            <FreeOffer offer={offer} />
          )
        }
        searching={waiting && `Looking for ${typed.trim()}`}
        start={<Plus aria-hidden size={15} strokeWidth={1.75} />}
        value={null}
      />
      <p
        aria-live="polite"
        className={cn("mt-1 min-h-4 text-dense", refusal || found.isError ? "text-bad" : "text-ink-3")}
      >
        {refusal ??
          (found.isError
            ? "Parts were not searched. Labour, fees and sublet work can be added."
            : commands.busy
              ? "Adding"
              : null)}{" "}
        {partly === null ? null : (
          <LinkButton onClick={() => void add({ kind: "partly", templateId: partly })}>Add the rest</LinkButton>
        )}
      </p>
    </div>
  );
}

function PartOffer({ part }: { part: PartChoiceView }) {
  const { money } = useFormats();
  const free = quantityMilli(part.free);
  return (
    <>
      <span className="min-w-0 flex-1 truncate">
        {part.name} <span className="text-ink-3">{part.number}</span>
      </span>
      <span className={cn("shrink-0 text-dense", free > 0 ? "text-ok" : "text-bad")}>
        {free > 0 ? `${formatQuantity(part.free, part.unit)} free` : "0 free"}
      </span>
      {part.priceMinor === undefined ? null : (
        <span className="w-20 shrink-0 text-right text-ink-2">{money(part.priceMinor)}</span>
      )}
    </>
  );
}

function TemplateOffer({ template }: { template: Extract<Offer, { kind: "template" }>["template"] }) {
  const missing = template.notStocked.length;
  return (
    <>
      <span className="min-w-0 flex-1 truncate">
        {template.name} <span className="text-ink-3">template</span>
      </span>
      {missing > 0 ? (
        <span className="shrink-0 text-bad text-dense">
          {missing === 1 ? `${template.notStocked[0]} not stocked` : `${missing} parts not stocked`}
        </span>
      ) : null}
      <span className="shrink-0 text-ink-2">
        {template.lines === 1 ? "1 line" : `${template.lines} lines`}
        {template.minutes > 0 ? `, ${formatMinutes(template.minutes)}` : ""}
      </span>
    </>
  );
}

function FreeOffer({ offer }: { offer: Extract<Offer, { kind: "free" }> }) {
  const { money } = useFormats();
  return (
    <>
      <span className="w-12 shrink-0 text-ink-3">{kindWords[offer.lineKind]}</span>
      <span className="min-w-0 flex-1 truncate">“{offer.description}”</span>
      {offer.rate === null ? null : (
        <span className="shrink-0 text-ink-2">
          {offer.rate.name} {money(offer.rate.priceMinor)}
        </span>
      )}
    </>
  );
}
