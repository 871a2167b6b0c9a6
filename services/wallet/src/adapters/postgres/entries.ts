import { publicId } from "@metercast/contracts";
import type { Sql } from "@metercast/outbox";
import { MetercastError } from "@metercast/runtime";
import type { Account } from "../../domain/account.ts";
import type { Entry, EntryQuery } from "../../ports.ts";
import { accountsOf } from "./accounts.ts";

export interface EntryRow {
  id: string;
  batch: bigint | null;
  amount: bigint;
  balance_after: bigint;
  version: bigint;
  created_at: Date;
  reference_type: string;
  reference: string;
  minute: number | null;
  lines: number | null;
  reason: string | null;
  actor: string | null;
}

/** Each branch reads its own index backwards from the cursor and stops after a page, however long the account's history is. */
const PAGE = `
  (SELECT m.id::text, NULL::bigint AS batch, -m.tokens::bigint AS amount, m.balance_after, m.version, b.posted_at AS created_at, 'STREAM_VIEW' AS reference_type,
          minute_session(m.id, m.minute)::text AS reference, m.minute, NULL::integer AS lines, NULL AS reason, NULL AS actor
   FROM (SELECT * FROM viewer_minute WHERE viewer = $1::bigint AND version < $2::bigint AND paid AND tokens > 0 AND $4 IN ('', 'STREAM_VIEW')
         ORDER BY version DESC LIMIT $3::integer) AS m JOIN minute_batch b ON b.id = m.batch)
  UNION ALL
  (SELECT p.stream::text, p.batch, p.cents, p.balance_after, p.version, b.posted_at, 'STREAM_EARNINGS', p.stream::text, NULL, p.lines, NULL, NULL
   FROM (SELECT * FROM creator_posting WHERE creator = $1::bigint AND version < $2::bigint AND $4 IN ('', 'STREAM_EARNINGS')
         ORDER BY version DESC LIMIT $3::integer) AS p JOIN minute_batch b ON b.id = p.batch)
  UNION ALL
  (SELECT id::text, NULL, -amount, debit_balance_after, debit_version, created_at, reference_type, reference_id, NULL, NULL, reason, actor_id
   FROM transfer WHERE debit_account = $1::bigint AND debit_version < $2::bigint AND $4 IN ('', reference_type) ORDER BY debit_version DESC LIMIT $3::integer)
  UNION ALL
  (SELECT id::text, NULL, amount, credit_balance_after, credit_version, created_at, reference_type, reference_id, NULL, NULL, reason, actor_id
   FROM transfer WHERE credit_account = $1::bigint AND credit_version < $2::bigint AND $4 IN ('', reference_type) ORDER BY credit_version DESC LIMIT $3::integer)
  ORDER BY version DESC LIMIT $3::integer`;

/** Above every version. */
const NEWEST = 2n ** 62n;

/**
 * The entries of a user's accounts, newest first. The cursor holds the version reached in each account: versions never change, so pages neither
 * repeat nor skip an entry while new ones arrive.
 */
export async function listEntries(
  sql: Sql,
  query: EntryQuery,
): Promise<{ entries: Entry[]; nextCursor: string }> {
  const accounts = (await accountsOf(sql, query.userId)).filter(
    ({ asset }) => !query.asset || asset === query.asset,
  );
  const reached = readCursor(query.cursor);
  const pages = await Promise.all(
    accounts.map((account) => page(sql, account, reached.get(account.account) ?? NEWEST, query)),
  );
  const shown = newestFirst(pages, query.limit);
  for (const { account, entry } of shown) reached.set(account, entry.version);
  const more = pages.flat().length > shown.length;
  return { entries: shown.map(({ entry }) => entry), nextCursor: more ? writeCursor(reached) : "" };
}

type Line = { account: bigint; entry: Entry };

/**
 * The first `limit` entries of pages that are each in the order of their account's versions. Times decide only between accounts: within one, a transaction
 * that began earlier may have taken a later version, and the cursor speaks of versions.
 */
function newestFirst(pages: readonly Line[][], limit: number): Line[] {
  const heads = pages.map((lines) => ({ lines, next: 0 }));
  const merged: Line[] = [];
  while (merged.length < limit) {
    const waiting = heads.filter(({ lines, next }) => next < lines.length);
    const [newest] = waiting.sort((a, b) => timeAt(b) - timeAt(a));
    if (!newest) break;
    merged.push(newest.lines[newest.next] as Line);
    newest.next += 1;
  }
  return merged;
}

const timeAt = ({ lines, next }: { lines: readonly Line[]; next: number }): number =>
  Number(lines[next]?.entry.createdAt);

async function page(sql: Sql, account: Account, below: bigint, query: EntryQuery) {
  // One more than asked for says whether there is another page.
  const rows = await sql.$queryRawUnsafe<EntryRow[]>(
    PAGE,
    account.account,
    below,
    query.limit + 1,
    query.referenceType,
  );
  return rows.map((row) => ({ account: account.account, entry: toEntry(row, account) }));
}

export function toEntry(row: EntryRow, { asset }: Account): Entry {
  const {
    amount,
    version,
    balance_after: balanceAfter,
    created_at: createdAt,
    reference_type: referenceType,
  } = row;
  const direction: Entry["direction"] = amount > 0n ? "credit" : "debit";
  const base = { direction, referenceType, asset, amount, balanceAfter, version, createdAt };
  if (row.minute !== null) {
    const id = `min_${row.id.replaceAll("-", "")}`;
    return {
      ...base,
      id,
      referenceId: publicId("session", row.reference),
      metadata: { minute: String(row.minute) },
    };
  }
  if (row.lines !== null) {
    const streamId = publicId("stream", row.reference);
    return {
      ...base,
      id: `pst_${row.batch}_${streamId.slice(4)}`,
      referenceId: streamId,
      metadata: { minutes: String(row.lines) },
    };
  }
  const metadata = { ...(row.reason && { reason: row.reason }), ...(row.actor && { actor_id: row.actor }) };
  return { ...base, id: publicId("transfer", row.id), referenceId: row.reference, metadata };
}

/** "account.version" pairs; a cursor that was not ours is invalid_request. */
function readCursor(cursor: string): Map<bigint, bigint> {
  if (cursor === "") return new Map();
  if (!/^\d{1,18}\.\d{1,18}(~\d{1,18}\.\d{1,18}){0,3}$/.test(cursor)) {
    throw new MetercastError("invalid_request", "the cursor is not one of ours", {
      fields: [{ field: "cursor", message: "take it from next_cursor" }],
    });
  }
  return new Map(cursor.split("~").map((pair) => pair.split(".").map(BigInt) as [bigint, bigint]));
}

const writeCursor = (reached: Map<bigint, bigint>): string =>
  [...reached].map(([account, version]) => `${account}.${version}`).join("~");
