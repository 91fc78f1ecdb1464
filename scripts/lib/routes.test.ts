import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { routeFiles } from "../../tests/harness/route-files.ts";
import { countAnswer, routeOf, routes } from "./routes.mjs";

test("every address of the app is counted under a name of its own", () => {
  for (const { path } of routeFiles()) expect([path, routeOf(path)]).not.toEqual([path, "other"]);
  for (const page of ["/board", "/job-cards/0190/x", "/invoices/1", "/parts", "/sign-in", "/_next/static/a.js", "/"])
    expect(routes).toContain(routeOf(page));
});

test("what is not there is counted as one, whatever is asked for", () => {
  for (const path of ["/wp-admin", "/api/../etc", "/api", "/__proto__", "//", "/board%2f"])
    expect(["other", "/"]).toContain(routeOf(path));
});

test("an answer is counted once, by method, route and status", () => {
  globalThis.pitlaneRequests = new Map();
  for (const method of ["GET", "GET", "BREW"]) {
    const response = Object.assign(new EventEmitter(), { statusCode: 200 });
    countAnswer({ url: "/board?x=1", method }, response);
    response.emit("close");
    response.emit("close");
  }
  expect(Object.fromEntries(globalThis.pitlaneRequests)).toEqual({ "GET /board 200": 2, "other /board 200": 1 });
});
