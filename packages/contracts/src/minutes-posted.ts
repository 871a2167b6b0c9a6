import type { MinutesPosted } from "../generated/wallet/v1/events.ts";
import { MalformedEvent } from "./events.ts";
import { uuidFromBytes } from "./ids.ts";

/** Width of a record in `MinutesPosted.lines`; proto/wallet/v1/events.proto has the layout. */
export const LINE_RECORD_BYTES = 53;
/** Width of a record in `MinutesPosted.creators`. */
export const CREATOR_RECORD_BYTES = 60;

/** The wallet's decision about a minute. */
export const LineOutcome = { paid: 0, refused: 1, gap: 2, periodClosed: 3 } as const;
export type LineOutcome = (typeof LineOutcome)[keyof typeof LineOutcome];

export interface PostedLine {
  sessionId: string;
  minute: number;
  viewerAccount: number;
  posted: number;
  held: number;
  version: number;
  outcome: LineOutcome;
}

export interface PostedCreator {
  creatorAccount: number;
  streamId: string;
  lines: number;
  cents: number;
  posted: number;
  held: number;
  version: number;
}

/**
 * 64-bit fields are below 2^53 here (MAX_AMOUNT and account numbers), so numbers are exact; larger values
 * are corrupt.
 */
function integer(bytes: Buffer, offset: number): number {
  const value = bytes.readInt32BE(offset) * 0x1_0000_0000 + bytes.readUInt32BE(offset + 4);
  if (!Number.isSafeInteger(value)) throw new RangeError("a 64-bit field of MinutesPosted is out of range");
  return value;
}

function recordCount(bytes: Buffer, width: number): number {
  if (bytes.length % width !== 0) throw new RangeError("MinutesPosted does not end on a record");
  return bytes.length / width;
}

/** The minutes of a batch, without building a list. */
export function* readLines({ lines }: MinutesPosted): Generator<PostedLine> {
  const count = recordCount(lines, LINE_RECORD_BYTES);
  for (let i = 0; i < count; i++) {
    const at = i * LINE_RECORD_BYTES;
    yield {
      sessionId: uuidFromBytes(lines, at),
      minute: lines.readUInt32BE(at + 16),
      viewerAccount: integer(lines, at + 20),
      posted: integer(lines, at + 28),
      held: integer(lines, at + 36),
      version: integer(lines, at + 44),
      outcome: lines.readUInt8(at + 52) as LineOutcome,
    };
  }
}

/** The fields of a decided minute that billing's meter needs. */
export interface MinuteDecision {
  /** The session's UUID, one character per byte. */
  key: string;
  minute: number;
  outcome: "paid" | "refused" | "gap" | "too_old";
  available: number;
}

const OUTCOMES: Record<number, MinuteDecision["outcome"]> = {
  [LineOutcome.paid]: "paid",
  [LineOutcome.refused]: "refused",
  [LineOutcome.gap]: "gap",
  [LineOutcome.periodClosed]: "too_old",
};

/** The decisions of a batch, without building a list. @throws MalformedEvent */
export function* readDecisions({ lines }: MinutesPosted): Generator<MinuteDecision> {
  if (lines.length % LINE_RECORD_BYTES !== 0)
    throw new MalformedEvent("MinutesPosted does not end on a record");
  for (let at = 0; at < lines.length; at += LINE_RECORD_BYTES) {
    const outcome = OUTCOMES[lines.readUInt8(at + 52)];
    if (!outcome) throw new MalformedEvent("an unknown outcome of a minute");
    yield {
      key: lines.toString("latin1", at, at + 16),
      minute: lines.readUInt32BE(at + 16),
      outcome,
      available: integer(lines, at + 28) - integer(lines, at + 36),
    };
  }
}

/** The creator postings of a batch. */
export function* readCreators({ creators }: MinutesPosted): Generator<PostedCreator> {
  const count = recordCount(creators, CREATOR_RECORD_BYTES);
  for (let i = 0; i < count; i++) {
    const at = i * CREATOR_RECORD_BYTES;
    yield {
      creatorAccount: integer(creators, at),
      streamId: uuidFromBytes(creators, at + 8),
      lines: creators.readUInt32BE(at + 24),
      cents: integer(creators, at + 28),
      posted: integer(creators, at + 36),
      held: integer(creators, at + 44),
      version: integer(creators, at + 52),
    };
  }
}
