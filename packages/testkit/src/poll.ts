import { setTimeout as wait } from "node:timers/promises";

/** Well over what a busy machine needs, under a test's own time. */
const BOUND_MS = 90_000;
/** Looks follow fast at first, for what is nearly there, and seldom later, for looks that cost something. */
const FIRST_PAUSE_MS = 20;
const LAST_PAUSE_MS = 200;
const longer = (pauseMs: number) => Math.min(1.3 * pauseMs, LAST_PAUSE_MS);

/** Repeats a check until it neither throws nor gives false. @throws after 90 s, with the last error */
// biome-ignore lint/suspicious/noConfusingVoidType: a check that asserts gives nothing
export function poll(check: () => Promise<boolean | void> | boolean | void, boundMs?: number): Promise<void>;
/**
 * Reads until the value is good, and gives it. A read that throws is repeated. @throws after 90 s, with the
 * last value
 */
export function poll<T>(
  read: () => Promise<T> | T,
  good: (value: T) => boolean,
  boundMs?: number,
): Promise<T>;
export async function poll<T>(
  read: () => Promise<T> | T,
  second: ((value: T) => boolean) | number = (value) => value !== false,
  boundMs = typeof second === "number" ? second : BOUND_MS,
): Promise<T> {
  const good = typeof second === "number" ? (value: T) => value !== false : second;
  const end = Date.now() + boundMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = longer(pause)) {
    const last = await attempt(read);
    if ("value" in last && good(last.value)) return last.value;
    if (Date.now() < end) {
      await wait(pause);
      continue;
    }
    const seen = "value" in last ? shown(last.value) : String(last.error);
    throw new Error(`not within ${boundMs / 1_000} s; the last was ${seen}`, { cause: last });
  }
}

/**
 * Asks again while the answer is "not possible right now" (HTTP 503, gRPC unavailable), as clients do. What
 * is asked must be idempotent.
 */
export async function insist<T>(ask: () => Promise<T>, boundMs = BOUND_MS): Promise<T> {
  for (const end = Date.now() + boundMs; ; await wait(LAST_PAUSE_MS / 2)) {
    const last = await attempt(ask);
    const again = "value" in last ? statusOf(last.value) === 503 : codeOf(last.error) === "unavailable";
    if (again && Date.now() < end) continue;
    if ("error" in last) throw last.error;
    return last.value;
  }
}

/** Waits until the clock shows this time, ms: for rules about time that has passed. */
export async function clockReaches(atMs: number): Promise<void> {
  while (Date.now() < atMs) await wait(atMs - Date.now());
}

/** The pause between two acts of somebody whom a test plays: a player's heartbeats, a client's retries. */
export const pace = (ms: number): Promise<void> => wait(ms);

async function attempt<T>(read: () => Promise<T> | T): Promise<{ value: T } | { error: unknown }> {
  try {
    return { value: await read() };
  } catch (error) {
    return { error };
  }
}

const statusOf = (answer: unknown) => (answer as { status?: unknown } | undefined)?.status;
const codeOf = (error: unknown) => (error as { code?: unknown } | undefined)?.code;

function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}` : part));
  return text === undefined ? String(value) : text.slice(0, 2_000);
}
