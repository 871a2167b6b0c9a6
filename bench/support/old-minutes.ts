import { withClient } from "@metercast/provision";

/**
 * Writes `minutes` old minutes of every viewer in the first creator's stream, with correct books: minutes,
 * balances, versions, batches (one a minute), the creator's postings, the rollup and the platform's side.
 * In bulk, with the indexes created afterwards.
 */
export async function oldMinutes(adminUrl: string, minutes: number, daysAgo: number): Promise<void> {
  await withClient(adminUrl, async (client) => {
    await client.query(
      "SET search_path = wallet; SET maintenance_work_mem = '1GB'; SET synchronous_commit = off",
    );
    await client.query(`
      CREATE TEMP TABLE old_session AS
        SELECT a.id AS viewer, a.posted, a.version, gen_random_uuid() AS random FROM account a WHERE a.asset = 'TOKEN' ORDER BY a.id;
      CREATE TEMP TABLE old_stream AS
        SELECT uuidv7(interval '-${daysAgo + 1} days') AS stream, id AS creator, posted, version FROM account WHERE asset = 'USD' ORDER BY id LIMIT 1;
      -- 48 bits of time, the same for all; the rest is each session's own.
      ALTER TABLE old_session ADD COLUMN session uuid;
      UPDATE old_session SET session = (substr((SELECT stream FROM old_stream)::text, 1, 14) || '7' || substr(random::text, 16))::uuid;
      CREATE TEMP TABLE old_batch AS SELECT k, nextval('minute_batch_id') AS batch FROM generate_series(1, ${minutes}) AS k`);
    await client.query(
      `SELECT make_minute_partitions(array_agg((extract(epoch FROM minute_time(minute_id(stream, k))) * 1000)::bigint), 24)
       FROM old_stream, generate_series(1, $1::integer) AS k`,
      [minutes],
    );
    const indexes = await dropIndexes();
    for (let k = 1; k <= minutes; k++)
      await client.query(
        `INSERT INTO viewer_minute (id, stream, batch, viewer, balance_after, version, minute, tokens, cents, paid)
         SELECT minute_id(o.session, $1), s.stream, b.batch, o.viewer, o.posted - 5 * $1, o.version + $1, $1, 5, 1320, true
         FROM old_session o, old_stream s, old_batch b WHERE b.k = $1`,
        [k],
      );
    for (const statement of indexes) await client.query(statement);
    await client.query(BOOKS.replaceAll("MINUTES", String(minutes)));
    await client.query("VACUUM (ANALYZE) account, viewer_minute");
    await client.query("CHECKPOINT");

    async function dropIndexes(): Promise<string[]> {
      const { rows } = await client.query<{ name: string; definition: string; key: boolean }>(
        `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition, i.indisprimary AS key
         FROM pg_index i WHERE i.indrelid = 'viewer_minute'::regclass`,
      );
      for (const { name, key } of rows)
        await client.query(key ? `ALTER TABLE viewer_minute DROP CONSTRAINT ${name}` : `DROP INDEX ${name}`);
      return rows.map(({ definition, name, key }) =>
        key
          ? `ALTER TABLE viewer_minute ADD CONSTRAINT ${name} PRIMARY KEY (id)`
          : definition.replace(" ON ONLY ", " ON "),
      );
    }
  });
}

const BOOKS = `
  UPDATE account a SET posted = a.posted - 5 * MINUTES, version = a.version + MINUTES FROM old_session o WHERE a.id = o.viewer;
  INSERT INTO minute_batch (id, paid, refused, tokens, cents)
    SELECT batch, n, 0, 5 * n, 1320 * n FROM old_batch, (SELECT count(*) AS n FROM old_session) AS c;
  INSERT INTO creator_posting (batch, stream, creator, lines, cents, balance_after, version)
    SELECT batch, stream, creator, n, 1320 * n, posted + 1320 * n * k, version + k FROM old_batch, old_stream, (SELECT count(*) AS n FROM old_session) AS c;
  UPDATE account a SET posted = a.posted + 1320 * n * MINUTES, version = a.version + MINUTES
    FROM old_stream s, (SELECT count(*) AS n FROM old_session) AS c WHERE a.id = s.creator;
  INSERT INTO earnings_hour (stream, hour, creator, minutes, cents)
    SELECT stream, date_trunc('hour', now()), creator, n * MINUTES, 1320 * n * MINUTES FROM old_stream, (SELECT count(*) AS n FROM old_session) AS c;
  INSERT INTO platform_delta (account, amount)
    SELECT account, amount FROM (SELECT count(*) * 5 * MINUTES AS tokens FROM old_session) AS t,
      LATERAL (VALUES ('spent_tokens', tokens), ('creator_costs', -tokens * 264)) AS d (account, amount)`;
