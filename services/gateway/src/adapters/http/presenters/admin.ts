import type { Person } from "../../../domain/person.ts";
import type { AuditRow } from "../../../ports/audit-log.ts";
import type { SearchHit } from "../../../ports/search.ts";
import type { CreatorRecord, WithdrawalSum } from "../../../usecases/admin/read-creator-record.ts";
import type { Found } from "../../../usecases/admin/search.ts";
import type { Names } from "../../../usecases/people/names-of.ts";
import { nameOf } from "./people.ts";
import { isoTime, orNull, tokens, usd } from "./values.ts";

export const auditView = (row: AuditRow, names: Names) => ({
  id: String(row.id),
  at: row.at.toISOString(),
  actor_id: row.actor,
  actor_name: nameOf(names, row.actor),
  action: row.action,
  object_type: row.objectType,
  object_id: row.objectId,
  object_name: nameOf(names, row.objectId),
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

export const foundView = (query: string, { people, hits, auditRows, names, unavailable }: Found) => ({
  query,
  data: [
    ...people.map(personHitView),
    ...hits.map((hit) => hitView(hit, names)),
    ...auditRows.map((row) => auditHitView(row, names)),
  ],
  unavailable: [...unavailable],
});

/** Kind of a hit → the address of this API that shows it. */
const SHOWN_BY: Record<string, (hit: SearchHit) => string> = {
  stream: ({ id }) => `/api/streams/${id}`,
  session: ({ id }) => `/api/sessions/${id}`,
  minute: ({ parentId }) => `/api/sessions/${parentId}`,
  case: ({ id }) => `/api/cases/${id}`,
  rate: () => "/api/admin/rates",
  account: ({ userId = "" }) => `/api/wallet/entries?user_id=${encodeURIComponent(userId)}`,
  transfer: ({ userId = "" }) => `/api/wallet/entries?user_id=${encodeURIComponent(userId)}`,
  hold: ({ parentId }) => `/api/withdrawals/${parentId}`,
  withdrawal: ({ id }) => `/api/withdrawals/${id}`,
  payout_attempt: ({ parentId }) => `/api/withdrawals/${parentId}`,
};

const personHitView = ({ userId, name, email, roles, lastSeenAt }: Person) => ({
  kind: "person",
  id: userId,
  user_id: userId,
  user_name: name || email || null,
  summary: [name && email, roles.join(", ")].filter(Boolean).join(" · "),
  created_at: lastSeenAt.toISOString(),
  parent_id: null,
  url: `/api/admin/people/${encodeURIComponent(userId)}`,
});

const hitView = (hit: SearchHit, names: Names) => ({
  kind: hit.kind,
  id: hit.id,
  user_id: orNull(hit.userId),
  user_name: nameOf(names, hit.userId),
  summary: hit.summary,
  created_at: isoTime(hit.createdAt),
  parent_id: orNull(hit.parentId),
  url: SHOWN_BY[hit.kind]?.(hit) ?? null,
});

const auditHitView = (row: AuditRow, names: Names) => ({
  kind: "audit",
  id: String(row.id),
  user_id: row.actor,
  user_name: nameOf(names, row.actor),
  summary: `${row.action} ${row.objectType} ${row.objectId}`,
  created_at: row.at.toISOString(),
  parent_id: row.objectId,
  url: `/api/admin/audit?object_id=${encodeURIComponent(row.objectId)}`,
});
