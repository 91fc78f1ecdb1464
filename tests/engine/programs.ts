/** The functions that both sides of the protocol are tried with, and what has to pass over the wire for each. */

import type { Event } from "./reference.ts";

/** What a program may do: the parts of inngest-js's `step` that the embedded runner knows. */
export type Steps = {
  run(id: string, work: () => unknown): Promise<unknown>;
  sleep(id: string, duration: string): Promise<unknown>;
  /** What it does not know. */
  waitForEvent(id: string, options: { event: string; timeout: string }): Promise<unknown>;
  invoke(id: string): Promise<unknown>;
};
export type Faults = { permanent(message: string): Error; after(message: string, seconds: number): Error };
export type Program = (steps: Steps, given: { attempt: number; event: Event }, faults: Faults) => unknown;

export type Case = {
  name: string;
  /** Tries after the first. */
  retries: number;
  program: Program;
  ids: readonly string[];
  /**
   * Each call with its attempt and what it remembers in order, and its answer. Where steps run side by side, the calls
   * that plan are left out and the others sorted: how often a server looks again is its own affair.
   */
  wire: readonly string[];
  sideBySide?: true;
  end: { output: unknown } | { error: string };
};

const times = new Map<string, number>();
/** Counts its calls, by name, over all calls of the function; tests begin by forgetting. */
const nth = (name: string): number => {
  times.set(name, (times.get(name) ?? 0) + 1);
  return times.get(name) ?? 0;
};
export const forgetTries = (): void => times.clear();

export const cases: readonly Case[] = [
  {
    name: "StepRun: steps one after another, each remembered; a repeated id is another step",
    retries: 0,
    ids: ["first", "again", "again:1"],
    program: async (steps, { event }) => {
      const first = await steps.run("first", () => ({ word: event.data.word }));
      const again = await steps.run("again", () => 1);
      return [first, again, await steps.run("again", () => 2)];
    },
    wire: [
      "step @0 [] → 206 StepRun:first",
      "step @0 [first] → 206 StepRun:again",
      "step @0 [first again] → 206 StepRun:again:1",
      "step @0 [first again again:1] → 200",
    ],
    end: { output: [{ word: "grüß" }, 1, 2] },
  },
  {
    name: "a function without steps is one call",
    retries: 0,
    ids: [],
    program: () => "done",
    wire: ["step @0 [] → 200"],
    end: { output: "done" },
  },
  {
    name: "nothing returned is null",
    retries: 0,
    ids: ["nothing"],
    program: (steps) => steps.run("nothing", () => undefined),
    wire: ["step @0 [] → 206 StepRun:nothing", "step @0 [nothing] → 200"],
    end: { output: null },
  },
  {
    name: "Sleep: remembered as null once it has passed",
    retries: 0,
    ids: ["nap", "after"],
    program: async (steps) => {
      await steps.sleep("nap", "1s");
      return steps.run("after", () => "awake");
    },
    wire: ["step @0 [] → 206 Sleep:nap", "step @0 [nap=null] → 206 StepRun:after", "step @0 [nap=null after] → 200"],
    end: { output: "awake" },
  },
  {
    name: "StepError: tried again with the attempt counted; the next step counts from zero",
    retries: 2,
    ids: ["shaky", "calm"],
    program: async (steps, { attempt }) => {
      await steps.run("shaky", () => {
        if (attempt < 2) throw new Error("not yet");
        return "held";
      });
      return steps.run("calm", () => attempt);
    },
    wire: [
      "step @0 [] → 206 StepError:shaky",
      "step @1 [] → 206 StepError:shaky",
      "step @2 [] → 206 StepRun:shaky",
      "step @0 [shaky] → 206 StepRun:calm",
      "step @0 [shaky calm] → 200",
    ],
    end: { output: 0 },
  },
  {
    name: "StepError to the last: remembered as an error that the function may catch",
    retries: 1,
    ids: ["broken", "instead"],
    program: async (steps) => {
      try {
        return await steps.run("broken", () => {
          throw new Error("smtp down");
        });
      } catch (error) {
        const reason = error instanceof Error ? error.message : "?";
        return steps.run("instead", () => `by post: ${reason}`);
      }
    },
    wire: [
      "step @0 [] → 206 StepError:broken",
      "step @1 [] → 206 StepError:broken",
      "step @0 [broken=error] → 206 StepRun:instead",
      "step @0 [broken=error instead] → 200",
    ],
    end: { output: "by post: smtp down" },
  },
  {
    name: "final failure: an error nobody catches ends the function, and its handler hears of it",
    retries: 1,
    ids: ["broken"],
    program: (steps) =>
      steps.run("broken", () => {
        throw new Error("smtp down");
      }),
    wire: ["step @0 [] → 206 StepError:broken", "step @1 [] → 206 StepError:broken", "step @0 [broken=error] → 400"],
    end: { error: "smtp down" },
  },
  {
    name: "RetryAfter in a step: tried again, no sooner than it says",
    retries: 1,
    ids: ["busy"],
    program: (steps, _given, { after }) =>
      steps.run("busy", () => {
        if (nth("busy") === 1) throw after("421", 1);
        return "sent";
      }),
    wire: ["step @0 [] → 206 StepError:busy", "step @1 [] → 206 StepRun:busy", "step @0 [busy] → 200"],
    end: { output: "sent" },
  },
  {
    name: "NonRetriable in a step: once and no more",
    retries: 3,
    ids: ["refused"],
    program: (steps, _given, { permanent }) =>
      steps.run("refused", () => {
        throw permanent("no such mailbox");
      }),
    wire: ["step @0 [] → 206 StepError:refused", "step @0 [refused=error] → 400"],
    end: { error: "no such mailbox" },
  },
  {
    name: "an error outside steps: 500, tried again, what was done before is remembered",
    retries: 1,
    ids: ["once"],
    program: async (steps, { attempt }) => {
      const kept = await steps.run("once", () => nth("once"));
      if (attempt === 0) throw new Error("after the step");
      return kept;
    },
    wire: ["step @0 [] → 206 StepRun:once", "step @0 [once] → 500", "step @1 [once] → 200"],
    end: { output: 1 },
  },
  {
    name: "an error outside steps to the last",
    retries: 1,
    ids: [],
    program: () => {
      throw new Error("always");
    },
    wire: ["step @0 [] → 500", "step @1 [] → 500"],
    end: { error: "always" },
  },
  {
    name: "NonRetriable outside steps: 400, once and no more",
    retries: 3,
    ids: [],
    program: (_steps, _given, { permanent }) => {
      throw permanent("never");
    },
    wire: ["step @0 [] → 400"],
    end: { error: "never" },
  },
  {
    name: "parallel steps: planned, then each run in a call of its own with tries of its own, then joined",
    retries: 2,
    ids: ["a", "b", "nap", "join"],
    sideBySide: true,
    program: async (steps) => {
      const all = await Promise.all([
        steps.run("a", () => nth("a")),
        steps.run("b", () => {
          if (nth("b") === 1) throw new Error("once");
          return "b";
        }),
        steps.sleep("nap", "1s"),
      ]);
      return steps.run("join", () => [...all, nth("join")]);
    },
    wire: [
      "a @0 → 206 StepRun:a",
      "b @0 → 206 StepError:b",
      "b @1 → 206 StepRun:b",
      "join → 206 StepRun:join",
      "step → 200",
    ],
    end: { output: [1, "b", null, 1] },
  },
  {
    name: "a parallel step that fails for good: its error is remembered, the others' results too",
    retries: 0,
    ids: ["a", "b"],
    sideBySide: true,
    program: async (steps) => {
      const [a, b] = await Promise.allSettled([
        steps.run("a", () => "a"),
        steps.run("b", () => {
          throw new Error("gone");
        }),
      ]);
      return [a.status, b.status];
    },
    wire: ["a @0 → 206 StepRun:a", "b @0 → 206 StepError:b", "step → 200"],
    end: { output: ["fulfilled", "rejected"] },
  },
];

/** A line of side-by-side work without what differs from server to server; null for one that only plans. */
export const sideBySideLine = (line: string): string | null => {
  const told = /^(\S+) @(\d+) \[[^\]]*\] → (.+)$/.exec(line);
  if (!told) return line;
  const [, step = "", attempt = "", answer = ""] = told;
  if (step !== "step") return answer.includes("join") ? `join → ${answer}` : `${step} @${attempt} → ${answer}`;
  if (answer === "200") return "step → 200";
  return answer === "206 StepRun:join" ? "join → 206 StepRun:join" : null;
};
