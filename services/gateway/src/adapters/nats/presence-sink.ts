import { encodeEvent } from "@metercast/contracts";
import type { Broker } from "@metercast/outbox";
import { traceHeaders } from "@metercast/runtime";
import { headers } from "@nats-io/transport-node";
import type { PresenceSink } from "../../ports/presence-sink.ts";

const TYPE = "gateway.presence.seen.v1";

/**
 * Reports have no outbox: they are worth a heartbeat, not a database write. What isn't acknowledged is
 * sent again under its id.
 */
export function presenceSink({ jetstream }: Broker): PresenceSink {
  return {
    async publish(id, { sessionIds, baseMs, offsetsMs, sources }) {
      const { payload, contentType } = encodeEvent(TYPE, {
        sessionIds: Buffer.from(sessionIds),
        baseMs,
        offsetsMs,
        sources: Buffer.from(sources),
      });
      const header = headers();
      header.set("Nats-Msg-Id", id);
      header.set("ce-id", id);
      header.set("ce-type", TYPE);
      header.set("ce-source", "gateway");
      header.set("ce-specversion", "1.0");
      header.set("ce-time", new Date().toISOString());
      header.set("Content-Type", contentType);
      for (const [key, value] of Object.entries(traceHeaders())) header.set(key, value);
      return jetstream.publish(TYPE, payload, { headers: header });
    },
  };
}
