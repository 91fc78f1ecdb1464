import { z } from "zod";

/** What can go wrong between us and a gateway, each as it looks from outside. */
export const faultModes = {
  ok: "Everything works",
  decline: "The bank says no",
  "fail-before": "500, and nothing was done",
  "fail-after": "500, though it was done",
  hang: "Never answers, and nothing was done",
  reset: "Hangs up, though it was done",
  "doubled-webhook": "Each webhook comes twice",
  "early-webhook": "The webhook comes before the answer",
  "out-of-order-webhooks": "Webhooks come late and in the wrong order",
  "failed-refund": "A refund is taken on, and fails later",
} as const;
export type FaultMode = keyof typeof faultModes;

const isMode = (mode: string): mode is FaultMode => Object.hasOwn(faultModes, mode);
export const faultMode = z
  .string()
  .refine(isMode, { error: `mode must be one of ${Object.keys(faultModes).join(", ")}.` });

export const calls = ["create", "confirm", "capture", "cancel", "refund"] as const;
export type Call = (typeof calls)[number];

/** `times`: the next so many calls, or until changed. `on`: the calls it strikes; those that move money unless told. */
export const faultSchema = z.object({
  mode: faultMode,
  times: z.int().positive().nullish(),
  on: z.array(z.enum(calls)).min(1).default(["confirm", "refund"]),
});
export type Fault = z.infer<typeof faultSchema>;

export type Faults = {
  readonly now: () => Fault;
  readonly set: (fault: Fault) => void;
  /** What strikes this call; counted unless `replay`, which only a connection's faults strike. */
  readonly take: (call: Call, replay: boolean) => FaultMode;
};

const fine: Fault = { mode: "ok", on: [...calls] };
const ofTheConnection: readonly FaultMode[] = ["hang", "reset"];

export const makeFaults = (): Faults => {
  let fault = fine;
  return {
    now: () => fault,
    set: (next) => {
      fault = next;
    },
    take: (call, replay) => {
      const { mode, times, on } = fault;
      if (!on.includes(call) || (replay && !ofTheConnection.includes(mode))) return "ok";
      if (times != null) fault = times > 1 ? { ...fault, times: times - 1 } : fine;
      return mode;
    },
  };
};
