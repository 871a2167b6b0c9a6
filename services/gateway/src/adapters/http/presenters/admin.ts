import type { AuditRow } from "../../../ports/audit-log.ts";
import type { SearchHit } from "../../../ports/search.ts";
import type { CreatorRecord, WithdrawalSum } from "../../../usecases/admin/read-creator-record.ts";
import type { Found } from "../../../usecases/admin/search.ts";
import { isoTime, orNull, tokens, usd } from "./values.ts";

export const auditView = (row: AuditRow) => ({
  id: String(row.id),
  at: row.at.toISOString(),
  actor_id: row.actor,
  action: row.action,
  object_type: row.objectType,
  object_id: row.objectId,
  request_id: row.requestId,
  detail: row.detail,
});

export const creatorView = ({ id, earned, available, held, withdrawals, paused }: CreatorRecord) => ({
  id,
  earned: usd(earned.totalCents),
  viewer_minutes: tokens(earned.totalMinutes),
  available: usd(available),
  held: usd(held),
  withdrawals: withdrawals
    ? {
        paid: sumView(withdrawals.paid),
        refused: sumView(withdrawals.rejected),
        returned: sumView(withdrawals.failed),
        complete: withdrawals.complete,
      }
    : null,
  payouts_paused: paused ? { by: paused.by, reason: orNull(paused.reason) } : null,
});

const sumView = ({ count, cents }: WithdrawalSum) => ({ count, amount: usd(cents) });

export const foundView = (query: string, { hits, auditRows, unavailable }: Found) => ({
  query,
  data: [...hits.map(hitView), ...auditRows.map(auditHitView)],
  unavailable,
});

/** Kind of a hit → the address of this API that shows it. */
const SHOWN_BY: Record<string, (hit: SearchHit) => string> = {
  stream: ({ id }) => `/api/streams/${id}`,
  session: ({ id }) => `/api/sessions/${id}`,
  minute: ({ parentId }) => `/api/sessions/${parentId}`,
  rate: () => "/api/admin/rates",
  account: ({ userId = "" }) => `/api/wallet/entries?user_id=${encodeURIComponent(userId)}`,
  transfer: ({ userId = "" }) => `/api/wallet/entries?user_id=${encodeURIComponent(userId)}`,
  hold: ({ parentId }) => `/api/withdrawals/${parentId}`,
  withdrawal: ({ id }) => `/api/withdrawals/${id}`,
  payout_attempt: ({ parentId }) => `/api/withdrawals/${parentId}`,
};

const hitView = (hit: SearchHit) => ({
  kind: hit.kind,
  id: hit.id,
  user_id: orNull(hit.userId),
  summary: hit.summary,
  created_at: isoTime(hit.createdAt),
  parent_id: orNull(hit.parentId),
  url: SHOWN_BY[hit.kind]?.(hit) ?? null,
});

const auditHitView = (row: AuditRow) => ({
  kind: "audit",
  id: String(row.id),
  user_id: row.actor,
  summary: `${row.action} ${row.objectType} ${row.objectId}`,
  created_at: row.at.toISOString(),
  parent_id: row.objectId,
  url: `/api/admin/audit?object_id=${encodeURIComponent(row.objectId)}`,
});
