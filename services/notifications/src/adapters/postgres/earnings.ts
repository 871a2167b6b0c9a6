import { execute, one } from "@metercast/postgres";
import type { EarningsWrites } from "../../ports/earnings.ts";
import type { Connection } from "./database.ts";
import * as sql from "./earnings.queries.ts";

export function earningsWrites(tx: Connection): EarningsWrites {
  return {
    async addStream(stream, dueAt) {
      await execute(tx, sql.addStream, stream);
      await execute(tx, sql.makeDue, { creatorId: stream.creatorId, dueAt });
    },
    async add(earnings, at) {
      await execute(tx, sql.addEarnings, {
        at,
        streamIds: earnings.map(({ streamId }) => streamId),
        minutes: earnings.map(({ minutes }) => BigInt(minutes)),
        cents: earnings.map(({ cents }) => cents),
      });
    },
    lockDue: (now) => one(tx, sql.lockDue, { now }),
    async sum(creatorId, from, to) {
      const found = await one(tx, sql.sumEarnings, { creatorId, from, to });
      return { streams: 0, cents: 0n, ...found, minutes: Number(found?.minutes ?? 0n) };
    },
    async setDue(creatorId, dueAt) {
      await execute(tx, sql.setDue, { creatorId, dueAt });
    },
  };
}
