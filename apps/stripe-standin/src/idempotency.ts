import { ApiError, invalid } from "./errors.ts";
import type { Form, FormValue } from "./form.ts";
import { nowMs, type SavedKey, type World } from "./state.ts";

/**
 * Stripe remembers a key for at least 24 hours; here exactly that long, so that tests see the other side of
 * it.
 */
export const KEY_LIFE_MS = 24 * 3_600_000;
const MAX_KEY_LENGTH = 255;
/** Keys are dropped by age; this bounds a run that makes more within a day. */
const MAX_KEYS = 200_000;

/** The same method, path and parameters, in whatever order they came. */
export function fingerprint(method: string, path: string, form: Form): string {
  return `${method} ${path} ${sorted(form)}`;
}

function sorted(value: FormValue): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(sorted).join(",")}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${sorted(value[name] ?? "")}`).join(",")}}`;
}

/** A key belongs to the account that it was used on. */
export function keyName(owner: string, key: string): string {
  if (key.length > MAX_KEY_LENGTH) {
    throw invalid(`Idempotency-Key has more than ${MAX_KEY_LENGTH} characters.`, "idempotency_key_too_long");
  }
  return `${owner} ${key}`;
}

/**
 * The stored answer of this key, or undefined when the call may be executed now. Throws when the key may
 * not be used.
 */
export function recall(
  world: World,
  inUse: ReadonlySet<string>,
  name: string,
  print: string,
): SavedKey | undefined {
  const saved = world.keys[name];
  if (saved !== undefined && nowMs(world) - saved.at < KEY_LIFE_MS) {
    if (saved.fingerprint === print) return saved;
    throw new ApiError(400, {
      type: "idempotency_error",
      message:
        "Keys for idempotent requests can only be used with the same endpoint and parameters they were first used with.",
    });
  }
  if (inUse.has(name)) {
    throw new ApiError(409, {
      type: "idempotency_error",
      code: "idempotency_key_in_use",
      message: "There is currently another in-progress request using this Idempotency-Key.",
    });
  }
  return undefined;
}

export function forgetOldKeys(world: World): void {
  const now = nowMs(world);
  const names = Object.keys(world.keys);
  for (const [index, name] of names.entries()) {
    const tooMany = names.length - index > MAX_KEYS;
    if (tooMany || now - (world.keys[name]?.at ?? 0) >= KEY_LIFE_MS) delete world.keys[name];
  }
}
