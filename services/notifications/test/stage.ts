import { randomUUID } from "node:crypto";
import { type EventMessage, type EventType, encodeEvent } from "@metercast/contracts";
import { type Broker, connectBroker } from "@metercast/outbox";
import { withClient } from "@metercast/provision";
import { createLogger } from "@metercast/runtime";
import { eventHeaders, startWorld, type World, type WorldOptions } from "@metercast/testkit";

/** Notifications alone; the test plays the services whose events it reads. */
export interface Stage {
  world: World;
  /** Publishes an event as its owner. The same id again is a redelivery. Resolves with the id. */
  publish<T extends EventType>(type: T, message: EventMessage<T>, at?: Sent): Promise<string>;
  query<T>(sql: string, parameters?: unknown[]): Promise<T[]>;
  stop(): Promise<void>;
}

export interface Sent {
  id?: string;
  /** When it happened. */
  time?: Date;
}

export async function startStage(
  env: Record<string, string> = {},
  options: Pick<WorldOptions, "natsFolder"> = {},
): Promise<Stage> {
  const world = await startWorld({ services: ["notifications"], ...options, env: { notifications: env } });
  const admin: Broker = await connectBroker(
    world.nats.urlFor("admin"),
    "test",
    createLogger("test", "error"),
  );
  return {
    world,
    async publish(type, message, { id = randomUUID(), time = new Date() } = {}) {
      const headers = eventHeaders(type, { "ce-id": id, "ce-time": time.toISOString() });
      await admin.jetstream.publish(type, encodeEvent(type, message).payload, { headers });
      return id;
    },
    query: (sql, parameters) =>
      withClient(world.adminUrl, async (client) => (await client.query(sql, parameters)).rows),
    async stop() {
      await admin.close();
      await world.stop();
    },
  };
}
