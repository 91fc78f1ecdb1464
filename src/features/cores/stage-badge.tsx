import { Badge, type BadgeTone } from "#/components/ui/badge.tsx";
import { type CoreRow, type CoreStage, coreStage, coreStageWords } from "#/domain/core.ts";

const tones: Readonly<Record<CoreStage, BadgeTone>> = {
  COLLECT: "neutral",
  SEND: "accent",
  CREDIT: "note",
  CREDITED: "ok",
  LAPSED: "neutral",
};

/** What is to be done next, and that it is late; the words tell it, the colours only repeat them. */
export function StageBadge({ core }: { core: CoreRow }) {
  const stage = coreStage(core);
  return (
    <span className="inline-flex flex-wrap gap-1">
      {core.overdue ? <Badge tone="bad">Overdue</Badge> : null}
      <Badge tone={tones[stage]}>{coreStageWords[stage]}</Badge>
    </span>
  );
}
