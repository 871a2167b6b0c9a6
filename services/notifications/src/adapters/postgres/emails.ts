import { createHash } from "node:crypto";
import { execute, one } from "@metercast/postgres";
import type { EmailAddress, EmailReads, EmailWrites } from "../../ports/emails.ts";
import type { Connection } from "./database.ts";
import * as sql from "./emails.queries.ts";

export const emailReads = (connection: Connection): EmailReads => ({
  async find(userId) {
    const row = await connection.emailAddress.findUnique({ where: { userId } });
    return row ? { ...row, state: row.state as EmailAddress["state"] } : undefined;
  },
  async awaits(userId, tokenHash, now) {
    return (await one(connection, sql.awaitsConfirmation, { userId, tokenHash, now })) !== undefined;
  },
});

export const emailWrites = (tx: Connection): EmailWrites => ({
  ...emailReads(tx),
  async put(userId, address, now) {
    if ((await execute(tx, sql.addAddress, { userId, address, now })) === 0)
      await execute(tx, sql.replaceAddress, { userId, address, now });
  },
  async setCandidate(userId, candidate, now) {
    await execute(tx, sql.setCandidate, { userId, candidate, now });
  },
  async countUnconfirmed({ address, ...mail }) {
    const addressHash = new Uint8Array(createHash("sha256").update(address.toLowerCase()).digest());
    await one(tx, sql.lockUnconfirmed, { addressHash });
    return (await execute(tx, sql.countUnconfirmed, { addressHash, ...mail })) > 0;
  },
  async lock(userId) {
    const row = await one(tx, sql.lockAddress, { userId });
    return row && { ...row, state: row.state as EmailAddress["state"] };
  },
  async startConfirmation(userId, { tokenHash, until, mailedAt }) {
    await execute(tx, sql.startConfirmation, { userId, tokenHash, until, mailedAt: [...mailedAt] });
  },
  async confirm(tokenHash, now) {
    return (await one(tx, sql.confirmAddress, { tokenHash, now })) !== undefined;
  },
  async suppress(userId, address, reason, now) {
    return (await execute(tx, sql.suppressAddress, { userId, address, reason, now })) > 0;
  },
  ofDelivery: (deliveryId, endedSince) => one(tx, sql.addressOfDelivery, { deliveryId, endedSince }),
  async markBounced(deliveryId, error, endedSince) {
    await execute(tx, sql.markBounced, { deliveryId, error, endedSince });
  },
});
