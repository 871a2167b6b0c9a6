import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

// biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document is read here as what it is, JSON
export type Json = any;

/** An OpenAPI document whose shapes can be asked. */
export interface Shapes {
  /**
   * Why `value` is not what the schema at `pointer` ("#/components/schemas/Stream") says; undefined where
   * it is. Fields that the schema does not name count.
   */
  problemWith(pointer: string, value: unknown): string | undefined;
}

/**
 * Shapes of a document. `closed`: a field that is not documented is wrong, as it is for answers; open for
 * examples of requests.
 */
export function shapesOf(document: Json): Shapes {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(closed(document), "api");
  const compiled = new Map<string, ValidateFunction>();
  return {
    problemWith(pointer, value) {
      let validate = compiled.get(pointer);
      if (!validate) {
        validate = ajv.compile({ $ref: `api${pointer}` });
        compiled.set(pointer, validate);
      }
      return validate(value) ? undefined : ajv.errorsText(validate.errors, { dataVar: "it" });
    },
  };
}

/** A JSON pointer into a document. */
export const pointerTo = (...path: string[]): string =>
  `#/${path.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`;

/**
 * The same document with every object closed: what a schema does not name must not be there. Parts of an
 * `allOf` stay open, because each sees the fields of the others; for them every named schema has an open
 * twin.
 */
function closed(document: Json): Json {
  const copy = close(document, false);
  copy.components.open = close(document.components.schemas, true);
  return copy;
}

function close(node: Json, open: boolean): Json {
  if (Array.isArray(node)) return node.map((item) => close(item, open));
  if (typeof node !== "object" || node === null) return node;
  const copy: Json = {};
  for (const [key, value] of Object.entries<Json>(node)) {
    if (key === "allOf") copy.allOf = value.map((part: Json) => partOf(part));
    else if (key === "properties") copy.properties = mapValues(value, (field) => close(field, false));
    else copy[key] = key === "example" || key === "examples" ? value : close(value, open && key !== "items");
  }
  const isObject = (node.properties !== undefined && node.type === "object") || node.allOf !== undefined;
  if (isObject && !open && node.additionalProperties === undefined) copy.unevaluatedProperties = false;
  return copy;
}

const partOf = (part: Json): Json =>
  typeof part.$ref === "string"
    ? { $ref: part.$ref.replace("#/components/schemas/", "#/components/open/") }
    : close(part, true);

const mapValues = (record: Record<string, Json>, change: (value: Json) => Json): Json =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
