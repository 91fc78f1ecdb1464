import { describe, expect, it } from "vitest";
import type { DeliveryView, RunView } from "#/domain/operation.ts";
import {
  arrivedWords,
  effectFacts,
  gathered,
  refusalWords,
  removedWords,
  runSummary,
  stepFacts,
  stretchesOf,
} from "./entries.ts";

const zone = "Europe/London";
const effect = (part: Partial<DeliveryView>): DeliveryView => ({
  id: "1",
  eventType: "job-card/completed",
  consumer: "email-invoice",
  title: "E-mail with invoice",
  state: "PENDING",
  attempts: 0,
  plannedFor: null,
  nextTryAt: null,
  finishedAt: null,
  reason: null,
  failures: [],
  result: null,
  task: null,
  ...part,
});
const run = (part: Partial<RunView>): RunView => ({
  id: "r1",
  name: "job-card.update-line",
  title: "Line changed",
  state: "COMPLETED",
  actorName: "Maya Okafor",
  startedAt: new Date("2026-05-14T15:41:07Z"),
  durationMs: 38,
  errorMessage: null,
  steps: [],
  effects: [],
  removed: 0,
  ...part,
});

describe("an effect on the timeline", () => {
  it("waits its turn before its first try", () => {
    expect(effectFacts(effect({}), zone)).toEqual({ state: "waiting", time: "queued", detail: null });
  });
  it("says why it is tried again, and when, in the branch's time", () => {
    const waiting = effect({
      attempts: 2,
      reason: "Ledger service is busy",
      nextTryAt: new Date("2026-05-14T15:44:22Z"),
    });
    expect(effectFacts(waiting, zone)).toEqual({
      state: "running",
      time: "2 tries",
      detail: "Ledger service is busy. Next try 16:44:22.",
    });
  });
  it("is dead with its reason, last try and whoever has taken it", () => {
    const dead = effect({
      state: "DEAD",
      attempts: 3,
      reason: "It is a landline.",
      finishedAt: new Date("2026-05-14T15:43:40Z"),
      task: { id: "t", takenBy: "Dev Patel", state: "TAKEN" },
    });
    expect(effectFacts(dead, zone)).toEqual({
      state: "dead",
      time: "3 tries",
      detail: "It is a landline. Last try 16:43:40. Dev Patel has taken it.",
    });
  });
  it("counts as arrived when done or skipped, never when dead", () => {
    const effects = [effect({ state: "DONE" }), effect({ state: "SKIPPED" }), effect({ state: "DEAD" })];
    expect(arrivedWords(effects)).toBe("2 of 3 arrived");
    expect(arrivedWords(effects.slice(0, 2))).toBe("all 2 arrived");
  });
});

describe("runs on the timeline", () => {
  it("says of effects whose details are gone that they arrived", () => {
    expect(removedWords(run({}))).toBeNull();
    expect(removedWords(run({ removed: 3 }))).toBe(
      "Everything that followed arrived; the details were removed after 90 days.",
    );
    expect(removedWords(run({ effects: [effect({ state: "DEAD" })], removed: 2 }))).toBe(
      "2 more arrived; the details were removed after 90 days.",
    );
  });

  it("shows runs with effects whole and gathers the short ones between them", () => {
    const runs = [run({ id: "a" }), run({ id: "b", effects: [effect({})] }), run({ id: "c" }), run({ id: "d" })];
    expect(
      stretchesOf(runs).map((each) => (each.kind === "whole" ? each.run.id : each.runs.map(({ id }) => id))),
    ).toEqual([["a"], "b", ["c", "d"]]);
  });
  it("counts the same change in a row once, but never joins a refusal", () => {
    const rows = gathered([run({ id: "a" }), run({ id: "b" }), run({ id: "c", state: "FAILED" }), run({ id: "d" })]);
    expect(rows.map(({ run: { id }, times }) => [id, times])).toEqual([
      ["a", 2],
      ["c", 1],
      ["d", 1],
    ]);
  });
  it("says once that nothing was changed", () => {
    expect(refusalWords({ errorMessage: "Brake disc is short." })).toBe("Brake disc is short. Nothing was changed.");
    expect(refusalWords({ errorMessage: "It is closed. Nothing was changed." })).toBe(
      "It is closed. Nothing was changed.",
    );
  });
  it("names the person, the second and the time one transaction took", () => {
    expect(runSummary(run({}), zone, new Date("2026-05-14T16:00:00Z"))).toBe(
      "Maya Okafor, 16:41:07. One transaction, 38 ms.",
    );
  });
  it("shows a rolled back step as undone, not as something to mend", () => {
    const step = {
      name: "issue",
      title: "Parts left stock",
      state: "FAILED",
      attempt: 2,
      durationMs: 4,
      detail: null,
      error: "Short by 1.",
    } as const;
    expect(stepFacts(step)).toEqual({ state: "undone", time: "try 2, 4 ms", detail: "Short by 1." });
  });
});
