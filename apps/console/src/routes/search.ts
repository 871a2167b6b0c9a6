/** Parts of an address: anybody may write one, so what is not understood is left out. */

export const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;

/** "2026-12-04"; nothing else is a day of an address. */
export const day = (value: unknown): string | undefined =>
  typeof value === "string" && /^20\d\d-\d\d-\d\d$/.test(value) ? value : undefined;
