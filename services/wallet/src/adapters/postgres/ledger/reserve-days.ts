import { execute, one, rows, type Sql } from "@metercast/postgres";
import { type Day, dayOfIso, isoDay, startOfDay } from "../../../domain/day.ts";
import type { ReserveDays } from "../../../ports/reserve-days.ts";
import * as statements from "./reserve.queries.ts";

export const postgresReserveDays = (sql: Sql): ReserveDays => ({
  firstReserveAt: async () => (await one(sql, statements.firstReserveAt))?.at ?? undefined,
  placedDays: async (from) =>
    (await rows(sql, statements.placedDays, { from: isoDay(from) })).map(({ day }) => dayOfIso(day)),
  markPlaced: async (day) => void (await execute(sql, statements.insertPlacedDay, { day: isoDay(day) })),
  async creators(day, after, limit) {
    const [from, to] = [timeOf(day), timeOf(day + 1)];
    const found = await rows(sql, statements.creatorsOfDay, { day: isoDay(day), from, to, after, limit });
    return found.map(({ account, owner, earned }) => ({ account, userId: owner, earned }));
  },
  creatorsWithDueLots: async (today, limit) =>
    (await rows(sql, statements.creatorsWithDueLots, { today: isoDay(today), limit })).map(
      ({ owner }) => owner,
    ),
});

const timeOf = (day: Day): string => new Date(startOfDay(day)).toISOString();
