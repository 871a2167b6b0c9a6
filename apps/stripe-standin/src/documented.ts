import { invalid, unknownParameter } from "./errors.ts";
import type { Form, FormValue } from "./form.ts";
import { PUBLISHED } from "./published.ts";

interface Table {
  /** What may stand at a path. */
  types: Map<string, string[]>;
  /** Paths that something stands below. */
  parents: Set<string>;
}

function readTable(text: string): Table {
  const table: Table = { types: new Map(), parents: new Set() };
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const colon = word.indexOf(":");
    const path = colon < 0 ? word : word.slice(0, colon);
    table.types.set(path, [...(table.types.get(path) ?? []), colon < 0 ? "" : word.slice(colon + 1)]);
    for (const { index } of path.matchAll(/\.|\[\]/g)) table.parents.add(path.slice(0, index));
  }
  return table;
}

const TABLES = new Map(Object.entries(PUBLISHED).map(([route, text]) => [route, readTable(text)]));

/** Refuses what Stripe does not document of a request, as Stripe does: names at any depth, types, values. */
export function refuseUndocumented(route: string, form: Form): void {
  const table = TABLES.get(route);
  if (table === undefined) return;
  for (const [name, value] of Object.entries(form)) if (name !== "expand") check(table, name, name, value);
}

function check(table: Table, path: string, shown: string, value: FormValue): void {
  const types = table.types.get(path);
  const parent = table.parents.has(path);
  if (types === undefined && !parent) throw unknownParameter(shown);
  // An empty value takes something away.
  if (value === "" || types?.includes("any") || types?.includes("map")) return;
  if (typeof value === "string") {
    if (types === undefined) throw invalid(`Invalid object: ${shown}`, "parameter_invalid", shown);
    if (!types.some((type) => fits(type, value))) throw wrongValue(types, shown, value);
    return;
  }
  if (!parent) throw invalid(`Invalid string: ${shown}`, "parameter_invalid_string", shown);
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) check(table, `${path}[]`, `${shown}[${index}]`, item);
  else
    for (const [name, item] of Object.entries(value))
      check(table, `${path}.${name}`, `${shown}[${name}]`, item);
}

function fits(type: string, value: string): boolean {
  if (type === "") return true;
  if (type === "int") return /^-?\d{1,15}$/.test(value);
  if (type === "number") return /^-?\d{1,15}(\.\d+)?$/.test(value);
  if (type === "bool") return value === "true" || value === "false";
  return type.split("|").includes(value);
}

function wrongValue(types: string[], param: string, value: string) {
  const [type = ""] = types;
  if (type === "int" || type === "number")
    return invalid(`Invalid integer: ${value}`, "parameter_invalid_integer", param);
  const allowed = type === "bool" ? "true or false" : type.replaceAll("|", ", ");
  return invalid(`Invalid ${param}: must be one of ${allowed}`, "parameter_invalid", param);
}
