import { uuidOf } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import type { Billing } from "../../ports/billing.ts";
import type { Page } from "../../ports/calls.ts";
import type { TracedMinute, WalletTraces } from "../../ports/wallet-traces.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";
import { withdrawalOf } from "./trace.ts";

export interface TraceMinutesPorts {
  wallet: Pick<WalletTraces, "traceMinutes">;
  billing: Pick<Billing, "listSessions">;
  withdrawals: Pick<Withdrawals, "search"> | undefined;
}

export interface TraceMinutesRequest {
  id: string;
  streamId: string;
  /** Its start (UTC). */
  day: Date;
  cursor: string | undefined;
}

/** Sessions of one page, whose minutes are looked at one by one. */
const SESSIONS = 20;
/** The wallet's limit for a session: longer ones are looked at as far. */
const MOST_MINUTES = 20_000;

/**
 * A page of the minutes of one stream and day that earned a payout, by sessions: a page can be empty and
 * still have a next one. @throws not_found
 */
export async function traceMinutes(
  ports: TraceMinutesPorts,
  { id, streamId, day, cursor }: TraceMinutesRequest,
): Promise<Page<TracedMinute>> {
  const debit = await debitOf(ports, id);
  const page = { viewerId: "", streamId, limit: SESSIONS, cursor };
  const { items, nextCursor } = await ports.billing.listSessions(page);
  const sessions = items.map((session) => ({
    sessionId: session.id,
    minutes: Math.min(session.minutesBilled, MOST_MINUTES),
  }));
  const found = sessions.length === 0 ? [] : await ports.wallet.traceMinutes({ id: debit, day, sessions });
  return { items: found, nextCursor };
}

/** A withdrawal and its hold have one uuid. */
async function debitOf(ports: TraceMinutesPorts, id: string): Promise<string> {
  if (uuidOf("transfer", id) !== undefined) return id;
  const isAttempt = uuidOf("attempt", id) !== undefined;
  const withdrawal = isAttempt ? await withdrawalOf(ports.withdrawals, id) : id;
  if (uuidOf("withdrawal", withdrawal) === undefined) throw new MetercastError("not_found");
  return withdrawal.replace(/^wdr_/, "hld_");
}
