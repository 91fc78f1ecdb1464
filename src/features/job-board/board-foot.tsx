import type { ReactNode } from "react";
import { FootBar } from "#/components/shell/foot-bar.tsx";
import { Keys } from "#/components/ui/kbd.tsx";
import { StatusGlyph } from "#/components/ui/status-glyph.tsx";
import { jobCardStatusWords } from "#/domain/transitions.ts";
import type { Carry } from "./carry.ts";

const Key = ({ caps, children }: { caps: readonly string[]; children: ReactNode }) => (
  <span className="inline-flex items-center gap-1.5 max-lg:hidden pointer-coarse:hidden">
    <Keys keys={caps} />
    {children}
  </span>
);

/** What is going on, and the keys that act now. */
export function BoardFoot({
  carry,
  mayMove,
  mayAssign,
}: {
  carry: Carry | null;
  mayMove: boolean;
  mayAssign: boolean;
}) {
  if (carry === null)
    return (
      <FootBar>
        <Key caps={["J", "K"]}>next, previous</Key>
        <Key caps={["↵"]}>open</Key>
        {mayMove ? (
          <>
            <Key caps={["Space"]}>pick up</Key>
            <Key caps={["M"]}>move to</Key>
          </>
        ) : null}
        {mayAssign ? (
          <>
            <Key caps={["A"]}>assign</Key>
            <Key caps={["P"]}>place on a bay</Key>
          </>
        ) : null}
      </FootBar>
    );
  const { card, over } = carry;
  return (
    <FootBar>
      <span className="inline-flex items-center gap-1.5 font-medium text-ink">
        <StatusGlyph decorative status={over ?? card.status} />
        Moving {card.plate} from {jobCardStatusWords[card.status]}
        {over !== null && over !== card.status ? ` to ${jobCardStatusWords[over]}` : null}
      </span>
      {carry.by === "keys" ? (
        <>
          <Key caps={["←", "→"]}>column</Key>
          <Key caps={["Space"]}>drop</Key>
        </>
      ) : null}
      <Key caps={["Esc"]}>put back</Key>
    </FootBar>
  );
}
