import { rows } from "@metercast/postgres";
import type { RateCard as RateRow } from "../../../generated/prisma/client.ts";
import type { RateCard, RateScope } from "../../domain/rates.ts";
import type { Rates } from "../../ports/rates.ts";
import type { Transaction } from "../../ports/transaction.ts";
import { fromCursor, toPage } from "./cursor.ts";
import type { Database, Tx } from "./database.ts";
import * as sql from "./rates.queries.ts";

export function rateStore(database: Database): Rates {
  return {
    current: (streams) => currentRates(database, streams),
    async list({ limit, cursor }) {
      const after = fromCursor(cursor)?.id;
      const found = await database.rateCard.findMany({
        ...(after !== undefined && { where: { id: { lt: after } } }),
        orderBy: { id: "desc" },
        take: limit + 1,
      });
      const { items, nextCursor } = toPage(found, limit, () => false);
      return { items: items.map(toRate), nextCursor };
    },
  };
}

/** The rates' part of a transaction. */
export const ratesIn = (
  tx: Tx,
): Pick<Transaction, "currentRates" | "newestRate" | "rateByKey" | "insertRate"> => ({
  currentRates: (stream) => currentRates(tx, [stream]),
  async newestRate(scope, scopeId) {
    const row = await tx.rateCard.findFirst({ where: { scope, scopeId }, orderBy: { version: "desc" } });
    return row ? toRate(row) : undefined;
  },
  async rateByKey(createdBy, idempotencyKey) {
    const row = await tx.rateCard.findFirst({ where: { createdBy, idempotencyKey } });
    return row ? toRate(row) : undefined;
  },
  async insertRate(card, key) {
    await tx.rateCard.createMany({
      data: { ...card, createdAt: new Date(card.createdAt), idempotencyKey: key || null },
    });
  },
});

async function currentRates(
  client: Tx,
  streams: readonly { id: string; creatorId: string }[],
): Promise<RateCard[]> {
  const found = await rows(client, sql.currentRates, {
    creatorIds: streams.map(({ creatorId }) => creatorId),
    streamIds: streams.map(({ id }) => id),
  });
  return found.map(toRate);
}

const toRate = (row: Omit<RateRow, "idempotencyKey">): RateCard => ({
  id: row.id,
  scope: row.scope as RateScope,
  scopeId: row.scopeId,
  version: row.version,
  tokensPerMinute: row.tokensPerMinute,
  creatorCentsPerMinute: row.creatorCentsPerMinute,
  reason: row.reason,
  createdBy: row.createdBy,
  createdAt: row.createdAt.getTime(),
});
