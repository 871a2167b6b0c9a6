import type { CountAndSum, Overview } from "../../../domain/overview.ts";
import { isoTime, orNull, tokens, usd } from "./values.ts";

export function overviewView({ live, hours, money, queue, books, freeze }: Overview) {
  const sum = ({ count, amount }: CountAndSum) => ({ count: tokens(count), amount: usd(amount) });
  return {
    live: {
      streams: live.streams,
      viewers: live.viewers,
      tokens_per_minute: tokens(live.tokensPerMinute),
      creator_per_minute: usd(live.creatorCentsPerMinute),
    },
    hours: hours.map(({ start, minutes, tokens: spent, cents, marginCents }) => ({
      start: start.toISOString(),
      minutes: tokens(minutes),
      tokens: tokens(spent),
      creators_earned: usd(cents),
      margin: marginCents === undefined ? null : usd(marginCents),
    })),
    money: {
      owed_to_creators: usd(money.owedToCreators),
      tokens_outstanding: tokens(money.tokensOutstanding),
      held: sum(money.held),
      on_its_way: sum(money.onItsWay),
      paid: sum(money.paid),
      failed: sum(money.failed),
    },
    queue: {
      oldest_pending_at: isoTime(queue.oldestPendingAt),
      needing_attention: tokens(queue.needingReview),
      attempts_unknown: tokens(queue.attemptsUnknown),
    },
    books: books ? { ok: books.ok, checked_at: isoTime(books.checkedAt) } : null,
    freeze: {
      frozen: freeze.frozen,
      by: orNull(freeze.by),
      at: isoTime(freeze.at),
      reason: orNull(freeze.reason),
    },
  };
}
