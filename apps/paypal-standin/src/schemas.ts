import { readFileSync } from "node:fs";
import { Ajv, type ErrorObject, type SchemaObject, type ValidateFunction } from "ajv";
import formatsPlugin from "ajv-formats";

/** PayPal's published schemas; published.json names its source and licence. */
const published = JSON.parse(readFileSync(new URL("published.json", import.meta.url), "utf8")) as {
  $defs: Record<string, SchemaObject>;
};

/** The request is strict: a property that PayPal does not publish is a mistake of the caller. */
const REQUEST = "create_payout_request";
export type AnswerSchema = "payout" | "payout_batch" | "payout_item-2" | "error" | "event";

const ajv = new Ajv({ allErrors: true, strict: false });
formatsPlugin.default(ajv);
// PayPal's own name for a language tag; its pattern says the rest.
ajv.addFormat("ppaas_common_language_v3", true);
ajv.addSchema({ $id: "answers", $defs: published.$defs });
ajv.addSchema({ $id: "requests", $defs: closed(published.$defs) as Record<string, SchemaObject> });

/** The same schemas without room for other properties. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).map(([name, value]) => [name, closed(value)]);
  const copy = Object.fromEntries(entries) as Record<string, unknown>;
  return copy.type === "object" && copy.properties !== undefined && copy.additionalProperties === undefined
    ? { ...copy, additionalProperties: false }
    : copy;
}

const validators = new Map<string, ValidateFunction>();
function validator(reference: string): ValidateFunction {
  const known = validators.get(reference);
  if (known !== undefined) return known;
  const made = ajv.compile({ $ref: reference });
  validators.set(reference, made);
  return made;
}

export interface Problem {
  /** As PayPal writes it: "items[0].amount.value". */
  field: string;
  issue: string;
}

/** What is wrong with a body of POST /v1/payments/payouts. */
export function requestProblems(body: unknown): Problem[] {
  const validate = validator(`requests#/$defs/${REQUEST}`);
  return validate(body) ? [] : (validate.errors ?? []).map(problem);
}

/** Throws where an answer of the stand-in is not as published: a mistake of the stand-in. */
export function assertAnswer(schema: AnswerSchema, body: unknown): void {
  const validate = validator(`answers#/$defs/${schema}`);
  if (validate(body)) return;
  throw new Error(`the answer is no ${schema}: ${ajv.errorsText(validate.errors)}`);
}

/** Checks the input of a control action; throws a RangeError. */
export function checkInput(schema: SchemaObject, input: unknown): void {
  if (!ajv.validate(schema, input)) throw new RangeError(ajv.errorsText(ajv.errors));
}

function problem({ instancePath, message, params }: ErrorObject): Problem {
  const extra = typeof params.additionalProperty === "string" ? `/${params.additionalProperty}` : "";
  const missing = typeof params.missingProperty === "string" ? `/${params.missingProperty}` : "";
  const field = `${instancePath}${extra}${missing}`
    .slice(1)
    .replaceAll(/\/(\d+)/g, "[$1]")
    .replaceAll("/", ".");
  return { field, issue: message ?? "is not valid" };
}
