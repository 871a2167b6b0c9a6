import { newUuid } from "@metercast/contracts";
import { withClient } from "@metercast/provision";
import { shardOf } from "../../services/billing/src/domain/shard.ts";
import type { Audience } from "./audience.ts";

const CHUNK = 50_000;

/**
 * Writes the audience's streams and open sessions into billing's tables, as after joins by gRPC. A session
 * with a start in the future counts presence reports from its start.
 */
export async function openSessions(adminUrl: string, audience: Audience): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const rate = newUuid(Date.now());
    await client.query(`
      SET search_path = billing;
      -- What the foreign keys would check is what is inserted here.
      SET session_replication_role = replica;
      SET synchronous_commit = off;
      INSERT INTO rate_card (id, scope, scope_id, version, tokens_per_minute, creator_cents_per_minute, reason, created_by, created_at)
        VALUES ('${rate}', 'platform', '', 1, 5, 1320, 'bench', 'bench', now())`);
    await client.query(
      `INSERT INTO stream (id, creator_id, title, presence_policy, started_at)
       SELECT id, creator, 'bench', 'any', now() - interval '1 hour' FROM unnest($1::uuid[], $2::text[]) AS t (id, creator)`,
      [audience.streams.map(({ id }) => id), audience.streams.map(({ creator }) => creator)],
    );
    for (let from = 0; from < audience.size; from += CHUNK) {
      const places = Array.from({ length: Math.min(CHUNK, audience.size - from) }, (_, k) => from + k);
      const stream = (i: number) => audience.streams[audience.streamOf[i]!]!;
      await client.query(INSERT, [
        places.map(audience.session),
        places.map((i) => shardOf(audience.session(i))),
        places.map((i) => stream(i).id),
        places.map((i) => stream(i).creator),
        places.map((i) => stream(i).account.toString()),
        places.map((i) => audience.viewers[i]),
        places.map(audience.startOf),
        rate,
        audience.minuteMs,
        audience.firstViewer,
      ]);
    }
    await client.query("VACUUM (ANALYZE) session");
  });
}

const INSERT = `
  INSERT INTO session (id, shard, stream_id, viewer_id, creator_id, state, rate_card_id, tokens_per_minute, creator_cents_per_minute, minute_ms,
                       viewer_account, creator_account, started_at, carried_ms, last_seen_at, changed_at)
  SELECT id, shard, stream, 'viewer-' || (viewer - $10::bigint + 1), creator, 'active', $8::uuid, 5, 1320, $9::integer,
         viewer, account, at_ms(start), 0, at_ms(start), now() - interval '1 hour'
  FROM unnest($1::uuid[], $2::smallint[], $3::uuid[], $4::text[], $5::bigint[], $6::bigint[], $7::float8[])
    AS t (id, shard, stream, creator, account, viewer, start)`;
