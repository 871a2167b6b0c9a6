import { execute, one } from "@metercast/postgres";
import type { KindClass, Switch } from "../../domain/preferences.ts";
import type { Unsubscriptions } from "../../ports/unsubscriptions.ts";
import type { Database } from "./database.ts";
import * as sql from "./unsubscriptions.queries.ts";

export function postgresUnsubscriptions(database: Database): Unsubscriptions {
  return {
    async keep(hash, userId, classes, now) {
      await execute(database, sql.keepUnsubscribeToken, { hash, userId, classes: [...classes], now });
    },
    async find(hash) {
      const row = await one(database, sql.findUnsubscription, { hash });
      return row && { ...row, classes: row.classes as KindClass[], off: row.off as Switch[] };
    },
    async switchOff(userId, off, now) {
      await execute(database, sql.switchOff, { userId, off: [...off], now });
    },
  };
}
