import { newUuid } from "@metercast/contracts";
import type { Sql } from "@metercast/outbox";
import { MetercastError } from "@metercast/runtime";
import type { ReviewKind } from "../../domain/top-up.ts";
import type { CaseStore, StoredCase } from "../../usecases/top-ups/ports.ts";

/** Counting further would cost more than it tells. */
const COUNTED = 10_000;

interface Row {
  id: string;
  kind: ReviewKind;
  top_up_id: string | null;
  viewer_id: string | null;
  object_id: string;
  detail: string;
  opened_ms: number;
  resolved_ms: number | null;
  resolved_by: string;
  note: string;
}

const SELECT = `
  SELECT c.id::text, c.kind, c.top_up_id::text, t.viewer_id, c.object_id, c.detail, ms_of(c.opened_at) AS opened_ms,
    ms_of(c.resolved_at) AS resolved_ms, c.resolved_by, c.note
  FROM top_up_case c LEFT JOIN top_up t ON t.id = c.top_up_id`;

const toCase = (row: Row): StoredCase => ({
  id: row.id,
  kind: row.kind,
  topUpId: row.top_up_id ?? undefined,
  viewerId: row.viewer_id ?? "",
  objectId: row.object_id,
  detail: row.detail,
  openedAt: row.opened_ms,
  resolvedAt: row.resolved_ms ?? undefined,
  resolvedBy: row.resolved_by,
  note: row.note,
});

/** Cases that need a person, in Postgres. */
export function caseStore(sql: Sql): CaseStore {
  const find = async (id: string) =>
    (await sql.$queryRawUnsafe<Row[]>(`${SELECT} WHERE c.id = $1::uuid`, id))[0];
  return {
    async open({ kind, topUpId, objectId, detail }) {
      const rows = await sql.$executeRawUnsafe(
        `INSERT INTO top_up_case (id, kind, top_up_id, object_id, detail) VALUES ($1::uuid, $2, $3::uuid, $4, $5) ON CONFLICT DO NOTHING`,
        newUuid(Date.now()),
        kind,
        topUpId ?? null,
        objectId,
        detail,
      );
      return rows === 1;
    },
    async settled(kind, objectId) {
      await sql.$executeRawUnsafe(
        "UPDATE top_up_case SET resolved_at = now() WHERE kind = $1 AND object_id = $2 AND resolved_at IS NULL",
        kind,
        objectId,
      );
    },
    async list({ open, limit, cursor }) {
      const rows = await sql.$queryRawUnsafe<Row[]>(
        `${SELECT} WHERE ($1::boolean IS NULL OR (c.resolved_at IS NULL) = $1) AND ($2 = '' OR c.id < nullif($2, '')::uuid)
         ORDER BY c.id DESC LIMIT $3::int`,
        open ?? null,
        cursor,
        limit + 1,
      );
      const cases = rows.slice(0, limit).map(toCase);
      return { cases, nextCursor: rows.length > limit ? (cases.at(-1)?.id ?? "") : "" };
    },
    async resolve(id, by, note) {
      const changed = await sql.$executeRawUnsafe(
        "UPDATE top_up_case SET resolved_at = now(), resolved_by = $2, note = $3 WHERE id = $1::uuid AND resolved_at IS NULL",
        id,
        by,
        note,
      );
      const row = await find(id);
      if (!row) throw new MetercastError("not_found");
      // The same admin with the same words asked twice.
      const same = row.resolved_by === by && row.note === note;
      if (changed === 0 && !same) throw new MetercastError("invalid_transition", "This case is resolved.");
      return toCase(row);
    },
    async openCount() {
      const [row] = await sql.$queryRawUnsafe<{ count: number }[]>(
        `SELECT count(*)::int FROM (SELECT FROM top_up_case WHERE resolved_at IS NULL LIMIT ${COUNTED}) AS open`,
      );
      return row?.count ?? 0;
    },
  };
}
