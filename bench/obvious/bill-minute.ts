import { type ServiceUrls, withClient } from "@metercast/provision";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/prisma/client.ts";

const TOKENS = 5;
const CENTS = 1_320n;

/** The tables of prisma/schema.prisma, with so many viewers (who have tokens for days) and creators. */
export async function createTables(adminUrl: string, viewers: number, creators: number): Promise<void> {
  await withClient(adminUrl, async (client) => {
    await client.query(`
      CREATE SCHEMA obvious;
      SET search_path = obvious;
      CREATE TABLE wallet (
        id uuid PRIMARY KEY, user_id text NOT NULL UNIQUE, tokens integer NOT NULL DEFAULT 0, cents bigint NOT NULL DEFAULT 0);
      CREATE TABLE ledger_entry (
        id uuid PRIMARY KEY, wallet_id uuid NOT NULL REFERENCES wallet, type text NOT NULL, amount bigint NOT NULL,
        reference_id text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
      CREATE INDEX ON ledger_entry (wallet_id, created_at);
      INSERT INTO wallet (id, user_id, tokens) SELECT uuidv7(), 'viewer-' || i, 100000 FROM generate_series(1, ${viewers}) AS i;
      INSERT INTO wallet (id, user_id) SELECT uuidv7(), 'creator-' || i FROM generate_series(1, ${creators}) AS i;
      GRANT USAGE ON SCHEMA obvious TO metercast_wallet;
      GRANT ALL ON ALL TABLES IN SCHEMA obvious TO metercast_wallet;`);
  });
}

/** Prisma's own pool as in its documentation. */
export function open(urls: ServiceUrls, connections: number): PrismaClient {
  const pool = { connectionString: urls.wallet!, max: connections };
  return new PrismaClient({ adapter: new PrismaPg(pool, { schema: "obvious" }) });
}

/**
 * The specification's billing of one minute: read the viewer's wallet, check it, take 5 tokens, give the
 * creator $13.20, write both entries.
 */
export async function billMinute(
  prisma: PrismaClient,
  viewerId: string,
  creatorId: string,
  streamId: string,
): Promise<void> {
  await prisma.$transaction(
    async (tx) => {
      const viewer = await tx.wallet.findUniqueOrThrow({ where: { userId: viewerId } });
      if (viewer.tokens < TOKENS) throw new Error("insufficient funds");
      await tx.wallet.update({ where: { id: viewer.id }, data: { tokens: { decrement: TOKENS } } });
      await tx.ledgerEntry.create({
        data: { walletId: viewer.id, type: "DEBIT", amount: -TOKENS, referenceId: streamId },
      });
      const creator = await tx.wallet.update({
        where: { userId: creatorId },
        data: { cents: { increment: CENTS } },
      });
      await tx.ledgerEntry.create({
        data: { walletId: creator.id, type: "DEPOSIT", amount: CENTS, referenceId: streamId },
      });
    },
    { maxWait: 30_000, timeout: 30_000 },
  );
}

/** The sums of both sides. */
export async function totals(
  prisma: PrismaClient,
): Promise<{ minutes: bigint; tokens: bigint; cents: bigint }> {
  const [row] = await prisma.$queryRawUnsafe<{ minutes: bigint; tokens: bigint; cents: bigint }[]>(`
    SELECT count(*) FILTER (WHERE type = 'DEBIT') AS minutes, coalesce(-sum(amount) FILTER (WHERE type = 'DEBIT'), 0)::bigint AS tokens,
           (SELECT sum(cents) FROM obvious.wallet)::bigint AS cents FROM obvious.ledger_entry`);
  return row!;
}
