import { Asset } from "../generated/common/v1/money.ts";
import type { EventMessage, EventType } from "./events.ts";

// One example of each event, for docs/asyncapi.json. Together they are one story: a viewer watches, runs
// low, gets a tip; the creator is paid.

const at = (time: string, days = 0) => new Date(Date.parse(`2026-11-24T${time}Z`) + days * 86_400_000);
const STREAM = "str_01932f4e1c6a7d1e8a3b5c7d9e0f1a2b";
const SESSION = "ses_01932f4f06c27b3a9c1d2e3f4a5b6c7d";
const WITHDRAWAL = "wdr_01932f7a4b1c7e0f8a9b0c1d2e3f4a5b";
const ATTEMPT = "pay_01932f8b7c2d7f1a9b0c1d2e3f4a5b6c";
const HOLD = "hld_01932f7a4b2d7a1b8c2d3e4f5a6b7c8d";
const TRANSFER = "trf_01932f60a1b27c3d9e4f5a6b7c8d9e0f";
const CASE = "cas_0199b1c2d3e47f5061728394a5b6c7d8";
const bytes = (hex: string) => Buffer.from(hex, "hex");
const SESSION_BYTES = bytes(SESSION.slice(4));
const STREAM_BYTES = bytes(STREAM.slice(4));

const creator = {
  userId: "cleo",
  asset: Asset.ASSET_USD,
  posted: 23_120n,
  held: 10_000n,
  available: 13_120n,
  version: 31n,
  account: 3n,
};
const balance = { userId: "ana", asset: Asset.ASSET_TOKEN };
const withdrawal = { withdrawalId: WITHDRAWAL, creatorId: "cleo", amount: 10_000n };
const payout = { ...withdrawal, attemptId: ATTEMPT, method: "stripe" };
const session = { sessionId: SESSION, streamId: STREAM, viewerId: "ana", creatorId: "cleo" };

/** A message of each type. */
export const EXAMPLES: { readonly [T in EventType]: EventMessage<T> } = {
  "gateway.presence.seen.v1": {
    sessionIds: SESSION_BYTES,
    baseMs: 1_795_510_815_000n,
    offsetsMs: [0],
    sources: bytes("01"),
  },
  "billing.minutes.due.v1": {
    terms: [
      { streamId: STREAM_BYTES, creatorAccount: 3n, tokensPerMinute: 5n, creatorCentsPerMinute: 1_320n },
    ],
    sessionIds: SESSION_BYTES,
    minutes: [1],
    viewerAccounts: [7n],
    termIndexes: [0],
  },
  "billing.stream.started.v1": {
    streamId: STREAM,
    creatorId: "cleo",
    title: "Morning practice",
    startedAt: at("09:00:00"),
  },
  "billing.stream.ended.v1": {
    streamId: STREAM,
    creatorId: "cleo",
    endedBy: "cleo",
    endedAt: at("10:30:00"),
  },
  "billing.session.started.v1": {
    ...session,
    tokensPerMinute: 5n,
    creatorCentsPerMinute: 1_320n,
    startedAt: at("09:01:00"),
  },
  "billing.session.ended.v1": {
    ...session,
    reason: "left",
    startedAt: at("09:01:00"),
    endedAt: at("09:14:30"),
    minutesBilled: 13,
    tokensCharged: 65n,
  },
  "billing.spending_limit.near.v1": {
    viewerId: "ana",
    period: "day",
    limitTokens: 100n,
    spentTokens: 80n,
    endsAt: at("23:00:00"),
    occurredAt: at("09:05:00"),
  },
  "billing.top_up.failed.v1": {
    topUpId: "top_0199b1c2d3e47f5061728394a5b6c7da",
    userId: "ana",
    tokens: 100n,
    reason: "payment_failed",
    occurredAt: at("09:05:00"),
  },
  "billing.case.opened.v1": {
    caseId: CASE,
    ...session,
    reason: "picture_frozen",
    tokensCharged: 65n,
    openedAt: at("09:20:00"),
  },
  "billing.case.answered.v1": {
    caseId: CASE,
    sessionId: SESSION,
    viewerId: "ana",
    answeredAt: at("09:40:00"),
  },
  "billing.case.replied.v1": {
    caseId: CASE,
    sessionId: SESSION,
    viewerId: "ana",
    repliedAt: at("09:50:00"),
  },
  "billing.case.resolved.v1": {
    caseId: CASE,
    ...session,
    outcome: "refunded",
    tokensRefunded: 65n,
    transferId: TRANSFER,
    resolvedAt: at("09:55:00"),
  },
  "wallet.minutes.posted.v1": {
    lines: Buffer.concat([SESSION_BYTES, bytes(`00000001${u64(7)}${u64(45)}${u64(0)}${u64(12)}00`)]),
    creators: Buffer.concat([
      bytes(u64(3)),
      STREAM_BYTES,
      bytes(`00000001${u64(1_320)}${u64(23_120)}${u64(10_000)}${u64(31)}`),
    ]),
  },
  "wallet.transfer.posted.v1": {
    transferId: TRANSFER,
    referenceType: "TIP",
    referenceId: "post-123",
    asset: Asset.ASSET_USD,
    amount: 500n,
    debitAccount: "platform_usd",
    creditAccount: "creator:cleo",
    accounts: [creator],
    createdAt: at("09:20:00"),
    client: "demo",
    requestId: "tip-1:credit",
  },
  "wallet.transfer.rejected.v1": {
    client: "demo",
    requestId: "tip-2:debit",
    code: "insufficient_balance",
    detail: "",
  },
  "wallet.balance.low.v1": { ...balance, available: 9n, version: 20n },
  "wallet.balance.exhausted.v1": { ...balance, available: 0n, version: 22n },
  "wallet.balance.recovered.v1": { ...balance, available: 100n, version: 23n },
  "wallet.hold.posted.v1": {
    holdId: HOLD,
    referenceType: "WITHDRAWAL",
    referenceId: WITHDRAWAL,
    transferId: TRANSFER,
    account: creator,
  },
  "wallet.hold.voided.v1": {
    holdId: HOLD,
    referenceType: "WITHDRAWAL",
    referenceId: WITHDRAWAL,
    account: { ...creator, held: 0n, available: 23_120n },
  },
  "wallet.integrity.failed.v1": {
    checks: ["trial_balance"],
    checkedAt: at("11:00:00"),
    findings: [
      { check: "trial_balance", fingerprint: "1:-6310223519204874310", detail: "USD is off by 1320" },
    ],
  },
  "withdrawals.withdrawal.requested.v1": {
    method: "stripe",
    ...withdrawal,
    holdId: HOLD,
    occurredAt: at("12:00:00"),
  },
  "withdrawals.withdrawal.approved.v1": {
    method: "stripe",
    ...withdrawal,
    holdId: HOLD,
    decidedBy: "ada",
    occurredAt: at("12:30:00"),
  },
  "withdrawals.withdrawal.rejected.v1": {
    ...withdrawal,
    holdId: HOLD,
    decidedBy: "ada",
    note: "The name on the bank account is another one.",
    occurredAt: at("12:30:00"),
  },
  "withdrawals.withdrawal.canceled.v1": { ...withdrawal, holdId: HOLD, occurredAt: at("12:10:00") },
  "withdrawals.withdrawal.completed.v1": { ...withdrawal, occurredAt: at("15:00:00") },
  "withdrawals.withdrawal.failed.v1": { ...withdrawal, reason: "account_closed", occurredAt: at("15:00:00") },
  "withdrawals.withdrawal.needs_review.v1": {
    ...withdrawal,
    reason: "payout_method_missing",
    occurredAt: at("12:30:00"),
  },
  "withdrawals.run.skipped.v1": {
    runId: "run_0199b1c2d3e47f5061728394a5b6c7db",
    creatorId: "cleo",
    reason: "below_minimum",
    occurredAt: at("06:00:00"),
    nextAt: at("06:00:00", 7),
  },
  "withdrawals.schedule.changed.v1": {
    creatorId: "cleo",
    changedBy: "ada",
    mode: "weekly",
    pausedBy: "admin",
    occurredAt: at("12:40:00"),
  },
  "withdrawals.payout_method.changed.v1": {
    payoutMethodId: "pm_0199b1c2d3e47f5061728394a5b6c7dc",
    creatorId: "cleo",
    method: "stripe",
    change: "added",
    lockedUntil: at("12:45:00", 3),
    occurredAt: at("12:45:00"),
  },
  "withdrawals.freeze.changed.v1": {
    frozen: true,
    by: "ada",
    reason: "The bank reports a fault.",
    occurredAt: at("13:00:00"),
  },
  "withdrawals.payout.sent.v1": {
    ...payout,
    estimatedArrival: at("17:00:00", 2),
    occurredAt: at("14:00:00"),
  },
  "withdrawals.payout.paid.v1": { ...payout, railFee: 25n, charged: 50n },
  "withdrawals.payout.failed.v1": { ...payout, reason: "account_closed" },
  "withdrawals.payout.returned.v1": { ...payout, reason: "account_closed", charged: 50n, feeReturned: 25n },
  "notifications.inbox.changed.v1": {
    userId: "cleo",
    unread: 3,
    version: 17n,
    notificationId: "ntf_0199b1c2d3e47f5061728394a5b6c7dd",
  },
  "platform.*.credit.requested.v1": {
    requestId: "tip-1:credit",
    userId: "cleo",
    asset: Asset.ASSET_USD,
    amount: 500n,
    referenceType: "TIP",
    referenceId: "post-123",
    reason: "Great practice!",
  },
  "platform.*.debit.requested.v1": {
    requestId: "tip-1:debit",
    userId: "ana",
    asset: Asset.ASSET_TOKEN,
    amount: 50n,
    referenceType: "TIP_PAID",
    referenceId: "post-123",
    reason: "Great practice!",
  },
};

function u64(value: number): string {
  return value.toString(16).padStart(16, "0");
}
