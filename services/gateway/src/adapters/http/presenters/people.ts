import { publicId } from "@metercast/contracts";
import { type Asset, parseAmount } from "@metercast/money";
import type { PersonNote } from "../../../domain/person.ts";
import type { Session, Stream } from "../../../domain/stream.ts";
import { reviewReasonFor, WITHDRAWAL_STATUSES, type Withdrawal } from "../../../domain/withdrawal.ts";
import type { AuditRow } from "../../../ports/audit-log.ts";
import type { Names } from "../../../usecases/people/names-of.ts";
import type { PersonRecord, PersonWithdrawals } from "../../../usecases/people/read-person.ts";
import { amountOf, isoTime, orNull, tokens, usd } from "./values.ts";
import { accountView } from "./wallet.ts";

/** The `*_name` beside an id. */
export const nameOf = (names: Names, id: string | undefined): string | null =>
  (id !== undefined && names.get(id)) || null;

export function personView(record: PersonRecord, configuredMinimum: bigint) {
  const { person, names, earned, paused, minimum } = record;
  return {
    id: record.id,
    name: person?.name || person?.email || null,
    email: person?.email || null,
    roles: [...(person?.roles ?? [])],
    first_seen_at: isoTime(person?.firstSeenAt),
    last_seen_at: isoTime(person?.lastSeenAt),
    accounts: record.accounts?.map(accountView) ?? null,
    earned: earned ? { total: usd(earned.totalCents), viewer_minutes: tokens(earned.totalMinutes) } : null,
    streams: record.streams?.map(streamView) ?? null,
    sessions: record.sessions?.map(({ session, title }) => sessionView(session, title)) ?? null,
    withdrawals: record.withdrawals ? withdrawalsView(record.withdrawals) : null,
    withdrawal_minimum:
      minimum === undefined ? null : { amount: usd(minimum), waived: minimum !== configuredMinimum },
    payouts_paused: paused ? { by: paused.by, reason: orNull(paused.reason) } : null,
    adjustments: record.adjustments.map((row) => adjustmentView(row, names)),
    cases: record.cases ?? null,
    notes: record.notes.map((note) => noteView(note, names)),
    unavailable: [...record.unavailable],
  };
}

export const noteView = ({ id, authorId, text, createdAt }: PersonNote, names: Names) => ({
  id: publicId("note", id),
  author_id: authorId,
  author_name: nameOf(names, authorId),
  text,
  created_at: createdAt.toISOString(),
});

const streamView = ({ id, title, isLive, viewers, startedAt, endedAt }: Stream) => ({
  id,
  title,
  status: isLive ? ("live" as const) : ("ended" as const),
  viewers,
  started_at: startedAt.toISOString(),
  ended_at: isoTime(endedAt),
});

const sessionView = (session: Session, title: string | undefined) => ({
  id: session.id,
  stream_id: session.streamId,
  stream_title: orNull(title),
  status: session.isActive ? ("active" as const) : ("ended" as const),
  started_at: session.startedAt.toISOString(),
  ended_at: isoTime(session.endedAt),
  end_reason: orNull(session.endReason),
  minutes_billed: session.minutesBilled,
  tokens_charged: tokens(session.tokensCharged),
});

const withdrawalsView = ({ latest, counts, complete }: PersonWithdrawals) => ({
  latest: latest.map((one: Withdrawal) => ({
    id: one.id,
    amount: usd(one.amount),
    status: one.status,
    attention: orNull(reviewReasonFor("admin", one)),
    created_at: one.createdAt.toISOString(),
  })),
  counts: WITHDRAWAL_STATUSES.flatMap((status) => {
    const sum = counts.get(status);
    return sum ? [{ status, count: sum.count, amount: usd(sum.cents) }] : [];
  }),
  complete,
});

/** The log has amounts as decimal strings. */
function adjustmentView({ at, actor, detail }: AuditRow, names: Names) {
  const asset: Asset = detail.asset === "USD" ? "USD" : "TOKEN";
  return {
    at: at.toISOString(),
    actor_id: actor,
    actor_name: nameOf(names, actor),
    asset,
    direction: detail.direction === "debit" ? ("debit" as const) : ("credit" as const),
    amount: amountOf(parseAmount(String(detail.amount), asset), asset),
    reason: String(detail.reason ?? ""),
  };
}
