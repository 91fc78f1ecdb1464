"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { cn } from "#/components/ui/cn.ts";
import { Combobox } from "#/components/ui/combobox.tsx";
import { useHotkeys } from "#/components/ui/use-hotkeys.ts";
import { formatQuantity, quantityMilli } from "#/domain/quantity.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useFormats, useScene } from "../card-context.tsx";
import { focusLine } from "../focus.ts";
import { kindWords } from "../words.ts";
import { newLine, type Offer, offersOf } from "./new-line.ts";
import type { PartChoiceView } from "./part-choice.ts";

const fewestLetters = 2;

const offerKey = (offer: Offer): string => (offer.kind === "part" ? offer.part.id : offer.lineKind);
const offerLabel = (offer: Offer): string => (offer.kind === "part" ? offer.part.name : offer.description);

/** Type a part's number or name, or what is to be done; Enter adds it and goes to its quantity. */
export function AddLine({ onClose }: { onClose: () => void }) {
  const { card, commands } = useScene();
  const trpc = useTRPC();
  const [typed, setTyped] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const search = useDeferredValue(typed.trim());
  const enough = search.length >= fewestLetters;
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
  const waiting = enough && (found.isFetching || search !== typed.trim());
  const offers = waiting ? [] : offersOf(enough ? (found.data ?? []) : [], typed);

  const add = async (offer: Offer): Promise<void> => {
    setRefusal(null);
    const before = new Set(card.lines.map((line) => line.id));
    try {
      await commands.addLines([newLine(card, offer)]);
      setTyped("");
      const added = commands.current()?.lines.find((line) => !before.has(line.id));
      onClose();
      // The row is drawn with the next frame.
      if (added) requestAnimationFrame(() => requestAnimationFrame(() => focusLine(added.id)));
    } catch (error) {
      setRefusal(errorOf(error)?.sentence ?? null);
    }
  };

  return (
    <div className="w-full max-w-[520px]" ref={place}>
      <Combobox<Offer>
        aria-label="Add a line"
        empty={typed.trim() === "" ? "Type a part number, a name, or what is to be done." : "Nothing matches."}
        itemKey={offerKey}
        itemLabel={offerLabel}
        items={offers}
        onQueryChange={(query) => {
          setTyped(query);
          setRefusal(null);
        }}
        onValueChange={(offer) => (offer ? void add(offer) : undefined)}
        placeholder="Part number, name, or what is to be done"
        query={typed}
        renderItem={(offer) => (offer.kind === "part" ? <PartOffer part={offer.part} /> : <FreeOffer offer={offer} />)}
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
              : null)}
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

const FreeOffer = ({ offer }: { offer: Extract<Offer, { kind: "free" }> }) => (
  <>
    <span className="w-12 shrink-0 text-ink-3">{kindWords[offer.lineKind]}</span>
    <span className="min-w-0 flex-1 truncate">“{offer.description}”</span>
  </>
);
