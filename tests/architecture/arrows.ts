import { importsOf, resolveImport, type SourceFile } from "./modules.ts";

/** Where a file stands: its layer, and inside layers of nouns or verbs the one that it belongs to. */
type Place = { layer: Layer; unit: string };

type Layer =
  | "app"
  | "app/api"
  | "features"
  | "components"
  | "trpc/client"
  | "trpc/server"
  | "server/api"
  | "server/http"
  | "server/auth"
  | "orchestrators"
  | "kernel"
  | "services"
  | "repositories"
  | "outbox"
  | "gateways"
  | "db"
  | "invariants"
  | "log"
  | "metrics"
  | "inngest"
  | "documents"
  | "domain"
  | "env"
  | "instrumentation"
  | "generated";

const places: readonly [RegExp, Layer][] = [
  [/^src\/app\/api\//, "app/api"],
  [/^src\/(app\/|proxy\.)/, "app"],
  [/^src\/features\/([^/]+)/, "features"],
  [/^src\/components\//, "components"],
  [/^src\/trpc\/(server|prefetch|caller|viewer)/, "trpc/server"],
  [/^src\/trpc\//, "trpc/client"],
  [/^src\/server\/api\//, "server/api"],
  [/^src\/server\/http\//, "server/http"],
  [/^src\/server\/auth(\.|\/)/, "server/auth"],
  [/^src\/server\/orchestrators\/kernel(\.|\/)/, "kernel"],
  [/^src\/server\/orchestrators\/([^/.]+)/, "orchestrators"],
  [/^src\/server\/services\/([^/.]+)/, "services"],
  [/^src\/server\/repositories\/([^/.]+)/, "repositories"],
  [/^src\/server\/outbox\//, "outbox"],
  [/^src\/server\/gateways\//, "gateways"],
  [/^src\/server\/db\//, "db"],
  [/^src\/server\/invariants\//, "invariants"],
  [/^src\/server\/log(\.|\/)/, "log"],
  [/^src\/server\/(metrics|tracing)(\.|\/)/, "metrics"],
  [/^src\/inngest\//, "inngest"],
  [/^src\/documents\//, "documents"],
  [/^src\/domain\//, "domain"],
  [/^src\/env\./, "env"],
  [/^src\/instrumentation/, "instrumentation"],
  [/^src\/generated\//, "generated"],
];

/** What each layer may import besides its own unit and `domain`, which everything may. A `type:` lets types alone pass. */
const allowed: Record<Layer, readonly (Layer | `type:${Layer}`)[]> = {
  app: ["features", "components", "trpc/client", "trpc/server", "server/api", "server/http", "server/auth", "env"],
  "app/api": ["app", "server/api", "server/http", "server/auth", "inngest", "env"],
  features: ["components", "trpc/client", "type:server/api"],
  components: [],
  "trpc/client": ["type:server/api"],
  "trpc/server": ["trpc/client", "server/api", "server/auth", "server/http"],
  "server/api": ["server/auth", "server/http", "kernel", "orchestrators", "services", "db", "log", "metrics", "env"],
  "server/http": [
    "server/api",
    "server/auth",
    "kernel",
    "orchestrators",
    "services",
    "gateways",
    "outbox",
    "db",
    "log",
    "metrics",
    "env",
  ],
  "server/auth": ["server/http", "gateways", "db", "log", "env"],
  orchestrators: ["kernel", "services", "repositories", "gateways", "outbox", "invariants", "db", "log"],
  kernel: ["outbox", "db", "log", "metrics", "env"],
  services: ["repositories", "db", "log"],
  // The shape of a row may be taken from another noun; its queries may not.
  repositories: ["db", "generated", "type:repositories"],
  outbox: ["db", "generated", "log", "metrics", "env"],
  gateways: ["log", "env"],
  db: ["generated", "log", "metrics", "env"],
  invariants: ["db"],
  log: ["env"],
  metrics: ["env"],
  inngest: ["kernel", "orchestrators", "services", "outbox", "gateways", "documents", "db", "log", "metrics", "env"],
  documents: [],
  domain: [],
  env: [],
  instrumentation: ["inngest", "outbox", "log", "metrics", "env"],
  generated: [],
};

/** Layers whose files may not lean on one another, though they stand side by side. */
const apart: Partial<Record<Layer, string>> = {
  features: "Two features that need the same piece: move what knows no noun to components/, a rule to domain/.",
  services: "Where two nouns meet is an orchestrator: call both services from src/server/orchestrators/.",
  orchestrators: "An orchestrator is a whole verb: move what two share into a service, or into kernel.ts.",
  repositories: "A repository asks about one noun: join in SQL, or let a service or orchestrator bring two together.",
};

const belongs: Record<Layer, string> = {
  app: "app/ holds routing alone: move the piece to features/<noun>/, or to server/ when it answers a request.",
  "app/api": "A route handler is an end: put what it does in server/http/.",
  features:
    "What knows a noun stays in features/ and is put together in app/: components/ and server code take it as props.",
  components:
    "Interface pieces are for app/ and features/: what the server needs of it belongs in domain/ or documents/.",
  "trpc/client": "The browser's client is for features/ and app/.",
  "trpc/server":
    "The server's proxy and prefetch are for pages in app/: a feature takes prefetched data through trpc/client.",
  "server/api":
    "Routers parse, authorise and call: logic that others need belongs in services/ or orchestrators/; features take their types only.",
  "server/http": "Request handling is for app/ and routers: put the rule in services/.",
  "server/auth": "Sessions are settled at the door (server/api, server/http, app): below it take ctx.",
  orchestrators: "Only doors and consumers start a verb: below them use a service, given a Tx.",
  kernel: "The kernel is for orchestrators, doors and consumers.",
  services: "Rules of a noun are called by orchestrators, doors and consumers, which stand above them.",
  repositories: "Queries are reached through a service or an orchestrator, which hold the rules.",
  outbox: "Emitting belongs to orchestrators/, delivering to inngest/.",
  gateways: "What leaves the process belongs to an orchestrator's step or a consumer in inngest/.",
  db: "Only server code reads the database: go through tRPC, or a service.",
  invariants: "Invariants are asked by commands, and in the server by orchestrators/verify-invariants.ts.",
  log: "Logging is the server's: code of domain/, documents/ and the browser returns values or throws.",
  metrics: "What is counted and traced is the server's: the browser, domain/ and documents/ return values.",
  inngest: "The server does not know its consumers: emit an event, or take the sender as an argument.",
  documents: "Documents are rendered by consumers in inngest/ and by server/http: props in, bytes out.",
  domain: "domain/ is for everybody.",
  env: "The environment is read by server code: domain/, documents/ and the browser take values as arguments.",
  instrumentation: "Nothing imports what starts the server.",
  generated: "Prisma's client is for db/ and repositories/: take a Db or Tx.",
};

function placeOf(file: string): Place | null {
  for (const [pattern, layer] of places) {
    const match = pattern.exec(file);
    if (match) return { layer, unit: match[1] ?? "" };
  }
  return null;
}

function mayImport(from: Place, to: Place, typeOnly: boolean): boolean {
  if (from.layer === to.layer && (!(from.layer in apart) || from.unit === to.unit)) return true;
  if (to.layer === "domain") return true;
  if (allowed[from.layer].includes(to.layer)) return true;
  return typeOnly && allowed[from.layer].includes(`type:${to.layer}`);
}

/** The forbidden imports of one file, a sentence each that says where the code belongs. */
export function forbiddenImports({ file, text }: SourceFile): string[] {
  const from = placeOf(file);
  if (!from) return [`${file} stands in no layer: src/ has the folders that ARCHITECTURE.md lists.`];
  return importsOf(text).flatMap(({ target, typeOnly }) => {
    const resolved = resolveImport(file, target);
    if (resolved === null) return [];
    const to = placeOf(resolved);
    if (!to) return [`${file} imports ${target}, which is outside of src/: code that ships does not lean on tools.`];
    if (mayImport(from, to, typeOnly)) return [];
    const advice = from.layer === to.layer ? apart[to.layer] : belongs[to.layer];
    return [`${file} (${from.layer}) may not import ${target} (${to.layer}). ${advice}`];
  });
}
