import type { Plan } from "./requests.ts";
import { type Json, pointerTo, type Shapes } from "./shapes.ts";

export interface Reply {
  status: number;
  headers: Headers;
  /** Of an event stream only what came at once. */
  text: string;
}

/** What is wrong with an answer, measured by the document alone. */
export function problemsOf(plan: Plan, reply: Reply, document: Json, shapes: Shapes): string[] {
  const { operation, actor } = plan;
  const { status, headers, text } = reply;
  const type = (headers.get("Content-Type") ?? "").split(";")[0] ?? "";
  const wrong: string[] = [];
  const claim = (holds: boolean, what: string) => holds || wrong.push(what);

  claim(status < 500, `a ${status} for what a client did`);
  claim(headers.has("Request-Id"), "no Request-Id");
  const body = /json$/.test(type) ? parsed(text) : undefined;
  if (status >= 400) {
    claim(type === "application/problem+json", `a problem as ${type || "nothing"}`);
    const shape = shapes.problemWith("#/components/schemas/Problem", body);
    claim(shape === undefined, `not a Problem: ${shape}`);
    claim(body?.status === status, `the problem says ${body?.status}`);
    // A stored answer is as it was: its request_id is that of the request that made it.
    const stored = headers.get("Idempotent-Replayed") === "true";
    claim(stored || body?.request_id === headers.get("Request-Id"), "another request_id than the header's");
  }
  if (operation.template === "") {
    // Beside the API there are the console's pages.
    const isPage = operation.method === "GET" && status === 200 && !/^\/+(api|webhooks)\b/i.test(plan.path);
    claim(
      status === 404 || status === 405 || isPage || isDocumented(plan, document),
      `${status} where there is nothing`,
    );
    return wrong;
  }

  const { security, responses, "x-roles": roles } = operation.spec;
  if (security.length > 0) {
    claim((actor.roles.length === 0) === (status === 401), `${status} for ${actor.name}`);
    if (roles && actor.roles.length > 0 && !actor.roles.some((role) => roles.includes(role)))
      claim(status === 403, `${status} for the role ${actor.roles}`);
  }
  const documented = responses[status];
  if (!documented) return [...wrong, `the status ${status} is not documented`];
  if (documented.content === undefined) {
    claim(text === "", `${status} has a body`);
    return wrong;
  }
  const content = documented.content[type];
  if (!content) return [...wrong, `${status} as ${type || "nothing"} is not documented`];
  if (type === "application/problem+json") {
    const codes = Object.keys(content.examples);
    claim(codes.includes(body?.code), `the code ${body?.code} is not documented for ${status}`);
  } else if (type === "application/json") {
    const { method, template } = operation;
    const pointer = pointerTo(
      "paths",
      template,
      method.toLowerCase(),
      "responses",
      String(status),
      "content",
      type,
      "schema",
    );
    const shape = shapes.problemWith(pointer, body);
    claim(shape === undefined, `the answer is not as documented: ${shape}`);
  }
  for (const name of Object.keys(documented.headers ?? {})) {
    if (name === "Retry-After" && ["request_in_progress", "rate_limited", "unavailable"].includes(body?.code))
      claim(headers.has(name), "no Retry-After");
    if (name === "Location") claim(headers.has(name), "no Location");
  }
  return wrong;
}

/** By luck a request to nowhere may be one to somewhere. */
function isDocumented({ operation, path }: Plan, document: Json): boolean {
  const [address = ""] = path.split("?");
  return Object.entries<Json>(document.paths).some(
    ([template, item]) =>
      new RegExp(`^${template.replace("{id}", "[^/]+")}$`).test(address) &&
      operation.method.toLowerCase() in item,
  );
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The request as a line for a terminal, so that a reader can send it again. */
export function asCurl({ operation, actor, path, headers, body }: Plan): string {
  const sent = Object.entries(headers)
    .filter(([name]) => name !== "Authorization")
    .map(([name, value]) => ` -H '${name}: ${value}'`);
  const data =
    body === undefined ? "" : ` --data '${typeof body === "string" ? body.slice(0, 500) : `bytes ${body}`}'`;
  return `${actor.name}: curl -X ${operation.method} '${path}'${sent.join("")}${data}`;
}
