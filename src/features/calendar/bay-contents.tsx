"use client";

import type { BlockView } from "#/domain/appointment.ts";
import { Block, type BlockProps } from "./block.tsx";
import { useCalendarFacts } from "./calendar-context.tsx";
import { GhostBox, type GhostBoxProps } from "./ghost-box.tsx";
import { clash, freeTechnicians, nameOf } from "./hand.ts";
import { InHand } from "./in-hand.tsx";
import { shownPart } from "./scale.ts";
import type { Ghost } from "./use-ghost.ts";

export type BayContentsProps = {
  bay: { id: string; name: string };
  /** All that is taken, on every bay: what is free is reckoned from it. */
  blocks: readonly BlockView[];
  /** What of it stands on this day, by bay and start. */
  ordered: readonly BlockView[];
  focusedId: string | null;
  /** Why what is in hand cannot be dropped where it is. */
  inTheWay: string | null;
  ghost: Ghost | null;
  /** Changed by somebody else since this page last showed it. */
  news: ReadonlySet<string>;
  onFlashed: BlockProps["onFlashed"];
  isPending: (allocationId: string) => boolean;
  onPressBlock: BlockProps["onPress"];
  onPressGhost: GhostBoxProps["onPress"];
};

/** What stands in a bay: its blocks, what is in hand over it, a booking that is being made. */
export function BayContents({
  bay,
  blocks,
  ordered,
  focusedId,
  inTheWay,
  ghost,
  news,
  onFlashed,
  isPending,
  onPressBlock,
  onPressGhost,
}: BayContentsProps) {
  const { calendar, scale, zone, hand } = useCalendarFacts();
  const here = ordered.filter(({ bayId }) => bayId === bay.id);
  const tabStop = here.find(({ allocationId }) => allocationId === focusedId) ?? here[0];
  return (
    <>
      <ul aria-label={`Taken on ${bay.name}`}>
        {here.map((block) => {
          const part = shownPart({ from: block.startsAt.getTime(), to: block.endsAt.getTime() }, scale);
          return part === null ? null : (
            <Block
              block={block}
              carried={hand?.block.allocationId === block.allocationId}
              flash={news.has(block.allocationId)}
              key={block.allocationId}
              onFlashed={onFlashed}
              onPress={onPressBlock}
              part={part}
              sending={isPending(block.allocationId)}
              tabStop={block === tabStop}
            />
          );
        })}
      </ul>
      {hand?.at.bayId === bay.id ? <InHand hand={hand} scale={scale} taken={inTheWay} zone={zone} /> : null}
      {ghost?.bayId === bay.id ? (
        <GhostBox
          free={freeWords(
            freeTechnicians({ technicians: calendar.technicians, blocks }, ghost),
            calendar.technicians.length,
          )}
          ghost={ghost}
          onPress={onPressGhost}
          scale={scale}
          taken={takenWords(clash(ghost, blocks, null))}
          zone={zone}
        />
      ) : null}
    </>
  );
}

const takenWords = (other: BlockView | undefined): string | null => (other ? `Taken by ${nameOf(other)}` : null);

/** `Amir is free`, `Amir and 2 more are free`, `No technician is free`; null where there are none. */
const freeWords = (free: readonly { name: string }[], all: number): string | null => {
  if (all === 0) return null;
  const [first, ...more] = free;
  if (first === undefined) return "No technician is free";
  const name = first.name.split(" ")[0] ?? first.name;
  return more.length === 0 ? `${name} is free` : `${name} and ${more.length} more are free`;
};
