import { ROUTES, type RouteName, type RouteRule } from "../../domain/access.ts";
import type { App } from "./env.ts";
import { problems } from "./problem.ts";

export type ApiDocument = ReturnType<App["getOpenAPI31Document"]>;

const DESCRIPTION = `The money backend for pay-per-minute live streaming.

JSON everywhere. USD is \`{"amount":"13.20","currency":"USD"}\`, tokens are integers, times are RFC 3339 in UTC, ids are opaque. Lists are \`{data, has_more, next_cursor}\`.
Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`; every answer has a \`Request-Id\`.`;

/** The document of what is registered: the routes describe themselves, the role table adds who may call them. */
export function openApiDocument(app: App): ApiDocument {
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
  });
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Metercast", version: "1.0.0", description: DESCRIPTION },
    servers: [{ url: "/" }],
  });
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(item as Record<string, Operation>)) {
      complete(operation, `${method.toUpperCase()} ${path}` as RouteName);
    }
  }
  return document;
}

interface Operation {
  operationId?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  description?: string;
  responses: Record<string, { description: string }>;
  requestBody?: unknown;
}

/** What follows from the role table and from what stands before every route's own code. */
function complete(operation: Operation, route: RouteName): void {
  const rule: RouteRule = ROUTES[route];
  const [method = "", path = ""] = route.split(" ");
  operation.operationId = `${method.toLowerCase()}${path.replaceAll(/[^a-z]+([a-z]?)/gi, (_, letter: string) => letter.toUpperCase())}`;
  operation.tags = [path.startsWith("/api/") ? (path.split("/")[2] ?? "") : "service"];
  if (rule.who === "anybody" || rule.who === "stripe") operation.security = [];
  else operation.security = [{ bearer: [] }];
  const who = typeof rule.who === "string" ? rule.who.replace("_", " ") : rule.who.join(", ");
  operation.description = [operation.description, `Who: ${who}.`].filter(Boolean).join("\n\n");
  for (const [status, response] of Object.entries(
    guardResponses(rule, method, operation.requestBody !== undefined),
  ))
    mergeResponse(operation, status, response);
}

function guardResponses(
  rule: RouteRule,
  method: string,
  hasBody: boolean,
): Record<string, { description: string }> {
  return problems(
    ...(rule.who === "anybody" || rule.who === "stripe" ? [] : (["unauthenticated"] as const)),
    ...(typeof rule.who === "string" ? [] : (["forbidden"] as const)),
    ...(method === "GET"
      ? []
      : rule.who === "stripe"
        ? (["payload_too_large"] as const)
        : (["malformed_request", "payload_too_large", "unsupported_media_type"] as const)),
    ...(rule.idempotencyKey === "required" ? (["idempotency_key_required"] as const) : []),
    ...(rule.idempotencyKey === "none"
      ? []
      : (["request_in_progress", "idempotency_conflict", "invalid_request"] as const)),
    ...(hasBody && rule.who !== "stripe" ? (["invalid_request"] as const) : []),
  ) as Record<string, { description: string }>;
}

/** Two sources may name codes of the same status: the reader wants them all, each once. */
function mergeResponse(operation: Operation, status: string, added: { description: string }): void {
  const own = operation.responses[status];
  const words = new Set([...(own?.description.split("; ") ?? []), ...added.description.split("; ")]);
  // The document's schemas are references by now; a problem's is always the same one.
  operation.responses[status] = { ...(own ?? asReference(added)), description: [...words].join("; ") };
}

const asReference = (response: { description: string }) => ({
  ...response,
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
});
