import { readDecisions } from "@metercast/contracts";
import type { MinutesPosted } from "@metercast/contracts/wallet/v1/events.ts";
import * as rules from "../../domain/meter.ts";
import { minuteEnd } from "../../domain/minutes.ts";
import { shardOfKey } from "../../domain/shard.ts";
import type { LogMessage } from "../../ports/log.ts";
import type { Meter } from "./meter.ts";
import type { TableSession } from "./store/session-table.ts";

/** Applies `wallet.minutes.posted.v1`: paid minutes, and refusals, which end their sessions. */
export async function readResults(
  { meter }: { meter: Meter },
  { message, at }: LogMessage<MinutesPosted>,
): Promise<void> {
  let answered = 0;
  for (const decision of readDecisions(message)) {
    if (meter.shards.get(shardOfKey(decision.key))?.results !== true) continue;
    applyDecision(meter, decision, at);
    answered += 1;
  }
  meter.underWay.answered(answered);
}

/** Applies what the wallet decided about a minute, at the time `at` of the answer. */
export function applyDecision(meter: Meter, decision: rules.MinuteDecision, at: number): void {
  const { key, minute, outcome, available } = decision;
  const session = meter.table.find(key);
  if (!session) return;
  const change = rules.answer(session, minute, outcome);
  // Also for a repeated answer: the end that it led to may not have been committed.
  if (outcome === "paid" && minute === session.paid && available < session.terms.tokensPerMinute)
    meter.short.add(session.slot);
  if (change === "nothing") return;
  meter.metrics.answered(outcome);
  noteDecided(meter, session, decision, at);
  meter.dirty.add(session.slot);
  meter.queueEnd(session, change);
  meter.queueDue(session);
}

/**
 * Records the delay from the report that made a minute due to the decision. For a backlog the report is
 * known for the first minute only; a later minute counts from its own end.
 */
function noteDecided(
  { metrics }: Meter,
  session: TableSession,
  { minute, outcome }: rules.MinuteDecision,
  at: number,
): void {
  if (outcome === "gap" || session.dueAt === 0) return;
  const dueAt = Math.max(session.dueAt, minuteEnd(session, minute));
  metrics.decided(Math.max(0, at - dueAt) / 1_000);
  if (rules.unansweredMinutes(session) === 0) session.dueAt = 0;
}
