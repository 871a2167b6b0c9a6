import { ApiError } from "../api/client.ts";
import type { PayoutRail, RailField } from "../api/payouts.ts";
import { payouts } from "../texts/payouts.ts";

const texts = payouts.method;

/** What is wrong with a value by the field's description; undefined: nothing. */
function faultOf({ label, pattern, max_length: most }: RailField, value: string): string | undefined {
  if (value === "") return texts.required(label);
  if (most !== null && [...value].length > most) return texts.tooLong(most);
  if (pattern !== null && !new RegExp(`^(?:${pattern})$`, "su").test(value)) return texts.format;
  return undefined;
}

/** The faults of a form by the name of the field, before it is sent. */
export function faultsOf({ fields }: PayoutRail, values: Record<string, string>): Record<string, string> {
  const found = fields.map((field) => [field.name, faultOf(field, (values[field.name] ?? "").trim())]);
  return Object.fromEntries(found.filter(([, fault]) => fault !== undefined));
}

/** The server's faults by the name of the field: "fields.email" and "email" are the same field. */
export function serverFaults(error: unknown, { fields }: PayoutRail): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  const named = error.fields.map(
    ({ field, message }) => [field.split(".").at(-1) ?? field, message] as const,
  );
  return Object.fromEntries(named.filter(([name]) => fields.some((field) => field.name === name)));
}
