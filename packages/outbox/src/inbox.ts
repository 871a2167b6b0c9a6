import type { Sql } from "@metercast/postgres";

/**
 * Records in the caller's transaction that a consumer handled a message. False if it was handled before:
 * then the caller must do nothing. Of two at the same moment, the second waits for the first's commit.
 */
export async function firstTime(tx: Sql, consumer: string, messageId: string): Promise<boolean> {
  const [isFirst = false] = await firstTimes(tx, [{ consumer, id: messageId }]);
  return isFirst;
}

/** In one order, or two concurrent transactions with the same messages could wait for each other. */
const INSERT = `
  INSERT INTO inbox (consumer, message_id)
  SELECT consumer, message_id FROM unnest($1::text[], $2::text[]) AS message (consumer, message_id)
  ORDER BY 1, 2 ON CONFLICT DO NOTHING
  RETURNING consumer, message_id AS id`;

/** The same for several messages, each once in the list. */
export async function firstTimes(
  tx: Sql,
  messages: readonly { consumer: string; id: string }[],
): Promise<boolean[]> {
  const rows = await tx.$queryRawUnsafe<{ consumer: string; id: string }[]>(
    INSERT,
    messages.map(({ consumer }) => consumer),
    messages.map(({ id }) => id),
  );
  const first = new Set(rows.map(keyOf));
  return messages.map((message) => first.has(keyOf(message)));
}

const keyOf = ({ consumer, id }: { consumer: string; id: string }): string => JSON.stringify([consumer, id]);
