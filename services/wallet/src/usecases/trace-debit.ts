import { MetercastError } from "@metercast/runtime";
import { firstVersionOver, type Span, spanOf } from "../domain/fifo.ts";
import { type Credit, type FundingPage, fundingPage, partOf } from "../domain/funding.ts";
import type { Hold } from "../domain/hold.ts";
import type { TracedTransfer, Traces } from "../ports/traces.ts";

/** Entries of one page: some tens of milliseconds, however long the account's history is. */
const PAGE_VERSIONS = 20_000n;
/** Transfers of one page, each of which is shown. */
const PAGE_OTHERS = 200;

export interface TraceDebitPorts {
  traces: Traces;
}

export interface TraceDebitRequest {
  /** A transfer or hold, by its uuid. */
  id: { transfer: string } | { hold: string };
  /** Payout attempts whose transfers belong to it. */
  attempts: readonly string[];
  /** The version that the page before reached; 0: the first page. */
  after: bigint;
}

export interface TracedDebit {
  userId: string;
  amount: bigint;
  hold: Awaited<ReturnType<Traces["findHold"]>>;
  transfers: TracedTransfer[];
  /** Undefined where no money left a creator's account. */
  funding: Funding | undefined;
}

export interface Funding extends FundingPage {
  total: bigint;
  /** The debit is not posted yet: this is what it would spend now. */
  provisional: boolean;
  /** For the next page. */
  reached: bigint | undefined;
}

/**
 * Follows a debit of a creator's account back to what earned it, first in, first out; with the transfers
 * of its payout. @throws transfer_not_found, hold_not_found
 */
export async function traceDebit(
  { traces }: TraceDebitPorts,
  { id, attempts, after }: TraceDebitRequest,
): Promise<TracedDebit> {
  if ("transfer" in id) {
    const transfer = await traces.findTransfer(id.transfer);
    if (!transfer) throw new MetercastError("not_found");
    const { userId, amount } = transfer;
    const funding = await fundingOf(traces, transfer, after);
    return { userId, amount, hold: undefined, transfers: [transfer], funding };
  }
  const hold = await traces.findHold(id.hold);
  if (!hold) throw new MetercastError("hold_not_found");
  const transfers = await traces.transfersOf([
    { source: "hold", requestId: hold.id },
    ...attempts.flatMap((attempt) =>
      RESULTS.map((result) => ({ source: "payout", requestId: `${attempt}:${result}` })),
    ),
  ]);
  const { userId, amount } = hold;
  const debit = transfers.find(({ source }) => source === "hold");
  if (debit) return { userId, amount, hold, transfers, funding: await fundingOf(traces, debit, after) };
  if (hold.status === "voided" || hold.asset !== "USD")
    return { userId, amount, hold, transfers, funding: undefined };
  const funding = await page(traces, await debitOf(traces, nextOf(hold)), after);
  return { userId, amount, hold, transfers, funding: { ...funding, provisional: true } };
}

/** The results of an attempt that the wallet books, each by a request of its own. */
const RESULTS = ["paid", "failed", "returned"] as const;

async function fundingOf(
  traces: Traces,
  { debit, asset, amount }: TracedTransfer,
  after: bigint,
): Promise<Funding | undefined> {
  if (!debit || asset !== "USD") return undefined;
  return page(traces, await debitOf(traces, { ...debit, amount }), after);
}

/** A debit of a creator's account, and the credits that it spends. */
export interface Debit {
  account: bigint;
  span: Span;
  /** The versions of the first and the last credit. */
  first: bigint;
  last: bigint;
}

/** A hold that is not posted yet, as the debit that would come next. */
export const nextOf = ({ account, amount }: Pick<Hold, "account" | "amount">) => ({
  account: account.account,
  version: account.version + 1n,
  amount,
});

export async function debitOf(
  traces: Traces,
  { account, version, amount }: { account: bigint; version: bigint; amount: bigint },
): Promise<Debit> {
  const span = spanOf(await traces.debitedBefore(account, version), amount);
  const sumAt = (at: bigint) => traces.creditedUpTo(account, at);
  const first = await firstVersionOver(version, span.from, sumAt);
  return { account, span, first, last: await firstVersionOver(version, span.to - 1n, sumAt) };
}

/**
 * A page of the credits that a span covers. Versions are dense, so a page of versions bounds the rows that
 * are read. Only the credits at the two ends of the span can count in part.
 */
async function page(traces: Traces, debit: Debit, after: bigint): Promise<Funding> {
  const { account, span, first, last } = debit;
  const begin = after >= first ? after : first - 1n;
  const most = begin + PAGE_VERSIONS < last ? begin + PAGE_VERSIONS : last;
  const shown = await traces.othersBetween(account, begin, most + 1n, PAGE_OTHERS + 1);
  const over = shown[PAGE_OTHERS];
  const end = over ? over.version - 1n : most;
  const ends = await Promise.all(
    [first, last].map((at) => (at > begin && at <= end ? partAt(traces, account, at, span) : undefined)),
  );
  const inner = { after: begin > first ? begin : first, before: end < last ? end + 1n : last };
  const streams = await traces.streamsBetween(account, inner.after, inner.before);
  const others = shown.filter((one) => one.version > inner.after && one.version < inner.before);
  const parts = first === last ? ends.slice(0, 1) : ends;
  return {
    ...fundingPage(
      parts.filter((part) => part !== undefined),
      { streams, others },
    ),
    total: span.to - span.from,
    provisional: false,
    reached: end < last ? end : undefined,
  };
}

export async function partAt(
  traces: Traces,
  account: bigint,
  version: bigint,
  span: Span,
): Promise<Credit | undefined> {
  const credit = await traces.creditAt(account, version);
  if (!credit) return undefined;
  return partOf(credit, await traces.creditedUpTo(account, version - 1n), span);
}
