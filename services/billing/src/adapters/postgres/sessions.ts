import { execute, one, rows } from "@metercast/postgres";
import type { Sessions } from "../../ports/sessions.ts";
import type { Transaction } from "../../ports/transaction.ts";
import { fromCursor, toPage } from "./cursor.ts";
import type { Database, Tx } from "./database.ts";
import { toSession } from "./session-row.ts";
import * as sql from "./sessions.queries.ts";

export function sessionStore(database: Database): Sessions {
  return {
    async find(id) {
      return (await rows(database, sql.findSession, { id })).map(toSession)[0];
    },
    async newest(viewerId, streamId) {
      return (await rows(database, sql.newestSession, { viewerId, streamId })).map(toSession)[0];
    },
    async list({ limit, cursor }, viewerId, streamId) {
      const after = { afterId: fromCursor(cursor)?.id ?? null, limit: limit + 1 };
      const found = viewerId
        ? await rows(database, sql.listSessions, { viewerId, streamId: streamId || null, ...after })
        : await rows(database, sql.sessionsOfStream, { streamId, ...after });
      const { items, nextCursor } = toPage(found, limit, () => false);
      return { items: items.map(toSession), nextCursor };
    },
    async payers({ creatorId, streams, since }) {
      const limit = MOST_SESSIONS;
      const found = await one(database, sql.payersOf, { creatorId, streams: [...streams], since, limit });
      const { sessions = 0, ...payers } = found ?? {};
      const nobody = { viewers: 0, largestViewerSharePercent: 0, openDisputes: 0 };
      return { ...nobody, ...payers, complete: sessions < limit };
    },
    async active(viewerId) {
      return (await rows(database, sql.activeSessions, { viewerId })).map(toSession);
    },
    dropJoining: (before) => execute(database, sql.dropAbandoned, { before }),
    integrity: async (seenBefore) => (await one(database, sql.sessionIntegrity, { seenBefore }))!,
  };
}

/** Some hundred milliseconds; a larger audience has no doubtful share. */
const MOST_SESSIONS = 20_000;

/** Far more than a viewer can leave within the time in which it is carried. */
const MAX_UNPAID = 1_000;

type InTransaction = Pick<
  Transaction,
  | "openSession"
  | "countActive"
  | "unpaidSessions"
  | "carryOn"
  | "insertJoining"
  | "pricesUpTo"
  | "activate"
  | "drop"
  | "endSessionsOf"
>;

/** The sessions' part of a transaction. */
export const sessionsIn = (tx: Tx): InTransaction => ({
  async openSession(viewerId, streamId) {
    return (await rows(tx, sql.openSession, { viewerId, streamId })).map(toSession)[0];
  },
  async countActive(viewerId) {
    return (await one(tx, sql.countActive, { viewerId }))!.active;
  },
  async unpaidSessions(viewerId, creatorId, since) {
    const found = await rows(tx, sql.unpaidSessions, { viewerId, creatorId, since, limit: MAX_UNPAID });
    return found.map(toSession);
  },
  async carryOn(from, to) {
    if (from.length > 0) await execute(tx, sql.carryOn, { from, to });
  },
  async insertJoining({ stream, rate, ...session }) {
    const [row] = await rows(tx, sql.insertJoining, {
      ...session,
      streamId: stream.id,
      creatorId: stream.creatorId,
      presencePolicy: stream.presencePolicy,
      rateId: rate.id,
      tokensPerMinute: rate.tokensPerMinute,
      creatorCentsPerMinute: rate.creatorCentsPerMinute,
    });
    return toSession(row!);
  },
  async pricesUpTo(viewerId, sequence) {
    return (await rows(tx, sql.pricesUpTo, { viewerId, sequence })).map(({ price }) => price);
  },
  async activate(id, accounts, carriedMs, limited) {
    const limitsVersion = limited ? 1 : 0;
    const [row] = await rows(tx, sql.activateSession, { id, ...accounts, carriedMs, limitsVersion });
    return toSession(row!);
  },
  async drop(id) {
    await execute(tx, sql.dropJoining, { id });
  },
  async endSessionsOf({ id, endedAt }, limit) {
    const ended = await rows(tx, sql.endSessionsOfStream, { streamId: id, endedAt: endedAt!, limit });
    return ended.map(toSession);
  },
});
