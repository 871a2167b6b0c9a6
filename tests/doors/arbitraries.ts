import fc, { type Arbitrary } from "fast-check";
import type { Json } from "./shapes.ts";

/** Long enough to meet a limit, short enough for thousands of requests. */
const LONGEST_TEXT = 600;
/** Documented examples come this much more often than made-up values: they reach further into the API. */
const EXAMPLES_WEIGHT = 4;

/** Values that fit a schema of an OpenAPI 3.1 document, its examples often among them. */
export function fitting(schema: Json, document: Json): Arbitrary<unknown> {
  const made = made_(schema, document);
  const examples = schema.examples ?? ("example" in schema ? [schema.example] : []);
  if (examples.length === 0) return made;
  return fc.oneof(
    { weight: EXAMPLES_WEIGHT, arbitrary: fc.constantFrom(...examples) },
    { weight: 1, arbitrary: made },
  );
}

function made_(schema: Json, document: Json): Arbitrary<unknown> {
  const { $ref, allOf, type } = schema;
  if ($ref !== undefined) return fitting(lookUp($ref, document), document);
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices =
    schema.anyOf ??
    schema.oneOf ??
    (Array.isArray(type) ? type.map((one: string) => ({ ...schema, type: one })) : undefined);
  if (choices) return fc.oneof(...choices.map((choice: Json) => fitting(choice, document)));
  if (allOf)
    return fc
      .tuple(...allOf.map((part: Json) => fitting(part, document)))
      .map((parts) => Object.assign({}, ...parts));
  const make = MAKERS[type as string];
  return make ? make(schema, document) : fc.jsonValue({ maxDepth: 2 });
}

const MAKERS: Record<string, (schema: Json, document: Json) => Arbitrary<unknown>> = {
  string: text,
  integer: ({ minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER }) =>
    fc
      .oneof(fc.maxSafeInteger(), fc.integer({ min: 0, max: 100 }))
      .filter((n) => n >= minimum && n <= maximum),
  number: ({ minimum = -1e12 }) =>
    fc.oneof(
      fc.integer({ min: Math.max(0, minimum), max: 1_000 }),
      fc.double({ min: minimum, max: 1e12, noNaN: true }),
    ),
  boolean: () => fc.boolean(),
  null: () => fc.constant(null),
  array: ({ items = {} }, document) => fc.array(fitting(items, document), { maxLength: 3 }),
  object: ({ properties = {}, required = [] }, document) =>
    fc.record(
      Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, fitting(one, document)])),
      { requiredKeys: required },
    ),
};

function text({ pattern, format, minLength = 0, maxLength = LONGEST_TEXT }: Json): Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  if (format === "uri") return fc.webUrl();
  const limit = Math.min(maxLength, LONGEST_TEXT);
  if (format === "date-time")
    return fc
      .date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString());
  return fc.oneof(
    fc.string({ minLength, maxLength: Math.min(limit, 30), unit: "grapheme" }),
    fc.string({ minLength, maxLength: Math.min(limit, 30), unit: "binary" }),
    fc.constant("x".repeat(limit)),
  );
}

export function lookUp(ref: string, document: Json): Json {
  return ref
    .slice(2)
    .split("/")
    .reduce((node, part) => node[part.replaceAll("~1", "/").replaceAll("~0", "~")], document);
}

/** What nobody should send in place of a field, a body or a parameter. */
export const junk: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown[]>(
    null,
    true,
    0,
    -1,
    1.005,
    1e21,
    Number.MAX_SAFE_INTEGER + 2,
    "",
    " ",
    "\u0000",
    "a\u0000b",
    "\ud800",
    "1e3",
    "0x10",
    "-0",
    "٣",
    "13.201",
    "99999999999999999999",
    "x".repeat(5_000),
    [],
    {},
    [[[[[[]]]]]],
    { $ref: "#" },
    JSON.parse('{"__proto__":{"admin":true},"constructor":1}'),
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/**
 * A body with one thing wrong (or, by luck, right): a field left out, replaced or added, or all of it
 * something else.
 */
export function spoiled(body: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc
    .tuple(body, fc.nat(3), fc.nat(), junk, fc.string({ maxLength: 8 }))
    .map(([good, way, at, bad, name]) => {
      if (way === 0 || typeof good !== "object" || good === null) return bad;
      const entries = Object.entries(good);
      if (way === 1) entries.splice(at % (entries.length || 1), 1);
      else if (way === 2 && entries.length > 0)
        entries[at % entries.length] = [entries[at % entries.length]?.[0] ?? "", bad];
      else entries.push([name, bad]);
      return Object.fromEntries(entries);
    });
}
