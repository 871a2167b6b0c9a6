import type { Case, CaseMessage } from "../../../domain/case.ts";
import type { ShownCase } from "../../../usecases/cases/read-cases.ts";
import type { Evidence } from "../../../usecases/cases/read-evidence.ts";
import type { Names } from "../../../usecases/people/names-of.ts";
import { isoTime, orNull, tokens } from "./values.ts";

/** Only admins see which admin acted for the platform. Without `names`, the reader is a viewer. */
export function caseView({ found, stream }: ShownCase, names: Names | undefined) {
  const { refund, resolvedBy } = found;
  const byPlatform = resolvedBy !== undefined && resolvedBy !== found.viewerId;
  return {
    id: found.id,
    session_id: found.sessionId,
    stream_id: found.streamId,
    stream_title: orNull(stream?.title),
    viewer_id: found.viewerId,
    reason: found.reason,
    status: found.status,
    tokens_charged: tokens(found.tokensCharged),
    messages: found.messages,
    opened_at: found.openedAt.toISOString(),
    updated_at: found.updatedAt.toISOString(),
    resolved_at: isoTime(found.resolvedAt),
    resolution_note: orNull(found.resolutionNote),
    refund: refund
      ? {
          tokens: tokens(refund.tokens),
          posted: refund.transferId !== undefined,
          transfer_id: orNull(refund.transferId),
        }
      : null,
    creator_id: found.creatorId,
    resolved_by: byPlatform && !names ? "platform" : orNull(resolvedBy),
    ...(names && {
      viewer_name: orNull(names.get(found.viewerId)),
      creator_name: orNull(names.get(found.creatorId)),
      resolved_by_name: orNull(names.get(resolvedBy ?? "")),
    }),
  };
}

export const caseDetailsView = (
  shown: ShownCase & { messages: CaseMessage[] },
  names: Names | undefined,
) => ({
  ...caseView(shown, names),
  conversation: shown.messages.map(({ side, authorId, text, writtenAt }) => ({
    side,
    author_id: side === "platform" && !names ? "platform" : authorId,
    ...(names && { author_name: orNull(names.get(authorId)) }),
    text,
    written_at: writtenAt.toISOString(),
  })),
});

/** Everybody whom the cases name. */
export const peopleOf = (cases: readonly Case[]): (string | undefined)[] =>
  cases.flatMap(({ viewerId, creatorId, resolvedBy }) => [viewerId, creatorId, resolvedBy]);

export function evidenceView(evidence: Evidence, names: Names) {
  const otherView = (found: Case) => caseView({ found, stream: undefined }, names);
  const { facts, minutes } = evidence;
  return {
    session: sessionView(evidence),
    presence: {
      last_seen_at: facts.lastSeenAt.toISOString(),
      media_from: isoTime(facts.mediaFrom),
      silent_seconds: facts.silentMs / 1_000,
      media_stays: evidence.stays.map(({ joinedAtMs, leftAtMs }) => ({
        joined_at: isoOf(joinedAtMs),
        left_at: isoOf(leftAtMs),
      })),
    },
    refundable: tokens(facts.tokensCharged - facts.tokensRefunded),
    refunded: tokens(facts.tokensRefunded),
    minutes: minutes.map(({ minute, paid, tokens: paidTokens, balanceAfter, postedAt }) => ({
      minute,
      paid,
      tokens: tokens(paidTokens),
      balance_after: tokens(balanceAfter),
      posted_at: postedAt.toISOString(),
    })),
    funding: evidence.funding.map(({ topUpId, tokens: part }) => ({
      top_up_id: orNull(topUpId),
      tokens: tokens(part),
    })),
    viewers_cases: evidence.ofViewer.map(otherView),
    streams_cases: evidence.ofStream.map(otherView),
  };
}

function sessionView({ session, facts }: Evidence) {
  return {
    id: session.id,
    status: session.isActive ? ("active" as const) : ("ended" as const),
    started_at: session.startedAt.toISOString(),
    ended_at: isoTime(session.endedAt),
    end_reason: orNull(session.endReason),
    minutes_billed: session.minutesBilled,
    tokens_per_minute: tokens(session.tokensPerMinute),
    tokens_charged: tokens(session.tokensCharged),
    carried_seconds: session.carriedMs / 1_000,
    witnesses: session.presencePolicy,
    minute_seconds: facts.minuteMs / 1_000,
    refused_minute: facts.refusedMinute === 0 ? null : facts.refusedMinute,
  };
}

const isoOf = (ms: number | undefined): string | null =>
  ms === undefined ? null : new Date(ms).toISOString();
