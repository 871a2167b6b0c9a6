import type { Sql } from "@metercast/postgres";

/**
 * Records in the caller's transaction that a consumer handled a message. False if it was handled before:
 * then the caller must do nothing. Of two at the same moment, the second waits for the first's commit.
 */
export async function firstTime(tx: Sql, consumer: string, messageId: string): Promise<boolean> {
  const rows = await tx.$executeRawUnsafe(
    "INSERT INTO inbox (consumer, message_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    consumer,
    messageId,
  );
  return rows === 1;
}
