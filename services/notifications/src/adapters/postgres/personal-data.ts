import type { PersonalData, PersonalDataWrites } from "../../ports/people.ts";
import type { Connection } from "./database.ts";

/**
 * Tables with rows of a person, by the column that names the person; an erased notification takes its
 * deliveries with it. A test compares this list with the database.
 */
export const TABLES: Readonly<Record<string, string>> = {
  delivery: "user_id",
  notification: "user_id",
  inbox_state: "user_id",
  preference: "user_id",
  email_address: "user_id",
  unsubscribe_token: "user_id",
  push_subscription: "user_id",
  crossing: "user_id",
  open_request: "creator_id",
  stream_owner: "creator_id",
  earnings_due: "creator_id",
  person: "user_id",
};

/** Secrets of a person's browser and of a link in a mail: no part of what a person reads about themselves. */
const SECRET_COLUMNS = ["token_hash", "auth", "p256dh", "endpoint"];
/** A bound for the document; 90 days of notifications of a busy creator are far below it. */
const MOST_ROWS = 10_000;
/** Of all tables: a message of gRPC has 4 MiB at most, and JSON in JSON is escaped on its way. */
const MOST_BYTES = 3_000_000;

export const personalData = (connection: Connection): PersonalData => ({
  async export(userId) {
    const found: Record<string, unknown[]> = {};
    const truncated: { table: string }[] = [];
    let room = MOST_BYTES;
    // Those with many rows come last, so that they leave no other one out.
    for (const [table, column] of Object.entries(TABLES).toReversed()) {
      // The newest first: ids ascend with time.
      const rows = await connection.$queryRawUnsafe<{ row: unknown }[]>(
        `SELECT to_jsonb(t) - $2::text[] AS row
         FROM (SELECT * FROM ${table} WHERE ${column} = $1 ORDER BY 1 DESC, 2 DESC LIMIT ${MOST_ROWS + 1}) t`,
        userId,
        SECRET_COLUMNS,
      );
      const kept = rows.slice(0, MOST_ROWS).filter(({ row }) => {
        room -= Buffer.byteLength(JSON.stringify(row)) + 1;
        return room >= 0;
      });
      found[table] = kept.map(({ row }) => row);
      if (kept.length < rows.length) truncated.push({ table });
    }
    return truncated.length === 0 ? found : { ...found, truncated };
  },
});

export const personalDataWrites = (tx: Connection): PersonalDataWrites => ({
  async erase(userId) {
    await tx.$executeRawUnsafe(
      "DELETE FROM stream_earning e USING stream_owner s WHERE s.stream_id = e.stream_id AND s.creator_id = $1",
      userId,
    );
    for (const [table, column] of Object.entries(TABLES))
      await tx.$executeRawUnsafe(`DELETE FROM ${table} WHERE ${column} = $1`, userId);
  },
});
