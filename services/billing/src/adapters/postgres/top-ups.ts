import { wakingAfterCommit } from "@metercast/outbox";
import { execute, one, rows } from "@metercast/postgres";
import { MetercastError } from "@metercast/runtime";
import type { TopUp as TopUpRow } from "../../../generated/prisma/client.ts";
import type { TopUp, TopUpState } from "../../domain/top-up.ts";
import type { Relay } from "../../ports/relay.ts";
import type { TopUpRecord, TopUps } from "../../ports/top-ups.ts";
import { fromCursor, toPage } from "./cursor.ts";
import { type Database, inTransaction, lock } from "./database.ts";
import * as sql from "./top-ups.queries.ts";

/** After these days no payment is under way any more (the slowest bank debits take two weeks). */
const SWEPT_DAYS = 30;
/** Counting further would cost more than it tells. */
const COUNTED = 10_000;

/**
 * Top-ups in Postgres. Each change is one statement that names the state it starts from, so two callers
 * change the row once.
 */
export function topUpStore(database: Database, relay: Relay, maxOpen: number): TopUps {
  const find = async (id: string) => toTopUp(await database.topUp.findUnique({ where: { id } }));
  const found = async (id: string): Promise<TopUp> => {
    const topUp = await find(id);
    if (!topUp) throw new MetercastError("internal", `no top-up ${id}`);
    return topUp;
  };
  return {
    find,
    byKey: async (viewerId, idempotencyKey) =>
      toTopUp(
        await database.topUp.findUnique({
          where: { viewerId_idempotencyKey: { viewerId, idempotencyKey } },
        }),
      ),
    byPayment: async (paymentIntentId) =>
      toTopUp(await database.topUp.findUnique({ where: { paymentIntentId } })),
    insert: ({ id, viewerId, packageId, tokens, cents, returnUrl, createdAt }, key, nextAt) =>
      inTransaction(database, async (tx) => {
        // Serializes one viewer's inserts, so that together they keep the bound.
        await lock(tx, viewerId);
        const topUp = { id, viewerId, packageId, tokens, cents, returnUrl, createdAt, nextAt, key, maxOpen };
        return (await execute(tx, sql.insertTopUp, topUp)) === 1;
      }),
    async opened(id, sessionId, url, nextAt) {
      await execute(database, sql.openTopUp, { id, sessionId, url, nextAt });
      return found(id);
    },
    async leaveCall(id, callNumber) {
      await execute(database, sql.leaveCall, { id, callNumber });
      return found(id);
    },
    async paid(id, payment) {
      await execute(database, sql.payTopUp, { id, ...payment });
      return found(id);
    },
    credited: async (id) => (await execute(database, sql.creditTopUp, { id })) === 1,
    close: (id, state, events) =>
      wakingAfterCommit(relay, (append) =>
        inTransaction(database, async (tx) => {
          if ((await execute(tx, sql.closeTopUp, { id, state })) === 1) await append(tx, events);
        }),
      ),
    async list({ limit, cursor }, viewerId) {
      const afterId = fromCursor(cursor)?.id ?? null;
      const found = await rows(database, sql.listTopUps, { viewerId, afterId, id: null, limit: limit + 1 });
      const { items, nextCursor } = toPage(found, limit, () => false);
      return { items: items.map(toRecord), nextCursor };
    },
    async record(id, viewerId) {
      return (await rows(database, sql.listTopUps, { viewerId, afterId: null, id, limit: 1 })).map(
        toRecord,
      )[0];
    },
    async keepReceipt(id, url, at) {
      await execute(database, sql.keepReceipt, { id, url, at });
    },
    async leave(id) {
      await execute(database, sql.leaveTopUp, { id });
    },
    async claim(limit) {
      const claimed = await rows(database, sql.claimTopUps, { days: SWEPT_DAYS, limit });
      return Promise.all(claimed.map(async ({ id, last }) => ({ ...(await found(id)), last })));
    },
    async overdue(seconds) {
      return (await one(database, sql.countOverdue, { seconds, most: COUNTED }))?.overdue ?? 0;
    },
  };
}

const toRecord = (row: sql.ListTopUpsRow): TopUpRecord => ({
  id: row.id,
  packageId: row.package_id,
  tokens: row.tokens,
  cents: row.cents,
  state: row.state as TopUpState,
  createdAt: row.created_at.getTime(),
  receiptUrl: row.receipt_url,
  receiptAt: row.receipt_at?.getTime(),
  refundedCents: row.refundedCents,
});

function toTopUp(row: TopUpRow | null): TopUp | undefined {
  if (!row) return undefined;
  return {
    id: row.id,
    viewerId: row.viewerId,
    packageId: row.packageId,
    tokens: row.tokens,
    cents: row.cents,
    state: row.state as TopUpState,
    returnUrl: row.returnUrl,
    callNumber: row.callNumber,
    checkoutSessionId: row.checkoutSessionId ?? undefined,
    checkoutUrl: row.checkoutUrl,
    chargeId: row.chargeId ?? undefined,
    feeCents: row.feeCents,
    bookedCents: row.bookedCents ?? row.cents,
    createdAt: row.createdAt.getTime(),
  };
}
