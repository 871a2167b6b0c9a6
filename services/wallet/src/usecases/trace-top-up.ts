import { MetercastError } from "@metercast/runtime";
import type { Clawbacks } from "../ports/clawbacks.ts";
import type { Spending } from "../ports/spending.ts";
import type { TracedTransfer, Traces } from "../ports/traces.ts";
import { earnedBy, type FollowedEntry, followTokens } from "./follow-tokens.ts";

/** Entries of one page. */
const PAGE = 2_000;
const DAY_MS = 86_400_000;

export interface TraceTopUpPorts {
  traces: Pick<Traces, "transfersOf">;
  spending: Spending;
  clawbacks: Pick<Clawbacks, "ofTopUp" | "untracedOf">;
}

/** What a stream's minutes of one day got of a top-up's tokens, and what these earned. */
export interface PaidMinutes {
  creatorId: string;
  stream: string;
  day: Date;
  minutes: bigint;
  tokens: bigint;
  cents: bigint;
}

export interface TracedTopUp {
  userId: string;
  tokens: bigint;
  transfers: TracedTransfer[];
  paid: PaidMinutes[];
  /** Tokens that were spent otherwise, or in a ledger period that was detached. */
  unknown: bigint;
  clawbacks: Awaited<ReturnType<Clawbacks["ofTopUp"]>>;
  /** Lost tokens that paid no creator's minute, as it is now. */
  untraced: bigint;
  /** How many entries the pages so far have shown; undefined: there are no more. */
  reached: number | undefined;
}

/**
 * Follows a top-up's tokens to the minutes that they paid, a page of entries at a time. `skip`: entries of
 * earlier pages; what a token was spent on never changes. @throws not_found
 */
export async function traceTopUp(
  { traces, spending, clawbacks }: TraceTopUpPorts,
  { topUpId, skip }: { topUpId: string; skip: number },
): Promise<TracedTopUp> {
  const credits = await spending.topUpCredits(topUpId);
  const [first] = credits;
  if (!first) throw new MetercastError("not_found");
  const found: FollowedEntry[] = [];
  let seen = 0;
  let reached: number | undefined;
  for await (const entry of followTokens(spending, topUpId, credits)) {
    seen += 1;
    if (seen <= skip) continue;
    if (found.length === PAGE) {
      reached = skip + PAGE;
      break;
    }
    found.push(entry);
  }
  return {
    userId: first.userId,
    tokens: credits.reduce((sum, { tokens }) => sum + tokens, 0n),
    transfers: await traces.transfersOf(await spending.requestsOf(topUpId)),
    ...summedUp(found),
    clawbacks: await clawbacks.ofTopUp(topUpId),
    untraced: await clawbacks.untracedOf(topUpId),
    reached,
  };
}

function summedUp(entries: readonly FollowedEntry[]): Pick<TracedTopUp, "paid" | "unknown"> {
  const paid = new Map<string, PaidMinutes>();
  let unknown = 0n;
  for (const { minute, tokens: all, part } of entries) {
    const tokens = part.to - part.from;
    if (!minute) {
      unknown += tokens;
      continue;
    }
    const day = new Date(Math.floor(minute.at.getTime() / DAY_MS) * DAY_MS);
    const key = `${day.getTime()} ${minute.stream}`;
    const known = paid.get(key);
    paid.set(key, {
      creatorId: minute.creator?.userId ?? known?.creatorId ?? "",
      stream: minute.stream,
      day,
      minutes: (known?.minutes ?? 0n) + 1n,
      tokens: (known?.tokens ?? 0n) + tokens,
      cents: (known?.cents ?? 0n) + earnedBy(minute.cents, all, part),
    });
  }
  return { paid: [...paid.values()], unknown };
}
