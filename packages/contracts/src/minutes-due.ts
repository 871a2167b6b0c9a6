import type { MinutesDue } from "../generated/billing/v1/events.ts";
import { MalformedEvent } from "./events.ts";
import { uuidFromBytes, uuidToBytes } from "./ids.ts";

/** A due minute of a session, with the session's terms. */
export interface DueMinute {
  session: string;
  minute: number;
  /** The wallet's account numbers. */
  viewer: bigint;
  creator: bigint;
  stream: string;
  tokens: bigint;
  cents: bigint;
}

/** The minutes of a packed batch. @throws MalformedEvent if its lists differ in length */
export function readDueMinutes(due: MinutesDue): DueMinute[] {
  const count = due.minutes.length;
  const fits =
    due.sessionIds.length === count * 16 &&
    due.viewerAccounts.length === count &&
    due.termIndexes.length === count;
  if (!fits) throw new MalformedEvent("the lists of the batch differ in length");
  const terms = due.terms.map(
    ({ streamId, creatorAccount: creator, tokensPerMinute: tokens, creatorCentsPerMinute: cents }) => {
      if (streamId.length !== 16) throw new MalformedEvent("a stream id has 16 bytes");
      return { stream: uuidFromBytes(streamId), creator, tokens, cents };
    },
  );
  return due.minutes.map((minute, i) => {
    const term = terms[due.termIndexes[i] ?? -1];
    const viewer = due.viewerAccounts[i];
    if (!term || viewer === undefined)
      throw new MalformedEvent("a line refers to terms that are not in the batch");
    return { session: uuidFromBytes(due.sessionIds, i * 16), minute, viewer, ...term };
  });
}

/** A batch of due minutes in columns: one place in each list per minute. */
export interface DueMinuteColumns {
  /** The sessions' UUIDs, one character per byte. */
  keys: readonly string[];
  minutes: readonly number[];
  viewerAccounts: readonly number[];
  /** Places in `terms`. */
  termIndexes: readonly number[];
  terms: readonly {
    streamId: string;
    creatorAccount: number;
    tokensPerMinute: number;
    creatorCentsPerMinute: number;
  }[];
}

/** Packs a batch; `readDueMinutes` reads it. */
export const packMinutesDue = (due: DueMinuteColumns): MinutesDue => ({
  sessionIds: Buffer.from(due.keys.join(""), "latin1"),
  minutes: [...due.minutes],
  viewerAccounts: due.viewerAccounts.map(BigInt),
  termIndexes: [...due.termIndexes],
  terms: due.terms.map((terms) => ({
    streamId: Buffer.from(uuidToBytes(terms.streamId)),
    creatorAccount: BigInt(terms.creatorAccount),
    tokensPerMinute: BigInt(terms.tokensPerMinute),
    creatorCentsPerMinute: BigInt(terms.creatorCentsPerMinute),
  })),
});
