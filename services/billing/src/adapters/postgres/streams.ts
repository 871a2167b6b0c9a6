import { execute, one, rows } from "@metercast/postgres";
import type { Stream as StreamRow } from "../../../generated/prisma/client.ts";
import type { PresencePolicy, Stream } from "../../domain/stream.ts";
import type { Streams } from "../../ports/streams.ts";
import type { Transaction } from "../../ports/transaction.ts";
import { fromCursor, toPage } from "./cursor.ts";
import type { Database, Tx } from "./database.ts";
import * as sql from "./streams.queries.ts";
import { titleWords } from "./title-search.ts";

export function streamStore(database: Database): Streams {
  return {
    async find(id) {
      const row = await database.stream.findUnique({ where: { id } });
      return row ? toStream(row) : undefined;
    },
    async findAll(ids) {
      const found = await database.stream.findMany({ where: { id: { in: [...ids] } } });
      return found.map(toStream);
    },
    async list({ limit, cursor }, creatorId) {
      const after = fromCursor(cursor);
      const found = await rows(database, sql.listStreams, {
        creatorId,
        afterId: after?.id ?? null,
        afterLive: after?.live ?? false,
        limit: limit + 1,
      });
      const page = toPage(found, limit, ({ endedAt }) => endedAt === null);
      return { items: page.items.map(toStream), nextCursor: page.nextCursor };
    },
    async audience(ids) {
      const found = await rows(database, sql.audienceOfStreams, { ids });
      return new Map(found.map(({ id, viewers, cents }) => [id, { viewers, centsPerMinute: cents }]));
    },
    live: async () => (await one(database, sql.liveTotals))!,
    async ending(limit) {
      return (await rows(database, sql.endingStreams, { limit })).map(toStream);
    },
  };
}

type InTransaction = Pick<
  Transaction,
  | "shareStream"
  | "lockStream"
  | "liveStreams"
  | "insertStream"
  | "streamByKey"
  | "endStream"
  | "markSessionsEnded"
>;

/** The streams' part of a transaction. */
export const streamsIn = (tx: Tx): InTransaction => ({
  async shareStream(id) {
    return (await rows(tx, sql.shareStream, { id })).map(toStream)[0];
  },
  async lockStream(id) {
    return (await rows(tx, sql.lockStream, { id })).map(toStream)[0];
  },
  async liveStreams(creatorId, most) {
    return (await one(tx, sql.countLiveStreams, { creatorId, most }))!.live;
  },
  async insertStream({ id, creatorId, title, presencePolicy, startedAt }, key) {
    const data = { id, creatorId, title, presencePolicy };
    const { count } = await tx.stream.createMany({
      data: { ...data, startedAt: new Date(startedAt), idempotencyKey: key || null },
      skipDuplicates: true,
    });
    if (count === 0) return false;
    await execute(tx, sql.addStreamWords, { id, words: titleWords(title) });
    return true;
  },
  async streamByKey(creatorId, idempotencyKey) {
    const row = await tx.stream.findFirst({ where: { creatorId, idempotencyKey } });
    return row ? toStream(row) : undefined;
  },
  async endStream(id, at, by) {
    await tx.stream.updateMany({
      where: { id, endedAt: null },
      data: { endedAt: new Date(at), endedBy: by },
    });
  },
  async markSessionsEnded(id) {
    await tx.stream.updateMany({ where: { id, endedAt: { not: null } }, data: { sessionsEnded: true } });
  },
});

const toStream = (row: Omit<StreamRow, "idempotencyKey">): Stream => ({
  id: row.id,
  creatorId: row.creatorId,
  title: row.title,
  presencePolicy: row.presencePolicy as PresencePolicy,
  startedAt: row.startedAt.getTime(),
  endedAt: row.endedAt?.getTime(),
  endedBy: row.endedBy ?? undefined,
  sessionsEnded: row.sessionsEnded,
});
