import { rows } from "@metercast/postgres";
import type { Recipient } from "../../domain/recipient.ts";
import type { RecipientReads } from "../../ports/recipients.ts";
import type { Channels } from "./channels.ts";
import type { Connection } from "./database.ts";
import { toQuietHours } from "./preferences.ts";
import * as sql from "./recipients.queries.ts";

export function recipientReads(connection: Connection, channels: Channels): RecipientReads {
  return {
    byIds: async (userIds) =>
      (await rows(connection, sql.recipients, { userIds })).map((row) => recipient(row, channels)),
    admins: async (since) => (await rows(connection, sql.admins, { since })).map(({ userId }) => userId),
  };
}

function recipient({ quietFrom, quietTo, ...row }: sql.RecipientsRow, { email }: Channels): Recipient {
  return {
    ...row,
    quietHours: toQuietHours({ quietFrom, quietTo }),
    digest: row.digest as Recipient["digest"],
    off: row.off as Recipient["off"],
    email: email ? (row.email as Recipient["email"]) : "none",
  };
}
