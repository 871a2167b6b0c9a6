import fc, { type Arbitrary } from "fast-check";
import { fitting, junk, spoiled } from "./arbitraries.ts";
import type { Json } from "./shapes.ts";

export interface Operation {
  method: string;
  /** "/api/streams/{id}" */
  template: string;
  /** As the document says it. */
  spec: Json;
}

/** Somebody who asks, with what is theirs. */
export interface Actor {
  name: string;
  /** Undefined: sends none. */
  token: string | undefined;
  /** Empty: the token is none that counts. */
  roles: readonly string[];
}

/** One request, ready to be sent. */
export interface Plan {
  operation: Operation;
  actor: Actor;
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer> | undefined;
}

/** What there is at the start: so that requests often find something. Collection ("streams") → ids. */
export interface Known {
  document: Json;
  actors: readonly Actor[];
  ids: Record<string, readonly string[]>;
  users: readonly string[];
}

export function operationsOf(document: Json): Operation[] {
  return Object.entries<Json>(document.paths).flatMap(([template, item]) =>
    Object.entries<Json>(item).map(([method, spec]) => ({ method: method.toUpperCase(), template, spec })),
  );
}

/** Requests to an operation: mostly as documented by who may, often wrong in one way or another. */
export function requestsTo(operation: Operation, known: Known): Arbitrary<Plan> {
  return fc
    .record({
      actor: actorFor(operation, known.actors),
      path: pathOf(operation, known),
      query: queryOf(operation, known),
      headers: headersOf(operation),
      content: contentOf(operation, known.document),
    })
    .map(({ actor, path, query, headers, content }) => ({
      operation,
      actor,
      path: query === "" ? path : `${path}?${query}`,
      headers: {
        ...headers,
        ...content.headers,
        ...(actor.token !== undefined && { Authorization: `Bearer ${actor.token}` }),
      },
      body: content.body,
    }));
}

function actorFor({ spec }: Operation, actors: readonly Actor[]): Arbitrary<Actor> {
  const anybody = fc.constantFrom(...actors);
  const roles: string[] | undefined = spec["x-roles"];
  if (!roles) return anybody;
  const may = actors.filter((actor) => actor.roles.some((role) => roles.includes(role)));
  return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...may) }, { weight: 1, arbitrary: anybody });
}

/** One that is set up in this world, two that are not, and no rail. */
const RAILS = ["stripe", "stripe", "paypal", "manual", "nowhere"];

/** Where the id of one collection's things stands in a path. */
function pathOf({ template }: Operation, { ids, users }: Known): Arbitrary<string> {
  if (template.includes("{rail}"))
    return fc.constantFrom(...RAILS).map((rail) => template.replace("{rail}", rail));
  if (template.includes("{delivery_id}")) return deliveryPathOf(template, ids);
  if (template.includes("{token}"))
    return fc.stringMatching(/^[A-Za-z0-9_-]{1,60}$/).map((token) => template.replace("{token}", token));
  if (!template.includes("{id}")) return fc.constant(template);
  const [, collection = ""] = /\/([a-z-]+)\/\{id\}/.exec(template) ?? [];
  const own = ids[collection] ?? users;
  const others = Object.values(ids).flat();
  const id = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...own) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
    { weight: 1, arbitrary: fc.constantFrom(...own).map((known) => `${known.slice(0, -4)}0000`) },
    { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 60, unit: "binary" }) },
  );
  return id.filter(isSegment).map((one) => template.replace("{id}", encodeURIComponent(one)));
}

/** Mostly an endpoint with a delivery of its own, sometimes with another one's. */
function deliveryPathOf(template: string, ids: Known["ids"]): Arbitrary<string> {
  const { "webhook-endpoints": endpoints = [], deliveries = [] } = ids;
  const place = fc.nat(endpoints.length - 1);
  const pair = fc.oneof(
    { weight: 8, arbitrary: place.map((i) => [i, i] as const) },
    { weight: 1, arbitrary: fc.tuple(place, place) },
  );
  return pair.map(([endpoint, delivery]) =>
    template.replace("{id}", endpoints[endpoint] ?? "").replace("{delivery_id}", deliveries[delivery] ?? ""),
  );
}

/** A URL takes "." and ".." as directions; half of a surrogate pair can't be written in one at all. */
const isSegment = (text: string) => !/^\.{1,2}$/.test(text) && text.isWellFormed();

function queryOf({ spec }: Operation, known: Known): Arbitrary<string> {
  const parameters: Json[] = (spec.parameters ?? []).filter((parameter: Json) => parameter.in === "query");
  if (parameters.length === 0)
    return fc.oneof(
      { weight: 9, arbitrary: fc.constant("") },
      { weight: 1, arbitrary: fc.webQueryParameters() },
    );
  const fields = parameters.map((parameter) => {
    const right =
      known.ids[`${parameter.name.replace(/_id$/, "")}s`] ??
      (parameter.name === "user_id" ? known.users : undefined);
    const fits = right ? fc.constantFrom(...right) : fitting(parameter.schema, known.document);
    const value = fc.oneof({ weight: 12, arbitrary: fits }, { weight: 1, arbitrary: junk });
    const given = value.map((one) => [parameter.name, typeof one === "string" ? one : JSON.stringify(one)]);
    const absent = fc.constant(undefined);
    return parameter.required
      ? fc.oneof({ weight: 15, arbitrary: given }, { weight: 1, arbitrary: absent })
      : fc.oneof(absent, absent, given);
  });
  return fc
    .tuple(...fields)
    .map((pairs) =>
      new URLSearchParams(pairs.filter((pair) => pair !== undefined) as [string, string][]).toString(),
    );
}

const key = fc.uuid();

function headersOf({ spec }: Operation): Arbitrary<Record<string, string>> {
  const names: Json[] = (spec.parameters ?? []).filter((parameter: Json) => parameter.in === "header");
  const arbitraries = names.map(({ name, required }: Json) => {
    const text = fc.stringMatching(/^[!-~]{1,300}$/);
    // Some keys are used again, for another request or for the same.
    const value =
      name === "idempotency-key"
        ? fc.oneof(
            { weight: 10, arbitrary: key },
            { weight: 2, arbitrary: fc.constantFrom("again-1", "again-2") },
            { weight: 1, arbitrary: text },
          )
        : text;
    const absent = fc.constant(undefined);
    const given = value.map((one) => [name, one] as const);
    return fc.oneof({ weight: required ? 12 : 1, arbitrary: given }, { weight: 1, arbitrary: absent });
  });
  return fc
    .tuple(...arbitraries)
    .map((pairs) => Object.fromEntries(pairs.filter((pair) => pair !== undefined)));
}

interface Content {
  headers: Record<string, string>;
  body: Plan["body"];
}

const JSON_TYPE = { "Content-Type": "application/json" };
const NOTHING: Content = { headers: {}, body: undefined };
/** Above the gateway's limits for bodies. */
const TOO_LARGE = 300_000;

const BROKEN: Content[] = [
  { headers: JSON_TYPE, body: "{" },
  { headers: JSON_TYPE, body: "" },
  { headers: JSON_TYPE, body: "\ufeff{}" },
  { headers: JSON_TYPE, body: new Uint8Array([0x22, 0xff, 0xfe, 0x22]) },
  { headers: JSON_TYPE, body: `"${"x".repeat(TOO_LARGE)}"` },
  { headers: JSON_TYPE, body: "[".repeat(20_000) },
  { headers: { "Content-Type": "application/json; charset=utf-16" }, body: "{}" },
  { headers: { "Content-Type": "text/plain" }, body: "{}" },
  { headers: { "Content-Type": "multipart/form-data" }, body: "--x" },
  { headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: "a=1" },
];

function contentOf({ method, spec }: Operation, document: Json): Arbitrary<Content> {
  if (method === "GET") return fc.constant(NOTHING);
  const schema = spec.requestBody?.content["application/json"]?.schema;
  const broken = fc.constantFrom(...BROKEN);
  if (!schema)
    return fc.oneof({ weight: 9, arbitrary: fc.constant(NOTHING) }, { weight: 1, arbitrary: broken });
  const good = fitting(schema, document);
  const asContent = (body: unknown): Content => ({ headers: JSON_TYPE, body: JSON.stringify(body) });
  return fc.oneof(
    { weight: 14, arbitrary: good.map(asContent) },
    { weight: 8, arbitrary: spoiled(good).map(asContent) },
    { weight: 1, arbitrary: broken },
    { weight: 1, arbitrary: fc.constant(NOTHING) },
  );
}

/** Requests to nowhere: addresses and methods that are not documented. */
export function requestsToNowhere(known: Known): Arbitrary<Plan> {
  const templates = Object.keys(known.document.paths);
  const path = fc.oneof(
    fc.constantFrom(...templates).map((template) => template.replaceAll(/\{\w+\}/g, "x")),
    fc.webPath({ size: "-1" }),
    fc.constantFrom(
      "/api",
      "/api/",
      "/api/streams/",
      "//api/streams",
      "/API/streams",
      "/api/streams/a/b/c",
      "/%00",
      "/%ff",
    ),
  );
  const method = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  return fc
    .record({ actor: fc.constantFrom(...known.actors), path, method })
    .map(({ actor, path, method }) => ({
      operation: { method, template: "", spec: {} },
      actor,
      path,
      headers: actor.token === undefined ? {} : { Authorization: `Bearer ${actor.token}` },
      body: undefined,
    }));
}
