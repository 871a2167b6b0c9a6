import { LINE_RECORD_BYTES, LineOutcome, lineAvailable, MalformedEvent } from "@metercast/contracts";
import type { MinutesPosted } from "@metercast/contracts/wallet/v1/events.ts";
import type { Outcome } from "../../domain/meter.ts";
import type { LogMessage } from "../../ports.ts";
import { type Meter, partitionOfKey } from "./meter.ts";

const OUTCOMES: Record<number, Outcome> = {
  [LineOutcome.paid]: "paid",
  [LineOutcome.refused]: "refused",
  [LineOutcome.gap]: "gap",
  [LineOutcome.tooOld]: "too_old",
};

/** What the wallet answered for a line. */
export interface Answer {
  key: string;
  minute: number;
  outcome: Outcome;
  /** What the viewer had left then; of a minute that was decided before, what they had left at that time. */
  available: number;
}

/** The answers in a batch; only what the meter needs of the records, which are wider. @throws MalformedEvent */
export function* answersIn({ lines }: MinutesPosted): Generator<Answer> {
  if (lines.length % LINE_RECORD_BYTES !== 0)
    throw new MalformedEvent("MinutesPosted does not end on a record");
  for (let at = 0; at < lines.length; at += LINE_RECORD_BYTES) {
    const outcome = OUTCOMES[lines.readUInt8(at + LINE_RECORD_BYTES - 1)];
    if (!outcome) throw new MalformedEvent("an outcome that nobody knows");
    yield {
      key: lines.toString("latin1", at, at + 16),
      minute: lines.readUInt32BE(at + 16),
      outcome,
      available: lineAvailable(lines, at),
    };
  }
}

/** Applies `wallet.minutes.posted.v1`: paid minutes, and refusals, which end their sessions. */
export function readResults({ meter }: { meter: Meter }) {
  return async ({ message, at }: LogMessage<MinutesPosted>): Promise<void> => {
    let answered = 0;
    for (const answer of answersIn(message)) {
      if (meter.held.get(partitionOfKey(answer.key))?.results !== true) continue;
      meter.answer(answer, at);
      answered += 1;
    }
    meter.underWay.answered(answered);
  };
}
