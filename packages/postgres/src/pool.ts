import { createHash } from "node:crypto";
import type { Duplex } from "node:stream";
import { gauge } from "@metercast/runtime";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";

/** Postgres must answer a new connection in this time; a pool that is used up says so as soon. */
const CONNECT_TIMEOUT_MS = 3_000;
/**
 * No statement of ours takes seconds; one that does holds locks that others need. Only what reads the whole
 * ledger asks for more.
 */
const STATEMENT_TIMEOUT_MS = 10_000;
/** A connection that is made anew plans every statement again: one that a quiet minute left over is kept. */
const IDLE_TIMEOUT_MS = 300_000;

/**
 * A Prisma driver adapter over a pool of `connections`, bound to one schema: raw SQL finds its tables by the search path. `patienceMs`: how long a statement
 * may take in a pool for what is long by nature; such a pool does not show on /metrics.
 */
export function openPostgres(
  url: string,
  schema: string,
  connections: number,
  patienceMs?: number,
): PrismaPg {
  const statementMs = patienceMs ?? STATEMENT_TIMEOUT_MS;
  const { connectionString, pooled } = readUrl(url);
  const pool = new pg.Pool({
    connectionString,
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    query_timeout: statementMs + 5_000,
    keepAlive: true,
    application_name: `metercast-${schema}`,
    // PgBouncer refuses them; the role has the same ones.
    ...(!pooled && {
      options: `-c search_path=${schema} -c statement_timeout=${statementMs} -c lock_timeout=5000 -c idle_in_transaction_session_timeout=10000`,
    }),
  });
  // A connection that breaks while idle leaves the pool by itself; without a listener it would end the
  // process.
  pool.on("error", () => undefined);
  pool.on("connect", dropWhenSilent);
  if (patienceMs === undefined) observePool(pool, connections);
  const statementNameGenerator = pooled ? () => "" : statementNames();
  return new PrismaPg(pool, { schema, disposeExternalPool: true, statementNameGenerator });
}

/**
 * `pgbouncer=true` in the URL, as Prisma's users know it: a pooler gives each transaction another session,
 * so nothing may be kept in one.
 */
function readUrl(url: string): { connectionString: string; pooled: boolean } {
  const target = new URL(url);
  const pooled = target.searchParams.get("pgbouncer") === "true";
  target.searchParams.delete("pgbouncer");
  return { connectionString: target.toString(), pooled };
}

/**
 * A connection on which an answer did not come in time is given up: what is asked next would wait behind
 * that answer, on a machine that may be gone.
 */
function dropWhenSilent(client: pg.PoolClient): void {
  const ask = client.query.bind(client);
  const { connection } = client as unknown as { connection: { stream: Duplex } };
  client.query = ((...query: unknown[]) => {
    const answer: unknown = Reflect.apply(ask, client, query);
    if (answer instanceof Promise)
      answer.catch((error: unknown) => {
        if (error instanceof Error && error.message === "Query read timeout") connection.stream.destroy();
      });
    return answer;
  }) as typeof client.query;
}

/**
 * More texts than all our statements; Prisma makes one for each length of some lists. The rest is planned
 * each time.
 */
const MOST_STATEMENTS = 1_000;
const PAGE = /\blimit \$\d/i;

/**
 * A name for each text, so that a connection parses and plans it once. Not for pages: the plan for any limit and any account is to read all of them and sort, which
 * for one with a long history takes a thousand times what reading its index from the cursor does.
 */
export function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    // Nameless: parsed, planned and forgotten.
    if (PAGE.test(sql) || names.size >= MOST_STATEMENTS) return "";
    // The same name is the same text on every connection: behind PgBouncer many of ours share one of
    // Postgres'.
    const name = `s_${createHash("sha256").update(sql).digest("base64url").slice(0, 22)}`;
    names.set(sql, name);
    return name;
  };
}

function observePool(pool: pg.Pool, limit: number): void {
  gauge("metercast_database_pool_connections", "Connections of the pool, and who waits for one", (result) => {
    result.observe(pool.totalCount - pool.idleCount, { state: "busy" });
    result.observe(pool.idleCount, { state: "idle" });
    result.observe(pool.waitingCount, { state: "waiting" });
  });
  gauge("metercast_database_pool_limit_connections", "Connections that the pool may have", (result) =>
    result.observe(limit),
  );
}
