import { type Day, dayOf, dayText } from "@metercast/calendar";
import { execute, rows } from "@metercast/postgres";
import type { Prisma } from "../../../generated/prisma/client.ts";
import type { Cadence, Schedule } from "../../domain/schedule.ts";
import type { Due, Pauses, Run, ScheduleReads, ScheduleWrites } from "../../ports/schedules.ts";
import type { Connection, Database } from "./database.ts";
import * as sql from "./schedules.queries.ts";

/** Each began at another time. Older ones have been replaced for good. */
const VERSIONS = 20;
const DAY_MS = 86_400_000;

export function scheduleReads(database: Database): ScheduleReads {
  return {
    versions: (creatorId) => versions(database, creatorId),
    lastRuns: (creatorId, limit) => lastRuns(database, creatorId, limit),
    async listRuns({ creatorId, limit, after }) {
      const where = {
        creatorId,
        outcome: { not: "placing" },
        ...(after !== undefined && { id: { lt: after } }),
      };
      const found = await database.payoutRun.findMany({ where, orderBy: { id: "desc" }, take: limit });
      return found.map(toRun);
    },
    pauses: (creatorId) => pauses(database, creatorId),
    due: (creatorId) => due(database, creatorId),
    async claimDue(now, seconds, limit) {
      return (await rows(database, sql.claimDue, { now, seconds, limit })).map((row) => row.creator_id);
    },
  };
}

export function scheduleWrites(tx: Connection): ScheduleWrites {
  return {
    versions: (creatorId) => versions(tx, creatorId),
    lastRuns: (creatorId, limit) => lastRuns(tx, creatorId, limit),
    pauses: (creatorId) => pauses(tx, creatorId),
    due: (creatorId) => due(tx, creatorId),
    async insertVersion({ payoutMethodId = null, ...row }) {
      await tx.payoutSchedule.create({ data: { ...row, payoutMethodId } });
    },
    thresholdRuns: (creatorId) =>
      tx.payoutRun.count({ where: { creatorId, period: { startsWith: "threshold:" } } }),
    async insertRun({ runOn, nextOn, withdrawalId = null, amount = null, ...run }) {
      const row = {
        ...run,
        withdrawalId,
        amount,
        runOn: dayText(runOn),
        nextOn: nextOn ? dayText(nextOn) : null,
      };
      return (await execute(tx, sql.insertRun, row)) === 1;
    },
    async endRun(withdrawalId, ending) {
      const data =
        "created" in ending ? { outcome: "created" } : { ...ending, outcome: "skipped", amount: null };
      const where = { withdrawalId, outcome: "placing" };
      const [ended] = await tx.payoutRun.updateManyAndReturn({ where, data });
      return ended && toRun(ended);
    },
    async setDue(creatorId, { dueAt = null, nextAt = null, waitsFor }) {
      await execute(tx, sql.setDue, { creatorId, dueAt, nextAt, waitsFor });
    },
    async addPause(pause) {
      await tx.payoutPause.create({ data: pause });
    },
  };
}

async function versions(sqlOf: Connection, creatorId: string): Promise<Schedule[]> {
  const found = await rows(sqlOf, sql.versionsOf, { creatorId, limit: VERSIONS });
  return found.map(({ cadence, payoutMethodId, ...row }) => ({
    ...row,
    cadence: cadence as Cadence,
    payoutMethodId: payoutMethodId ?? undefined,
  }));
}

async function lastRuns(connection: Connection, creatorId: string, limit: number): Promise<Run[]> {
  const found = await connection.payoutRun.findMany({
    where: { creatorId },
    orderBy: { id: "desc" },
    take: limit,
  });
  return found.map(toRun);
}

async function due(connection: Connection, creatorId: string): Promise<Due | undefined> {
  const row = await connection.payoutDue.findUnique({ where: { creatorId } });
  if (!row) return undefined;
  const { dueAt, nextAt, waitsFor } = row;
  return { dueAt: dueAt ?? undefined, nextAt: nextAt ?? undefined, waitsFor: waitsFor as Due["waitsFor"] };
}

async function pauses(connection: Connection, creatorId: string): Promise<Pauses> {
  const found = await rows(connection, sql.lastPauses, { creatorId });
  const of = (who: string) => found.find(({ by, paused }) => by === who && paused);
  const [creator, admin] = [of("creator"), of("admin")];
  return {
    creator: creator && { at: creator.at },
    admin: admin && { at: admin.at, actorId: admin.actor_id, reason: admin.reason },
  };
}

const toDay = (date: Date): Day => dayOf(date.getTime() / DAY_MS);

function toRun({ withdrawalId, amount, nextOn, runOn, ...row }: Prisma.PayoutRunGetPayload<object>): Run {
  return {
    ...row,
    outcome: row.outcome as Run["outcome"],
    reason: row.reason as Run["reason"],
    runOn: toDay(runOn),
    nextOn: nextOn ? toDay(nextOn) : undefined,
    withdrawalId: withdrawalId ?? undefined,
    amount: amount ?? undefined,
  };
}
