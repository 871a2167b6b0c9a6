import { createHash } from "node:crypto";
import type { Sql } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import { type ActKind, type ActState, type NeedsSecond, SUMMED } from "../../domain/dual-control.ts";
import type { Act, ActDetails, ActQuery, Acts, ActVerdict, DaySums, NewAct } from "../../ports.ts";
import { type Database, inTransaction } from "./client.ts";

/** A list that admins work off: more waiting ones are a script, not people. */
const MAX_PENDING = 1_000;

interface ActRow {
  id: string;
  kind: ActKind;
  subject: string;
  object: string;
  cents: bigint;
  details: ActDetails;
  reason: string;
  needs_second: NeedsSecond;
  requested_by: string;
  requested_at: Date;
  state: ActState;
  expires_at: Date;
  decided_by: string;
  decided_at: Date | null;
  decision_note: string;
  executed_at: Date | null;
  result: string;
}

/** One that nobody decided in time has expired, also before the sweep says so. */
const STATE = "CASE WHEN state = 'pending' AND expires_at <= now() THEN 'expired' ELSE state END";
const COLUMNS = `id::text, kind, subject, object, cents, details, reason, needs_second, requested_by, requested_at, ${STATE} AS state, expires_at, decided_by, decided_at,
  decision_note, executed_at, result`;

export function postgresActs(database: Database): Acts {
  return {
    request: (act, judge) => inTransaction(database, (tx) => request(tx, act, judge)),
    decide: (id, judge) => inTransaction(database, (tx) => decide(tx, id, judge)),
    find: (id) => find(database, id),
    list: (query) => list(database, query),
    finish: (id, state, result, now) => finish(database, id, state, result, now),
    expire: (now) =>
      database.$executeRawUnsafe(
        "UPDATE admin_act SET state = 'expired' WHERE state = 'pending' AND expires_at <= $1::timestamptz",
        now,
      ),
    leftBehind: (kinds, before, limit) => leftBehind(database, kinds, before, limit),
  };
}

async function request(tx: Sql, act: NewAct, judge: (sums: DaySums) => NeedsSecond): Promise<Act> {
  // Two acts about one subject, or of one admin, are judged one after the other. Admins first, everywhere.
  await lock(tx, `admin ${act.requestedBy}`);
  await lock(tx, `subject ${act.subject}`);
  const before = await known(tx, act);
  if (before) return before;
  const needed = judge(await daySums(tx, act));
  if (needed !== "") await checkRoom(tx);
  const [row] = await tx.$queryRawUnsafe<ActRow[]>(
    `INSERT INTO admin_act (id, kind, subject, object, cents, details, reason, requested_by, requested_at, expires_at, idempotency_key, request_hash, needs_second, state)
     VALUES ($1::uuid, $2, $3, $4, $5::bigint, $6::jsonb, $7, $8, $9::timestamptz, $10::timestamptz, $11, $12, $13, CASE WHEN $13 = '' THEN 'confirmed' ELSE 'pending' END)
     RETURNING ${COLUMNS}`,
    act.id,
    act.kind,
    act.subject,
    act.object,
    act.cents,
    JSON.stringify(act.details),
    act.reason,
    act.requestedBy,
    act.requestedAt,
    act.expiresAt,
    act.idempotencyKey,
    hashOf(act),
    needed,
  );
  if (!row) throw new Error("an insert that returns its row");
  return toAct(row);
}

const lock = (tx: Sql, name: string) =>
  tx.$executeRawUnsafe("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", `admin_act ${name}`);

/** The act of this key, or the open one about the same object. */
async function known(tx: Sql, act: NewAct): Promise<Act | undefined> {
  const [same] = await tx.$queryRawUnsafe<(ActRow & { same: boolean })[]>(
    `SELECT ${COLUMNS}, request_hash = $3 AS same FROM admin_act WHERE requested_by = $1 AND idempotency_key = $2`,
    act.requestedBy,
    act.idempotencyKey,
    hashOf(act),
  );
  if (same && !same.same) throw new MetercastError("idempotency_conflict");
  if (same) return toAct(same);
  if (act.object === "") return undefined;
  const [open] = await tx.$queryRawUnsafe<ActRow[]>(
    `SELECT ${COLUMNS} FROM admin_act WHERE kind = $1 AND object = $2 AND (state = 'confirmed' OR (state = 'pending' AND expires_at > $3::timestamptz))`,
    act.kind,
    act.object,
    act.requestedAt,
  );
  if (open) return toAct(open);
  await tx.$executeRawUnsafe(
    "UPDATE admin_act SET state = 'expired' WHERE kind = $1 AND object = $2 AND state = 'pending'",
    act.kind,
    act.object,
  );
  return undefined;
}

async function daySums(tx: Sql, act: NewAct): Promise<DaySums> {
  const sum = async (column: "subject" | "requested_by", value: string) => {
    const [row] = await tx.$queryRawUnsafe<{ cents: bigint }[]>(
      `SELECT coalesce(sum(cents), 0)::bigint AS cents FROM admin_act
       WHERE ${column} = $1 AND kind = ANY ($2::text[]) AND needs_second = '' AND state IN ('confirmed', 'executed')
         AND requested_at > $3::timestamptz - interval '24 hours'`,
      value,
      SUMMED,
      act.requestedAt,
    );
    return row?.cents ?? 0n;
  };
  return { subject: await sum("subject", act.subject), admin: await sum("requested_by", act.requestedBy) };
}

async function checkRoom(tx: Sql): Promise<void> {
  const [row] = await tx.$queryRawUnsafe<{ pending: bigint }[]>(
    "SELECT count(*) AS pending FROM admin_act WHERE state = 'pending' AND expires_at > now()",
  );
  if ((row?.pending ?? 0n) >= MAX_PENDING)
    throw new MetercastError(
      "limit_exceeded",
      `${MAX_PENDING} acts wait for a second admin: decide on those first.`,
    );
}

async function decide(tx: Sql, id: string, judge: (act: Act) => ActVerdict): Promise<Act> {
  const [row] = await tx.$queryRawUnsafe<ActRow[]>(
    `SELECT ${COLUMNS} FROM admin_act WHERE id = $1::uuid FOR UPDATE`,
    id,
  );
  if (!row) throw new MetercastError("act_not_found");
  const { state, decidedBy, decidedAt, decisionNote } = judge(toAct(row));
  const [decided] = await tx.$queryRawUnsafe<ActRow[]>(
    `UPDATE admin_act SET state = $2, decided_by = $3, decided_at = $4::timestamptz, decision_note = $5 WHERE id = $1::uuid RETURNING ${COLUMNS}`,
    id,
    state,
    decidedBy,
    decidedAt,
    decisionNote,
  );
  if (!decided) throw new Error("a row that is locked is there");
  return toAct(decided);
}

async function find(sql: Sql, id: string): Promise<Act | undefined> {
  const [row] = await sql.$queryRawUnsafe<ActRow[]>(
    `SELECT ${COLUMNS} FROM admin_act WHERE id = $1::uuid`,
    id,
  );
  return row && toAct(row);
}

async function list(sql: Sql, { state, limit, after }: ActQuery): Promise<Act[]> {
  const rows = await sql.$queryRawUnsafe<ActRow[]>(
    `SELECT ${COLUMNS} FROM admin_act WHERE ($1::text IS NULL OR ${STATE} = $1) AND ($2::uuid IS NULL OR id < $2::uuid) ORDER BY id DESC LIMIT $3::integer`,
    state ?? null,
    after ?? null,
    limit,
  );
  return rows.map(toAct);
}

/** Also inside the transaction of its effect. */
export async function finish(
  sql: Sql,
  id: string,
  state: "executed" | "failed",
  result: string,
  now: Date,
): Promise<Act | undefined> {
  const [row] = await sql.$queryRawUnsafe<ActRow[]>(
    `UPDATE admin_act SET state = $2, result = $3, executed_at = CASE WHEN $2 = 'executed' THEN $4::timestamptz END
     WHERE id = $1::uuid AND state = 'confirmed' RETURNING ${COLUMNS}`,
    id,
    state,
    result,
    now,
  );
  return row && toAct(row);
}

async function leftBehind(sql: Sql, kinds: readonly ActKind[], before: Date, limit: number): Promise<Act[]> {
  const rows = await sql.$queryRawUnsafe<ActRow[]>(
    `SELECT ${COLUMNS} FROM admin_act WHERE state = 'confirmed' AND kind = ANY ($1::text[]) AND coalesce(decided_at, requested_at) < $2::timestamptz
     ORDER BY id LIMIT $3::integer`,
    kinds,
    before,
    limit,
  );
  return rows.map(toAct);
}

/** What the same key must ask for again. */
const hashOf = ({ kind, subject, object, cents, details, reason }: NewAct): Uint8Array =>
  createHash("sha256")
    .update(JSON.stringify([kind, subject, object, String(cents), details, reason]))
    .digest();

const toAct = (row: ActRow): Act => ({
  id: row.id,
  kind: row.kind,
  subject: row.subject,
  object: row.object,
  cents: row.cents,
  details: row.details,
  reason: row.reason,
  needsSecond: row.needs_second,
  requestedBy: row.requested_by,
  requestedAt: row.requested_at,
  state: row.state,
  expiresAt: row.expires_at,
  decidedBy: row.decided_by,
  decidedAt: row.decided_at ?? undefined,
  decisionNote: row.decision_note,
  executedAt: row.executed_at ?? undefined,
  result: row.result,
});
