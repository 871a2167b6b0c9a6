/**
 * The step between the ids of a session's minutes in their time part, in ms. Fixed permanently: it is not the
 * length of a billed minute.
 */
const ID_STEP_MS = 60_000;
/** 2^48 ms: what the time part of an id can hold. */
const TIME_PART_END = 0x1_0000_0000_0000;
/** A session of 10 million minutes is 19 years. */
export const MAX_MINUTE = 10_000_000;

/**
 * The id of a minute, as the database's minute_id makes it: the session's id with minute × 60,000 ms added
 * to its first 48 bits. Undefined where the time part would overflow, which no honest session's does.
 */
export function minuteId(session: string, minute: number): string | undefined {
  const time = minuteTimeMs(session, minute);
  if (!(time >= 0 && time < TIME_PART_END)) return undefined;
  const hex = time.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}${session.slice(13)}`;
}

/** The time in a minute's id, in ms since 1970: it says in which part of the ledger the minute is. */
export function minuteTimeMs(session: string, minute: number): number {
  return Number.parseInt(session.slice(0, 8) + session.slice(9, 13), 16) + minute * ID_STEP_MS;
}

/**
 * `minuteId` in place: makes the session's id at `at` that of one of its minutes. Only for a session and
 * minute without fault.
 */
export function moveToMinute(ids: Buffer, at: number, minute: number): void {
  ids.writeUIntBE(ids.readUIntBE(at, 6) + minute * ID_STEP_MS, at, 6);
}

/** A due minute as billing asks for it. */
export interface DueMinute {
  session: string;
  minute: number;
  viewer: bigint;
  creator: bigint;
  stream: string;
  tokens: bigint;
  cents: bigint;
}

/** Prices are far below this; a price above it is a mistake, and two billion of them still fit a bigint. */
const MAX_PRICE = 1_000_000n;

/** What is wrong with a line, or undefined. Such a line is put aside; its batch goes on. */
export function lineFault(line: DueMinute): string | undefined {
  if (!(Number.isInteger(line.minute) && line.minute >= 1 && line.minute <= MAX_MINUTE))
    return "minute out of range";
  if (minuteId(line.session, line.minute) === undefined) return "session id carries no time";
  if (line.viewer <= 0n || line.creator <= 0n) return "account out of range";
  if (line.tokens < 0n || line.tokens > MAX_PRICE) return "tokens out of range";
  if (line.cents < 0n || line.cents > MAX_PRICE) return "cents out of range";
  return undefined;
}
