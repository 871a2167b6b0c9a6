import type { StripeCursor } from "../../ports.ts";
import type { Database } from "./client.ts";

/** Stripe shows an entry a little after its time at the latest; those that are seen twice are booked once. */
const OVERLAP = "interval '1 hour'";

/** How far Stripe's own entries are booked. */
export function postgresStripeCursor(database: Database): StripeCursor {
  return {
    async begin() {
      await database.$executeRawUnsafe("INSERT INTO stripe_cursor DEFAULT VALUES ON CONFLICT DO NOTHING");
    },
    async after() {
      const [row] = await database.$queryRawUnsafe<{ after: Date }[]>(
        `SELECT greatest(began_at, booked_to - ${OVERLAP}) AS after FROM stripe_cursor`,
      );
      if (!row) throw new Error("the cursor is made when the service starts");
      return row.after;
    },
    async bookedTo(time) {
      await database.$executeRawUnsafe(
        "UPDATE stripe_cursor SET booked_to = greatest(booked_to, $1::timestamptz)",
        time,
      );
    },
  };
}
