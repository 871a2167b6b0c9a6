import { createRoute, type RouteConfig } from "@hono/zod-openapi";
import { ROUTES, type RouteName, type RouteRule } from "../../domain/access.ts";
import type { Guard, Middleware } from "./guard.ts";
import { idempotencyKey, requiredIdempotencyKey } from "./schemas.ts";
import type { TagName } from "./tags.ts";

type MethodOf<Name> = Name extends `${infer Method} /${string}` ? Lowercase<Method> : never;
type PathOf<Name> = Name extends `${string} ${infer Path}` ? Path : never;

/** What a route says of itself; its name says the rest. */
interface Description extends Omit<RouteConfig, "method" | "path" | "middleware" | "tags"> {
  /** Its name in generated clients: a promise, like its path. */
  operationId: string;
  /** Its section of the document. */
  tag: TagName;
}

/** What `app.openapi` takes, with the types of its request. */
type Route<Name, D> = Omit<D, "tag" | "parameters"> & {
  method: MethodOf<Name>;
  path: PathOf<Name>;
  middleware: Middleware[];
};

/**
 * A route of the table in domain/access.ts, whose rule decides its guard and whether it takes an
 * Idempotency-Key.
 */
export function routeFor<const Name extends RouteName, D extends Description>(
  guard: Guard,
  name: Name,
  { tag, parameters = [], ...description }: D,
): Route<Name, D> {
  const [method = "", path = ""] = name.split(" ");
  const all = [...keyParameter(ROUTES[name]), ...parameters];
  const config = {
    ...description,
    ...(all.length > 0 && { parameters: all }),
    tags: [tag],
    method: method.toLowerCase(),
    path,
    middleware: guard(name),
  };
  const route = createRoute(config as unknown as RouteConfig);
  return route as unknown as Route<Name, D>;
}

function keyParameter({ idempotencyKey: key }: RouteRule) {
  if (key === "none") return [];
  return [key === "required" ? requiredIdempotencyKey : idempotencyKey];
}
