import { overlap, type Span, shareUp } from "./fifo.ts";

/** A credit of a creator's account: a posting of one batch and stream, or a transfer. */
export type Credit = { version: bigint; amount: bigint; at: Date } & (
  | { stream: string; minutes: bigint }
  | { transfer: FundingTransfer }
);

export interface FundingTransfer {
  id: string;
  referenceType: string;
  actorId: string;
  reason: string;
}

/** What one stream earned on one day (UTC) for a debit. `viewers` are counted by billing. */
export interface FundingStream {
  stream: string;
  /** Its start. */
  day: Date;
  minutes: bigint;
  cents: bigint;
}

export interface FundingOther extends FundingTransfer {
  amount: bigint;
  at: Date;
}

/** A page of what earned a debit. */
export interface FundingPage {
  streams: FundingStream[];
  others: FundingOther[];
}

/** Credits that a page holds whole, summed up by stream and day. */
export interface WholeCredits {
  streams: readonly FundingStream[];
  others: readonly FundingOther[];
}

/** The part of a credit that a debit's span covers; `before`: all credits before it. */
export function partOf(credit: Credit, before: bigint, span: Span): Credit | undefined {
  const amount = overlap({ from: before, to: before + credit.amount }, span);
  if (amount === 0n) return undefined;
  return "stream" in credit
    ? { ...credit, amount, minutes: shareUp(credit.minutes, amount, credit.amount) }
    : { ...credit, amount };
}

const DAY_MS = 86_400_000;
const dayOf = (time: Date): Date => new Date(Math.floor(time.getTime() / DAY_MS) * DAY_MS);

/** Adds credits at a page's ends, which may count in part, to those in between. */
export function fundingPage(parts: readonly Credit[], whole: WholeCredits): FundingPage {
  const streams = new Map<string, FundingStream>();
  const add = (one: FundingStream) => {
    const key = `${one.day.getTime()} ${one.stream}`;
    const known = streams.get(key);
    streams.set(
      key,
      known ? { ...one, minutes: known.minutes + one.minutes, cents: known.cents + one.cents } : one,
    );
  };
  const others = [...whole.others];
  for (const one of whole.streams) add(one);
  for (const part of parts) {
    if ("stream" in part)
      add({ stream: part.stream, day: dayOf(part.at), minutes: part.minutes, cents: part.amount });
    else others.push({ ...part.transfer, amount: part.amount, at: part.at });
  }
  return {
    streams: [...streams.values()].sort(
      (a, b) => a.day.getTime() - b.day.getTime() || order(a.stream, b.stream),
    ),
    others: others.sort((a, b) => a.at.getTime() - b.at.getTime() || order(a.id, b.id)),
  };
}

const order = (one: string, other: string): number => (one < other ? -1 : 1);
