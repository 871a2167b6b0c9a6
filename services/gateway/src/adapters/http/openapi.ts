import { ERROR_CODES } from "@metercast/runtime";
import { isSigned, ROUTES, type RouteName, type RouteRule } from "../../domain/access.ts";
import type { App } from "./env.ts";
import { EXAMPLES } from "./examples/examples.ts";
import { problems } from "./problem.ts";
import { TAGS } from "./tags.ts";
import { webhookSchemas, webhooksSection } from "./webhook-messages.ts";

export type ApiDocument = ReturnType<App["getOpenAPI31Document"]>;

const DESCRIPTION = `The money backend for pay-per-minute live streaming.

JSON everywhere. USD is \`{"amount":"13.20","currency":"USD"}\`, tokens are integers, times are RFC 3339 in UTC, ids are opaque. Lists are \`{data, has_more, next_cursor}\`.
An amount in a request is a text with a point before its decimals (\`"13.20"\`), or a JSON number: no sign, leading zeros, blanks, commas or exponent, and no more decimals than the currency has. Anything else is 422, never rounded or guessed.
Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`; every answer has a \`Request-Id\`.

Requests are limited per address and per person, with reports counting for several; each answer says in \`RateLimit-Policy\` and \`RateLimit\` how much is left, and a 429 says in \`Retry-After\` when to retry.
Counts are kept by each replica: behind a balancer there may be more room than a header says.`;

/** The document of the registered routes, with the roles of domain/access.ts. */
export function openApiDocument(app: App): ApiDocument {
  registerCommon(app);
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Metercast", version: "1.0.0", description: DESCRIPTION },
    servers: [{ url: "/" }],
    tags: TAGS.map((tag) => ({ ...tag })),
  });
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(item as Record<string, Operation>)) {
      complete(operation, `${method.toUpperCase()} ${path}` as RouteName);
    }
  }
  const { schemas = {}, examples = {} } = document.components ?? {};
  const used = JSON.stringify(document.paths);
  // Codes that no route can answer with.
  for (const name of Object.keys(examples))
    if (!used.includes(`"#/components/examples/${name}"`)) delete examples[name];
  for (const [name, schema] of Object.entries(schemas)) {
    const example = EXAMPLES[name];
    if (example !== undefined) (schema as { examples?: unknown[] }).examples = [example];
  }
  Object.assign(schemas, webhookSchemas());
  document.webhooks = webhooksSection() as NonNullable<ApiDocument["webhooks"]>;
  return document;
}

/**
 * Components that operations refer to: the security scheme, an example of each error, the headers of
 * answers.
 */
function registerCommon({ openAPIRegistry: registry }: App): void {
  registry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
  });
  for (const [code, { title, http }] of Object.entries(ERROR_CODES))
    registry.registerComponent("examples", code, { summary: title, value: exampleOf(code, title, http) });
  for (const [name, { description, schema }] of Object.entries(HEADERS))
    registry.registerComponent("headers", name, { description, schema });
}

const exampleOf = (code: string, title: string, status: number) => ({
  type: `urn:metercast:problem:${code}`,
  title,
  status,
  detail: title,
  code,
  request_id: "req_0193a5c2a1b27d3e8f4a5b6c7d8e9f01",
});

interface HeaderDescription {
  description: string;
  schema: { type: "string" | "integer"; minimum?: number; enum?: string[] };
}

const HEADERS = {
  "Request-Id": {
    description: "The id of this request, also in the logs; an id that the client sends is used.",
    schema: { type: "string" },
  },
  "Retry-After": { description: "When to retry, in seconds.", schema: { type: "integer", minimum: 0 } },
  "RateLimit-Policy": {
    description:
      "The limits that counted this request, each with its quota `q` in a window of `w` seconds. As draft-ietf-httpapi-ratelimit-headers has it; absent where nothing limits.",
    schema: { type: "string" },
  },
  RateLimit: {
    description: "The rest of each limit: `r` until its window ends in `t` seconds.",
    schema: { type: "string" },
  },
  "Idempotent-Replayed": {
    description: "The stored answer of the same request with the same Idempotency-Key.",
    schema: { type: "string", enum: ["true"] },
  },
} satisfies Record<string, HeaderDescription>;

interface Operation {
  operationId?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  description?: string;
  responses: Record<string, Answer>;
  requestBody?: unknown;
  /** One of these is needed; absent: any token, or none. */
  "x-roles"?: readonly string[];
}

interface Answer {
  description: string;
  headers?: Record<string, { $ref: string }>;
  content?: Record<string, { schema?: unknown; examples?: Record<string, unknown> }>;
}

/** Adds what the role table and the guard decide for every route. */
function complete(operation: Operation, route: RouteName): void {
  const rule: RouteRule = ROUTES[route];
  const [method = ""] = route.split(" ");
  if (rule.who === "anybody" || isSigned(rule)) operation.security = [];
  else operation.security = [{ bearer: [] }];
  if (typeof rule.who !== "string") operation["x-roles"] = rule.who;
  const who = typeof rule.who === "string" ? rule.who.replace("_", " ") : rule.who.join(", ");
  operation.description = [operation.description, `Who: ${who}.`].filter(Boolean).join("\n\n");
  for (const [status, response] of Object.entries(
    guardResponses(rule, method, operation.requestBody !== undefined),
  ))
    mergeResponse(operation, status, response);
  for (const [status, response] of Object.entries(operation.responses)) {
    const names = ["Request-Id", ...headersOf(status, rule)];
    const own = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
    response.headers = { ...own, ...response.headers };
  }
}

function headersOf(status: string, { idempotencyKey }: RouteRule): (keyof typeof HEADERS)[] {
  const kept = idempotencyKey !== "none" && !/^(401|429|5..)$/.test(status);
  return [
    "RateLimit-Policy",
    "RateLimit",
    ...(/^(409|429|503)$/.test(status) ? (["Retry-After"] as const) : []),
    ...(kept ? (["Idempotent-Replayed"] as const) : []),
  ];
}

function guardResponses(rule: RouteRule, method: string, hasBody: boolean): Record<string, Answer> {
  return problems(
    "rate_limited",
    ...(rule.who === "anybody" || isSigned(rule) ? [] : (["unauthenticated"] as const)),
    ...(typeof rule.who === "string" ? [] : (["forbidden"] as const)),
    ...(method === "GET"
      ? []
      : isSigned(rule)
        ? (["payload_too_large"] as const)
        : (["malformed_request", "payload_too_large", "unsupported_media_type"] as const)),
    ...(rule.idempotencyKey === "required" ? (["idempotency_key_required"] as const) : []),
    ...(rule.idempotencyKey === "none"
      ? []
      : (["request_in_progress", "idempotency_conflict", "invalid_request"] as const)),
    ...(hasBody && !isSigned(rule) ? (["invalid_request"] as const) : []),
  ) as Record<string, Answer>;
}

/** The route and the guard may both have codes of one status: the document has each once. */
function mergeResponse(operation: Operation, status: string, added: Answer): void {
  const own = operation.responses[status];
  const words = new Set([...(own?.description.split("; ") ?? []), ...added.description.split("; ")]);
  const examples = { ...own?.content?.[PROBLEM]?.examples, ...added.content?.[PROBLEM]?.examples };
  // The document's schemas are references by now; a problem's is always the same one.
  const content = { [PROBLEM]: { schema: { $ref: "#/components/schemas/Problem" }, examples } };
  operation.responses[status] = {
    ...own,
    description: [...words].join("; "),
    content: { ...own?.content, ...content },
  };
}

const PROBLEM = "application/problem+json";
