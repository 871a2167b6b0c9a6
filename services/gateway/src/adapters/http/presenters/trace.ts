import type { TraceStep } from "../../../domain/trace.ts";
import type { Funding, TracedMinute, TracedTopUp } from "../../../ports/wallet-traces.ts";
import type { Trace } from "../../../usecases/admin/trace.ts";
import type { Names } from "../../../usecases/people/names-of.ts";
import { nameOf } from "./people.ts";
import { amountOf, orNull, tokens, usd } from "./values.ts";
import { withdrawalDetails } from "./withdrawals.ts";

export const traceView = ({ funding, topUp, titles, withdrawal, ...trace }: Trace, names: Names) => ({
  id: trace.id,
  kind: trace.kind,
  user_id: trace.userId,
  user_name: nameOf(names, trace.userId),
  amount: amountOf(trace.amount, trace.asset),
  steps: trace.steps.map(stepView),
  withdrawal: withdrawal ? withdrawalDetails(withdrawal, "admin", names) : null,
  funded_by: funding ? fundedBy(funding, titles, names) : null,
  paid_for: topUp ? paidFor(topUp, titles, names) : null,
  has_more: (funding ?? topUp)?.nextCursor !== undefined,
  next_cursor: orNull((funding ?? topUp)?.nextCursor),
});

const paidFor = (
  { tokens: bought, paid, unknown, clawbacks, untraced }: TracedTopUp,
  titles: Trace["titles"],
  names: Names,
) => ({
  tokens: tokens(bought),
  minutes: paid.map((row) => ({
    creator_id: row.creatorId,
    creator_name: nameOf(names, row.creatorId),
    stream_id: row.streamId,
    title: orNull(titles.get(row.streamId)),
    day: row.day.toISOString().slice(0, 10),
    minutes: tokens(row.minutes),
    tokens: tokens(row.tokens),
    amount: usd(row.cents),
  })),
  unknown: tokens(unknown),
  clawbacks: clawbacks.map(({ creatorId, taken, debt, absorbed }) => ({
    creator_id: creatorId,
    creator_name: nameOf(names, creatorId),
    taken: usd(taken),
    debt: usd(debt),
    absorbed: usd(absorbed),
  })),
  untraced: tokens(untraced),
});

const stepView = ({ kind, id, from, to, amount, asset, at, referenceType, referenceId }: TraceStep) => ({
  kind,
  id,
  from,
  to,
  amount: amountOf(amount, asset),
  at: at.toISOString(),
  reference_type: referenceType,
  reference_id: referenceId,
});

const fundedBy = (
  { total, provisional, streams, others }: Funding,
  titles: Trace["titles"],
  names: Names,
) => ({
  total: usd(total),
  provisional,
  streams: streams.map(({ streamId, day, minutes, cents }) => ({
    stream_id: streamId,
    title: orNull(titles.get(streamId)),
    day: day.toISOString().slice(0, 10),
    minutes: tokens(minutes),
    amount: usd(cents),
  })),
  others: others.map(({ transferId, referenceType, cents, at, actorId, reason }) => ({
    transfer_id: transferId,
    reference_type: referenceType,
    amount: usd(cents),
    at: at.toISOString(),
    actor_id: actorId === "" ? null : actorId,
    actor_name: nameOf(names, actorId),
    reason: reason === "" ? null : reason,
  })),
  // A creator's earnings stay in the books when minutes are archived, so each cent has its stream.
  unknown: usd(0n),
});

export const tracedMinute = (minute: TracedMinute, names: Names) => ({
  session_id: minute.sessionId,
  minute: minute.minute,
  viewer_id: minute.viewerId,
  viewer_name: nameOf(names, minute.viewerId),
  tokens: tokens(minute.tokens),
  amount: usd(minute.cents),
  posted_at: minute.postedAt.toISOString(),
  shared: minute.shared,
});
