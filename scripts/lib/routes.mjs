/**
 * The first part of each address there is. A request is counted under it, and under "other" where there is none: a
 * counter never has more rows than this list, whatever is asked for.
 */
export const routes = [
  "/",
  "/_next",
  "/a",
  "/account",
  "/api/auth",
  "/api/connections",
  "/api/files",
  "/api/forms",
  "/api/health",
  "/api/inngest",
  "/api/live",
  "/api/metrics",
  "/api/trpc",
  "/api/webhooks",
  "/board",
  "/book",
  "/calendar",
  "/cores",
  "/customers",
  "/dev",
  "/history",
  "/invoices",
  "/job-cards",
  "/m",
  "/operations",
  "/parts",
  "/pay",
  "/reports",
  "/purchase-orders",
  "/settings",
  "/sign-in",
  "/sign-up",
  "/stock-counts",
  "/supplier-returns",
  "/tasks",
  "/till",
  "/transfers",
  "/vehicles",
];
const known = new Set(routes);

/** @param {string} path of a request, without its search */
export function routeOf(path) {
  const [, first = "", second = ""] = path.split("/");
  const route = first === "api" ? `/api/${second}` : `/${first}`;
  return known.has(route) ? route : "other";
}
const methods = new Set(["GET", "POST", "PUT", "HEAD", "OPTIONS", "PATCH", "DELETE"]);

/** Counts a request under its method, route and status once it is answered. */
export function countAnswer(request, response) {
  globalThis.pitlaneRequests ??= new Map();
  const counts = globalThis.pitlaneRequests;
  response.once("close", () => {
    const path = (request.url ?? "/").split("?")[0];
    const method = methods.has(request.method) ? request.method : "other";
    const key = `${method} ${routeOf(path)} ${response.statusCode}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  });
}
