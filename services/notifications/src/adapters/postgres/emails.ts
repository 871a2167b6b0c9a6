import { execute } from "@metercast/postgres";
import type { EmailAddress, EmailReads, EmailWrites } from "../../ports/emails.ts";
import type { Connection } from "./database.ts";
import * as sql from "./emails.queries.ts";

export const emailReads = (connection: Connection): EmailReads => ({
  async find(userId) {
    const row = await connection.emailAddress.findUnique({ where: { userId } });
    return row ? { ...row, state: row.state as EmailAddress["state"] } : undefined;
  },
});

export const emailWrites = (tx: Connection): EmailWrites => ({
  ...emailReads(tx),
  async offer(userId, address, now) {
    await execute(tx, sql.offerAddress, { userId, address, now });
  },
});
