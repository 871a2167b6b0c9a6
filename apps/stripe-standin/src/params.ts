import { invalid, unknownParameter } from "./errors.ts";
import type { Form, FormValue } from "./form.ts";
import type { Metadata } from "./objects.ts";

/** Stripe's own limit for one amount. */
const MAX_AMOUNT = 99_999_999;

export function text(form: Form, name: string): string | undefined {
  const value = form[name];
  if (value === undefined || value === "") return undefined;
  if (typeof value !== "string") throw invalid(`Invalid string: ${name}`, "parameter_invalid_string", name);
  return value;
}

/** A value that must be one of those that Stripe documents. */
export function oneOf(form: Form, name: string, values: readonly string[]): string | undefined {
  const value = text(form, name);
  if (value !== undefined && !values.includes(value)) {
    throw invalid(`Invalid ${name}: must be one of ${values.join(", ")}`, "parameter_invalid", name);
  }
  return value;
}

export function requiredText(form: Form, name: string): string {
  const value = text(form, name);
  if (value === undefined) throw invalid(`Missing required param: ${name}.`, "parameter_missing", name);
  return value;
}

export function integer(form: Form, name: string): number | undefined {
  const value = text(form, name);
  if (value === undefined) return undefined;
  if (!/^-?\d{1,15}$/.test(value))
    throw invalid(`Invalid integer: ${value}`, "parameter_invalid_integer", name);
  return Number(value);
}

export function amount(form: Form, name = "amount"): number {
  const value = integer(form, name);
  if (value === undefined) throw invalid(`Missing required param: ${name}.`, "parameter_missing", name);
  if (value < 1)
    throw invalid("This value must be greater than or equal to 1.", "parameter_invalid_integer", name);
  if (value > MAX_AMOUNT) throw invalid("Amount must be no more than $999,999.99", "amount_too_large", name);
  return value;
}

/** The stand-in knows one currency. */
export function currency(form: Form): string {
  const value = requiredText(form, "currency");
  if (value.toLowerCase() !== "usd")
    throw invalid(`Invalid currency: ${value}`, "invalid_currency", "currency");
  return "usd";
}

export function hash(form: Form, name: string): Form {
  const value = form[name];
  if (value === undefined || value === "") return {};
  if (typeof value === "string" || Array.isArray(value))
    throw invalid("Invalid object", "parameter_invalid", name);
  return value;
}

export function list(form: Form, name: string): FormValue[] {
  const value = form[name];
  if (value === undefined || value === "") return [];
  if (!Array.isArray(value)) throw invalid("Invalid array", "parameter_invalid", name);
  return value;
}

export function metadata(form: Form, name = "metadata"): Metadata {
  const value = form[name];
  // Names that are numbers all through were read as a list.
  const entries = Object.entries(value === undefined || value === "" ? {} : value);
  const kept: Metadata = {};
  for (const [key, item] of entries) {
    if (typeof item !== "string")
      throw invalid("Metadata values must be strings.", "parameter_invalid", name);
    if (key.length > 40 || item.length > 500) {
      throw invalid("Metadata keys have at most 40 characters, values 500.", "parameter_invalid", name);
    }
    if (item !== "") kept[key] = item;
  }
  if (Object.keys(kept).length > 50)
    throw invalid("Metadata has at most 50 keys.", "parameter_invalid", name);
  return kept;
}

/**
 * Metadata as an update means it: named ones change, an empty value takes one away, an empty `metadata`
 * all.
 */
export function mergedMetadata(form: Form, before: Metadata): Metadata {
  if (form.metadata === undefined) return before;
  if (form.metadata === "") return {};
  const merged = { ...before, ...metadata(form) };
  for (const [key, item] of Object.entries(form.metadata)) if (item === "") delete merged[key];
  return merged;
}

/** Stripe refuses what it does not know, so a misspelt parameter must not pass here either. */
export function refuseUnknown(form: Form, known: readonly string[]): void {
  for (const name of Object.keys(form)) {
    if (name !== "expand" && !known.includes(name)) {
      throw unknownParameter(name);
    }
  }
}
