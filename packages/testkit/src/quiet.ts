import { setTimeout as sleep } from "node:timers/promises";
import { withClient } from "@metercast/provision";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";

/**
 * What a crash left comes again after 5 s of silence at the most, and claims of dead relays run out after
 * 10 s; the rest is for slow machines.
 */
const TIMEOUT_MS = 240_000;
const UNSENT = ["billing", "wallet", "withdrawals", "notifications"]
  .map((schema) => `SELECT count(*)::integer AS n FROM ${schema}.outbox WHERE sent_at IS NULL`)
  .join(" UNION ALL ");

/**
 * Waits until nothing is on its way between the services of a world: every event is sent, and every one
 * that a running service acknowledges is acknowledged.
 * @throws after 4 minutes, with what still was
 */
export async function waitUntilQuiet({
  nats,
  adminUrl,
}: {
  nats: { url: string };
  adminUrl: string;
}): Promise<void> {
  const { host, username, password } = new URL(nats.url);
  const connection = await connect({ servers: host, user: username, pass: password });
  try {
    const manager = await jetstreamManager(connection);
    for (const end = Date.now() + TIMEOUT_MS; ; await sleep(50)) {
      const left = { unsent: await unsent(adminUrl), unacknowledged: await unacknowledged(manager) };
      if (left.unsent === 0 && left.unacknowledged === 0) return;
      if (Date.now() > end) throw new Error(`not quiet after 4 minutes: ${JSON.stringify(left)}`);
    }
  } finally {
    await connection.close();
  }
}

const unsent = (adminUrl: string) =>
  withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ n: number }>(UNSENT);
    return rows.reduce((sum, { n }) => sum + n, 0);
  });

async function unacknowledged(manager: Awaited<ReturnType<typeof jetstreamManager>>): Promise<number> {
  let messages = 0;
  for await (const stream of manager.streams.list()) {
    // A platform client's own consumer waits for the client, which a test seldom runs.
    for await (const { config, num_pending, num_ack_pending } of manager.consumers.list(stream.config.name))
      if (config.ack_policy === "explicit" && config.durable_name?.startsWith("platform-") === false)
        messages += num_pending + num_ack_pending;
  }
  return messages;
}
