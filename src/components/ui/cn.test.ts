import { expect, it } from "vitest";
import { cn } from "#/components/ui/cn.ts";

it("keeps a type role beside a colour, and lets the later of two roles stand", () => {
  expect(cn("text-dense text-ink-2", "text-bad")).toBe("text-dense text-bad");
  expect(cn("text-dense text-ink-2", "text-section")).toBe("text-ink-2 text-section");
  expect(cn("rounded-control shadow-e1", "rounded-panel")).toBe("shadow-e1 rounded-panel");
});
