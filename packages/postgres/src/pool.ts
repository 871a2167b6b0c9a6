import { createHash } from "node:crypto";
import type { Duplex } from "node:stream";
import { gauge } from "@metercast/runtime";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";

/** Timeout of a new connection, and of waiting for the pool. */
const CONNECT_TIMEOUT_MS = 3_000;
/**
 * Our statements take less; a longer one holds locks that others need. Only the integrity checks set more.
 */
const STATEMENT_TIMEOUT_MS = 10_000;
/** Idle connections are kept, because a new one plans every statement again. */
const IDLE_TIMEOUT_MS = 300_000;

/**
 * A Prisma driver adapter over a pool of `connections`, bound to one schema by the search path.
 * `patienceMs`: the statement timeout of a pool for long reads; such a pool is not on /metrics.
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
    // PgBouncer refuses these options; the role has the same settings.
    ...(!pooled && {
      options: `-c search_path=${schema} -c statement_timeout=${statementMs} -c lock_timeout=5000 -c idle_in_transaction_session_timeout=10000`,
    }),
  });
  // A broken idle connection leaves the pool; without a listener its error would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", dropWhenSilent);
  if (patienceMs === undefined) observePool(pool, connections);
  const statementNameGenerator = pooled ? () => "" : statementNames();
  return new PrismaPg(pool, { schema, disposeExternalPool: true, statementNameGenerator });
}

/** `pgbouncer=true` in the URL: each transaction may get another session, so nothing may be kept in one. */
function readUrl(url: string): { connectionString: string; pooled: boolean } {
  const target = new URL(url);
  const pooled = target.searchParams.get("pgbouncer") === "true";
  target.searchParams.delete("pgbouncer");
  return { connectionString: target.toString(), pooled };
}

/**
 * A connection with a timed-out statement is closed: the next statement would wait behind it, perhaps on a
 * dead machine.
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

/** Limit of named statements: Prisma makes one for each length of some lists. */
const MOST_STATEMENTS = 1_000;
const PAGE = /\blimit \$\d/i;

/**
 * A name for each text, so that a connection parses and plans it once. Not for pages: the generic plan
 * reads and sorts the whole account, a thousand times the cost of an index scan from the cursor.
 */
export function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    // Unnamed: parsed and planned each time.
    if (PAGE.test(sql) || names.size >= MOST_STATEMENTS) return "";
    // A name always has the same text, because behind PgBouncer many connections share one session.
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
