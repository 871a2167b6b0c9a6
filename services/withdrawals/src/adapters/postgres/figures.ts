import { one, rows, type Sql } from "@metercast/postgres";
import type { RailName } from "@metercast/rails";
import type { ReviewReason } from "../../domain/withdrawal.ts";
import type { Figures, ReadFigures } from "../../ports/figures.ts";
import type { ReadRailFigures } from "../../ports/rail-figures.ts";
import * as sql from "./figures.queries.ts";

const NONE = { count: 0, oldestSeconds: 0 };

export function postgresFigures(database: Sql): ReadFigures {
  return async () => ({
    open: (await rows(database, sql.openFigures)) as Figures["open"],
    needsReview: (await rows(database, sql.reviewFigures)).map(({ reason, count }) => ({
      reason: reason as ReviewReason,
      count,
    })),
    unsettled: (await one(database, sql.unsettledFigures)) ?? NONE,
    unknown: (await one(database, sql.unknownFigures)) ?? NONE,
    dueRuns: (await one(database, sql.dueRunFigures)) ?? NONE,
    frozen: (await one(database, sql.frozenFigure))?.frozen ?? true,
  });
}

export const postgresRailFigures =
  (database: Sql): ReadRailFigures =>
  async () =>
    (await rows(database, sql.railFigures)).map(({ rail, oldestOpenAt, ...figures }) => ({
      ...figures,
      rail: rail as RailName,
      oldestOpenAt: oldestOpenAt ?? undefined,
    }));
