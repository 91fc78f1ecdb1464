"use client";

import { createContext, type ReactNode, use } from "react";
import type { JobCardView } from "#/domain/job-card.ts";
import { formatMoney, formatWhole } from "#/domain/money.ts";
import { formatMoment } from "#/domain/time.ts";
import { isOpen } from "#/domain/transitions.ts";
import type { LiveTotals } from "./live-totals.ts";
import type { Commands } from "./use-commands.ts";
import type { Editing } from "./use-editing.ts";

export type CardScene = {
  card: JobCardView;
  commands: Commands;
  editing: Editing;
  /** Null without prices; a sentence when the sum is out of reach. */
  totals: LiveTotals | string | null;
  may: {
    edit: boolean;
    done: boolean;
    move: boolean;
    assign: boolean;
    approve: boolean;
    complete: boolean;
    receive: boolean;
    take: boolean;
    credit: boolean;
  };
  now: Date;
};

const Scene = createContext<CardScene | null>(null);

export const CardSceneProvider = ({ scene, children }: { scene: CardScene; children: ReactNode }) => (
  <Scene value={scene}>{children}</Scene>
);

/** The card on screen and all that can be done to it. Throws outside `JobCardScreen`. */
export const useScene = (): CardScene => {
  const scene = use(Scene);
  if (scene === null) throw new Error("useScene is for parts of the job card screen");
  return scene;
};

/** Lines can be changed by this person now. */
export const useEditable = (): boolean => {
  const { card, may } = useScene();
  return may.edit && isOpen(card.status);
};

/** Formatters bound to the card's branch. */
export const useFormats = () => {
  const { card, now } = useScene();
  const { currency, locale, zone } = card.branch;
  return {
    money: (minor: number) => formatMoney(minor, currency, locale),
    /** Time today, day and time else. */
    moment: (at: Date) => formatMoment(at, zone, now),
    count: formatWhole,
  };
};
