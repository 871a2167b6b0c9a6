import { withClient } from "@metercast/provision";
import { pace, poll } from "@metercast/testkit";
import type pg from "pg";

/**
 * A session that has waited for a second looks for a deadlock (Postgres' default) and is its victim: the
 * stranger looks much later, so that it is a posting.
 */
const STRANGER_LOOKS_AFTER = "10s";
/** A posting that holds only what the stranger wanted first makes no deadlock: another round does. */
const ROUNDS = 40;
/** Postings come several times a second. */
const POSTING_WITHIN_MS = 5_000;

/**
 * A stranger locks the accounts of everybody who watches in the order that no posting has, again and again,
 * until postings were rolled back for it `wanted` times (bounded). Gives how many were.
 */
export async function makeDeadlocks(adminUrl: string, wanted: number): Promise<number> {
  let strangersOwn = 0;
  const postings = async () => {
    const sql = "SELECT deadlocks::integer AS all FROM pg_stat_database WHERE datname = current_database()";
    const { rows } = await withClient(adminUrl, (client) => client.query<{ all: number }>(sql));
    return (rows[0]?.all ?? 0) - strangersOwn;
  };
  const before = await postings();
  await withClient(adminUrl, async (stranger) => {
    await stranger.query(`SET deadlock_timeout = '${STRANGER_LOOKS_AFTER}'`);
    for (let round = 0; round < ROUNDS && (await postings()) - before < wanted; round++)
      if (await isVictim(() => lockBackwards(stranger))) strangersOwn += 1;
    await stranger.query("ROLLBACK");
  });
  // A connection tells its figures some time after what they are about.
  return (await poll(postings, (now) => now - before >= wanted)) - before;
}

async function lockBackwards(stranger: pg.Client): Promise<void> {
  await stranger.query("ROLLBACK");
  const { rows } = await stranger.query<{ account: string }>(
    "SELECT viewer_account AS account FROM billing.session WHERE state = 'active' ORDER BY viewer_account DESC",
  );
  await stranger.query("BEGIN");
  for (const [i, { account }] of rows.entries()) {
    await stranger.query("SELECT FROM wallet.account WHERE id = $1 FOR UPDATE", [account]);
    if (i === 0) await untilAwaited(stranger);
  }
  await stranger.query("ROLLBACK");
}

/** Until a posting waits for what the stranger holds: by then it holds what it locks before. */
async function untilAwaited(stranger: pg.Client): Promise<void> {
  const sql = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))";
  for (const end = Date.now() + POSTING_WITHIN_MS; Date.now() < end; await pace(20))
    if ((await stranger.query(sql)).rows.length > 0) return;
}

async function isVictim(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch (error) {
    if ((error as { code?: string }).code !== "40P01") throw error;
    return true;
  }
}
