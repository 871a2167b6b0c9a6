import type { StripeCursor } from "../../ports/stripe-cursor.ts";
import type { Database } from "./database.ts";

/** Stripe may list an entry a little after its time. Entries that are read twice are booked once. */
const OVERLAP_MS = 3_600_000;

export function postgresStripeCursor(database: Database): StripeCursor {
  return {
    async begin() {
      await database.$executeRawUnsafe("INSERT INTO stripe_cursor DEFAULT VALUES ON CONFLICT DO NOTHING");
    },
    async after() {
      const { beganAt, bookedTo } = await database.stripeCursor.findFirstOrThrow();
      return new Date(Math.max(beganAt.getTime(), bookedTo.getTime() - OVERLAP_MS));
    },
    async bookedTo(time) {
      await database.stripeCursor.updateMany({ where: { bookedTo: { lt: time } }, data: { bookedTo: time } });
    },
  };
}
