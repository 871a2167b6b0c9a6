import { newUuid, uuidFromBytes } from "@metercast/contracts";
import { withClient } from "@metercast/provision";
import { seededRandom, zipf } from "./numbers.ts";

/**
 * Viewers, creators and sessions of a bench: viewer i watches in session i; streams are in order of their
 * start.
 */
export interface Audience {
  size: number;
  streams: { id: string; creator: string; account: bigint }[];
  sessionIds: Buffer;
  /** The wallet's account number of each session's viewer. */
  viewers: Float64Array;
  /** The number of viewer-1; the others follow it. */
  firstViewer: number;
  /** Each session's place in `streams`. */
  streamOf: Uint32Array;
  minuteMs: number;
  session(i: number): string;
  /** ms. */
  startOf(i: number): number;
}

export interface AudienceOptions {
  viewers: number;
  /** 1: one hot creator. More: Zipf's law with exponent 1, a stream each. */
  creators: number;
  /** Start of the first session, ms; the others follow evenly over a minute. */
  startedAt: number;
  /** Default: 60 s. */
  minuteMs?: number;
}

/** Tokens of each viewer at the start: enough for a day. */
export const TOKENS_EACH = 10_000;
const MINUTE_MS = 60_000;
const SEED = 20_261_124;

/** Writes accounts with tokens into the wallet's tables, with books as after an admin's credits. */
export async function openAccounts(adminUrl: string, viewers: number, creators: number): Promise<void> {
  await withClient(adminUrl, async (client) => {
    await client.query(`
      SET search_path = wallet;
      -- What the foreign keys would check is what is inserted here.
      SET session_replication_role = replica;
      INSERT INTO account (owner, asset, posted, version) SELECT 'viewer-' || i, 'TOKEN', ${TOKENS_EACH}, 1 FROM generate_series(1, ${viewers}) AS i;
      INSERT INTO account (owner, asset) SELECT 'creator-' || i, 'USD' FROM generate_series(1, ${creators}) AS i;
      INSERT INTO transfer_request (source, request_id, content_hash) SELECT 'bench', id::text, '' FROM account WHERE asset = 'TOKEN';
      INSERT INTO transfer (source, request_id, asset, amount, debit_platform, credit_account, credit_balance_after, credit_version, reference_type, reference_id, reason, actor_id)
        SELECT 'bench', id::text, 'TOKEN', posted, 'token_adjustments', id, posted, 1, 'ADJUSTMENT', '', 'bench', '' FROM account WHERE asset = 'TOKEN';
      INSERT INTO platform_delta (account, amount) SELECT 'token_adjustments', -sum(posted) FROM account WHERE asset = 'TOKEN';`);
    await client.query("VACUUM (ANALYZE) wallet.account, wallet.transfer, wallet.transfer_request");
  });
}

/** Sessions in an order independent of account numbers. */
export async function gatherAudience(
  adminUrl: string,
  { viewers: size, creators, startedAt, minuteMs = MINUTE_MS }: AudienceOptions,
): Promise<Audience> {
  const random = seededRandom(SEED);
  const accounts = await withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ viewers: string; creators: string[] }>(
      `SELECT min(id) FILTER (WHERE asset = 'TOKEN') AS viewers,
              (array_agg(id::text ORDER BY id) FILTER (WHERE asset = 'USD'))[1:$1] AS creators FROM wallet.account`,
      [creators],
    );
    return rows[0]!;
  });
  const streams = accounts.creators.map((account, i) => ({
    id: newUuid(startedAt - minuteMs),
    creator: `creator-${i + 1}`,
    account: BigInt(account),
  }));
  const draw = zipf(creators, 1, random);
  const firstViewer = Number(accounts.viewers);
  const viewers = Float64Array.from({ length: size }, (_, i) => firstViewer + i);
  shuffle(viewers, random);
  const sessionIds = sessionIdsFrom(size, (i) => startedAt + Math.floor((i * minuteMs) / size), random);
  return {
    size,
    streams,
    sessionIds,
    viewers,
    firstViewer,
    streamOf: Uint32Array.from({ length: size }, draw),
    minuteMs,
    session: (i) => uuidFromBytes(sessionIds, i * 16),
    startOf: (i) => sessionIds.readUIntBE(i * 16, 6),
  };
}

/** UUIDv7s of 16 bytes with the start of each session (ms). */
export function sessionIdsFrom(size: number, startOf: (i: number) => number, random: () => number): Buffer {
  const ids = Buffer.alloc(size * 16);
  for (let i = 0, at = 0; i < size; i++, at += 16) {
    ids.writeUIntBE(startOf(i), at, 6);
    for (let word = 6; word < 16; word += 2) ids.writeUInt16BE(Math.floor(random() * 0x1_0000), at + word);
    ids[at + 6] = 0x70 | (ids[at + 6]! & 0x0f);
    ids[at + 8] = 0x80 | (ids[at + 8]! & 0x3f);
  }
  return ids;
}

/** Shuffles in place. */
export function shuffle(items: Float64Array | Uint32Array, random: () => number): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
}
