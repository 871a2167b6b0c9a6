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
const SECRET_COLUMNS = ["token_hash", "auth", "p256dh"];
/** A bound for the document; 90 days of notifications of a busy creator are far below it. */
const MOST_ROWS = 10_000;

export const personalData = (connection: Connection): PersonalData => ({
  async export(userId) {
    const found: Record<string, unknown[]> = {};
    for (const [table, column] of Object.entries(TABLES)) {
      const rows = await connection.$queryRawUnsafe<{ row: unknown }[]>(
        `SELECT to_jsonb(t) - $2::text[] AS row FROM (SELECT * FROM ${table} WHERE ${column} = $1 LIMIT ${MOST_ROWS}) t`,
        userId,
        SECRET_COLUMNS,
      );
      found[table] = rows.map(({ row }) => row);
    }
    return found;
  },
});

export const personalDataWrites = (tx: Connection): PersonalDataWrites => ({
  async erase(userId) {
    for (const [table, column] of Object.entries(TABLES))
      await tx.$executeRawUnsafe(`DELETE FROM ${table} WHERE ${column} = $1`, userId);
  },
});
