import type { Form, FormValue } from "./form.ts";

/** A body of /v2 as the form that the endpoints read: numbers and booleans as text, null left out. */
export function jsonForm(text: string): Form {
  const body = text === "" ? {} : (JSON.parse(text) as unknown);
  const form = formValue(body);
  if (typeof form !== "object" || Array.isArray(form)) throw new RangeError("The body is no JSON object.");
  return form;
}

function formValue(value: unknown): FormValue {
  if (Array.isArray(value)) return value.map(formValue);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, one]) => one !== null)
        .map(([name, one]) => [name, formValue(one)]),
    );
  return String(value);
}
