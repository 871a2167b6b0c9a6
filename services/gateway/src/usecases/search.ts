import type { SearchHit } from "@metercast/contracts/common/v1/search.ts";
import { type Logger, MetercastError } from "@metercast/runtime";
import type { AuditLog, AuditRow } from "../ports/audit-log.ts";
import type { Billing } from "../ports/billing.ts";
import type { Wallet } from "../ports/wallet.ts";
import type { Withdrawals } from "../ports/withdrawals.ts";
import { isoTime } from "./views.ts";

export interface SearchPorts {
  wallet: Pick<Wallet, "search">;
  billing: Pick<Billing, "search">;
  /** Undefined: there is no such service. */
  withdrawals: Pick<Withdrawals, "search"> | undefined;
  audit: Pick<AuditLog, "about">;
  log: Logger;
}

export interface Hit {
  kind: string;
  id: string;
  user_id: string | null;
  summary: string;
  created_at: string | null;
  parent_id: string | null;
  /** What of this API shows it. */
  url: string | null;
}

/** Somebody looks for one thing: who asks for more reads the log itself. */
const AUDIT_ROWS = 10;
const DEADLINE_MS = 2_000;

/** Asks every owner what an id names. Who is away is named: nothing found there is not nothing there. */
export async function search(ports: SearchPorts, query: string) {
  const { wallet, billing, withdrawals, audit } = ports;
  const asked = { query };
  const options = { deadlineMs: DEADLINE_MS };
  const hitsOf = ({ hits }: { hits: SearchHit[] }) => hits.map(hitView);
  const owners: Record<string, Promise<Hit[]>> = {
    billing: billing.search(asked, options).then(hitsOf),
    wallet: wallet.search(asked, options).then(hitsOf),
    ...(withdrawals && { withdrawals: withdrawals.search(asked, options).then(hitsOf) }),
    gateway: audit.about(query, AUDIT_ROWS).then((rows) => rows.map(auditHit)),
  };
  const answers = await Promise.all(
    Object.entries(owners).map(([name, hits]) =>
      hits.then(
        (found) => ({ found, away: [] }),
        (error: unknown) => ({ found: [], away: [unavailable(ports.log, name, error)] }),
      ),
    ),
  );
  return {
    query,
    data: answers.flatMap(({ found }) => found),
    unavailable: answers.flatMap(({ away }) => away),
  };
}

function unavailable(log: Logger, name: string, error: unknown): string {
  if (MetercastError.from(error).code !== "unavailable") throw error;
  log.warn({ err: error, service: name }, "search: not all could be asked");
  return name;
}

const SHOWN_BY: Record<string, (hit: SearchHit) => string> = {
  stream: ({ id }) => `/api/streams/${id}`,
  session: ({ id }) => `/api/sessions/${id}`,
  minute: ({ parentId }) => `/api/sessions/${parentId}`,
  rate: () => "/api/admin/rates",
  account: ({ userId }) => `/api/wallet/entries?user_id=${encodeURIComponent(userId)}`,
  transfer: ({ userId }) => `/api/wallet/entries?user_id=${encodeURIComponent(userId)}`,
  hold: ({ parentId }) => `/api/withdrawals/${parentId}`,
  withdrawal: ({ id }) => `/api/withdrawals/${id}`,
  payout_attempt: ({ parentId }) => `/api/withdrawals/${parentId}`,
};

function hitView(hit: SearchHit): Hit {
  const { kind, id, userId, summary, createdAt, parentId } = hit;
  return {
    kind,
    id,
    user_id: userId === "" ? null : userId,
    summary,
    created_at: isoTime(createdAt),
    parent_id: parentId === "" ? null : parentId,
    url: SHOWN_BY[kind]?.(hit) ?? null,
  };
}

const auditHit = (row: AuditRow): Hit => ({
  kind: "audit",
  id: String(row.id),
  user_id: row.actor,
  summary: `${row.action} ${row.objectType} ${row.objectId}`,
  created_at: row.at.toISOString(),
  parent_id: row.objectId,
  url: `/api/admin/audit?object_id=${encodeURIComponent(row.objectId)}`,
});
