import { TrieRouter } from "hono/router/trie-router";
import { expect, it } from "vitest";
import { ROUTES } from "../../domain/access.ts";
import { ApiRouter } from "./api-router.ts";

const ROUTERS = { ours: new ApiRouter<string>(), theirs: new TrieRouter<string>() };
const routes = Object.keys(ROUTES).map((name) => name.split(" ") as [string, string]);
for (const router of Object.values(ROUTERS)) {
  router.add("ALL", "*", "middleware");
  router.add("ALL", "/api/*", "of the API");
  for (const [method, path] of routes)
    router.add(method, path.replaceAll(/\{(\w+)\}/g, ":$1"), `${method} ${path}`);
  router.add("GET", "/*", "the console");
}

/** Handler → parameters, whichever form a router gives them. */
function found(router: (typeof ROUTERS)["theirs"] | (typeof ROUTERS)["ours"], method: string, path: string) {
  const [handlers, values] = router.match(method, path);
  return handlers.map(([handler, params]) => [
    handler,
    Object.fromEntries(
      Object.entries(params).map(([name, value]) => [
        name,
        typeof value === "number" ? values?.[value] : value,
      ]),
    ),
  ]);
}

it.each<[string, string]>([
  ...routes,
  ...routes.map(([, path]) => ["PUT", path] as [string, string]),
  ["GET", "/"],
  ["GET", "/api/nothing"],
  ["GET", "/api/notifications/"],
  ["POST", "/api/notifications/read-all/read"],
  ["GET", "/api/admin/withdrawals/stats/facts"],
])("finds for %s %s what a walk finds", (method, template) => {
  for (const value of ["ses_1", "a%2Fb", "read-all", "stats"]) {
    const path = template.replaceAll(/\{\w+\}/g, value);
    expect(found(ROUTERS.ours, method, path)).toEqual(found(ROUTERS.theirs, method, path));
  }
});
