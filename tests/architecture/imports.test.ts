import { describe, expect, test } from "vitest";
import { forbiddenImports } from "./arrows.ts";
import { importsOf, sourceFiles } from "./modules.ts";

test("imports of src run one way", () => {
  expect(sourceFiles().flatMap(forbiddenImports)).toEqual([]);
});

describe("each forbidden import is seen", () => {
  test.each([
    ["feature → feature", "src/features/parts/list.tsx", "#/features/invoice/row.tsx"],
    ["feature → server", "src/features/parts/list.tsx", "#/server/services/inventory.ts"],
    ["feature → router, by value", "src/features/parts/list.tsx", "#/server/api/root.ts"],
    ["feature → database", "src/features/parts/list.tsx", "#/server/db/client.ts"],
    ["feature → server's proxy", "src/features/parts/list.tsx", "#/trpc/server.tsx"],
    ["feature → app", "src/features/parts/list.tsx", "#/app/layout.tsx"],
    ["feature → environment", "src/features/parts/list.tsx", "#/env.ts"],
    ["components → features", "src/components/ui/button.tsx", "#/features/parts/list.tsx"],
    ["components → tRPC", "src/components/shell/nav.tsx", "#/trpc/client.tsx"],
    ["components → server", "src/components/shell/nav.tsx", "#/server/auth.ts"],
    ["app → orchestrator", "src/app/(workshop)/board/page.tsx", "#/server/orchestrators/complete-job-card.ts"],
    ["app → repository", "src/app/(workshop)/board/page.tsx", "#/server/repositories/job-cards.ts"],
    ["page → inngest", "src/app/(workshop)/board/page.tsx", "#/inngest/client.ts"],
    ["route handler → database", "src/app/api/health/route.ts", "#/server/db/client.ts"],
    ["router → repository", "src/server/api/routers/part.ts", "#/server/repositories/parts.ts"],
    ["router → gateway", "src/server/api/routers/part.ts", "#/server/gateways/mail.ts"],
    ["router → app", "src/server/api/routers/part.ts", "#/app/page.tsx"],
    ["router → inngest", "src/server/api/routers/part.ts", "#/inngest/client.ts"],
    ["orchestrator → orchestrator", "src/server/orchestrators/a.ts", "./b.ts"],
    ["orchestrator → inngest", "src/server/orchestrators/a.ts", "#/inngest/client.ts"],
    ["orchestrator → router", "src/server/orchestrators/a.ts", "#/server/api/root.ts"],
    ["service → service", "src/server/services/parts.ts", "./invoicing.ts"],
    ["service → orchestrator", "src/server/services/parts.ts", "#/server/orchestrators/a.ts"],
    ["service → outbox", "src/server/services/parts.ts", "#/server/outbox/emit.ts"],
    ["repository → repository", "src/server/repositories/parts.ts", "./invoices.ts"],
    ["repository → service", "src/server/repositories/parts.ts", "#/server/services/parts.ts"],
    ["outbox → inngest", "src/server/outbox/relay.ts", "#/inngest/client.ts"],
    ["gateway → database", "src/server/gateways/mail.ts", "#/server/db/client.ts"],
    ["database → service", "src/server/db/client.ts", "#/server/services/parts.ts"],
    ["documents → server", "src/documents/invoice/pdf.ts", "#/server/db/client.ts"],
    ["documents → environment", "src/documents/invoice/pdf.ts", "#/env.ts"],
    ["domain → ours", "src/domain/money.ts", "#/server/db/client.ts"],
    ["domain → components", "src/domain/money.ts", "#/components/ui/button.tsx"],
    ["inngest → repository", "src/inngest/functions/a.ts", "#/server/repositories/parts.ts"],
    ["inngest → app", "src/inngest/functions/a.ts", "#/app/page.tsx"],
    ["environment → ours", "src/env.ts", "#/server/log.ts"],
    ["src → tools", "src/server/db/client.ts", "../../../scripts/lib/paths.mjs"],
    ["no layer", "src/utils/helpers.ts", "#/domain/money.ts"],
  ])("%s", (_name, file, target) => {
    const [sentence, ...more] = forbiddenImports({ file, text: `import { x } from "${target}";\n` });
    expect(more).toEqual([]);
    expect(sentence).toContain(file);
    expect(sentence).toMatch(/: .+\.$|\. .+\.$/);
  });

  test.each([
    [
      "features take types of the routers",
      "src/features/parts/list.tsx",
      'import type { X } from "#/server/api/root.ts";',
    ],
    ["inline types too", "src/features/parts/list.tsx", 'import { type X, type Y } from "#/server/api/root.ts";'],
    ["app → feature", "src/app/page.tsx", 'import { X } from "#/features/parts/list.tsx";'],
    ["a feature's own files", "src/features/parts/list.tsx", 'import { X } from "./row.tsx";'],
    ["service → own repository", "src/server/services/parts.ts", 'import * as parts from "../repositories/parts.ts";'],
    ["orchestrator → kernel", "src/server/orchestrators/a.ts", 'import { executeSteps } from "./kernel.ts";'],
    ["everything → domain", "src/components/ui/money.tsx", 'import { x } from "#/domain/money.ts";'],
    ["npm", "src/domain/money.ts", 'import { z } from "zod";'],
  ])("%s is free", (_name, file, text) => {
    expect(forbiddenImports({ file, text })).toEqual([]);
  });
});

describe("imports are read whatever their form", () => {
  test.each([
    ['import x from "#/a.ts"', false],
    ['import * as x from "#/a.ts"', false],
    ['import {\n  x,\n  type Y,\n} from "#/a.ts"', false],
    ['import "#/a.ts"', false],
    ['export { x } from "#/a.ts"', false],
    ['export * from "#/a.ts"', false],
    ['const x = await import("#/a.ts")', false],
    ['import type { X } from "#/a.ts"', true],
    ['export type { X } from "#/a.ts"', true],
    ['type X = typeof import("#/a.ts")', true],
  ])("%s", (text, typeOnly) => {
    expect(importsOf(text)).toEqual([{ target: "#/a.ts", typeOnly }]);
  });

  test("not those in comments", () => {
    expect(importsOf('// import x from "#/a.ts"\n/* import("#/b.ts") */\nconst u = "http://x";')).toEqual([]);
  });
});
