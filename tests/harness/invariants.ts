import { expect } from "vitest";

let wholeFile = false;
const tests = new Set<string>();

/**
 * Says that the invariants do not hold after this test on purpose, and why. Called in a test it speaks for that test,
 * called outside of tests for the whole file.
 */
export function breaksInvariants(reason: string): void {
  if (reason.trim() === "") throw new Error("Say why the invariants may be broken here.");
  const { currentTestName } = expect.getState();
  if (currentTestName) tests.add(currentTestName);
  else wholeFile = true;
}

/** Whether the invariants are to be checked after the test that runs now. */
export function invariantsExpected(): boolean {
  const { currentTestName } = expect.getState();
  return !wholeFile && !(currentTestName && tests.has(currentTestName));
}
