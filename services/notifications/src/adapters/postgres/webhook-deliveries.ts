import { execute, one, rows } from "@metercast/postgres";
import type { DeliveryState, WebhookDelivery } from "../../domain/webhooks/delivery.ts";
import type { DeliveryQueue, DeliveryReads, DeliveryWrites } from "../../ports/webhook-deliveries.ts";
import type { Connection } from "./database.ts";
import * as sql from "./webhook-deliveries.queries.ts";
import { secretsInForce } from "./webhook-endpoints.queries.ts";
import { webhookId } from "./webhook-id.ts";

export const deliveryReads = (connection: Connection): DeliveryReads => ({
  async list({ state, after = null, ...query }) {
    const found =
      state === undefined
        ? await rows(connection, sql.listDeliveries, { ...query, after })
        : await rows(connection, sql.listDeliveriesOfState, { ...query, after, state });
    return found.map(toDelivery);
  },
  async find(endpointId, id) {
    const row = await one(connection, sql.findDelivery, { endpointId, id });
    return row && toDelivery(row);
  },
  bodyOf: async (messageId) => (await one(connection, sql.bodyOf, { messageId }))?.body ?? "",
  attempts: (id, limit) => rows(connection, sql.listAttempts, { id, limit }),
});

export const deliveryWrites = (tx: Connection): DeliveryWrites => ({
  async insertFor(endpointId, { eventId, ...message }, now) {
    const id = webhookId(eventId);
    await execute(tx, sql.insertMessage, { id, ...message, now });
    const row = await one(tx, sql.insertDelivery, { endpointId, messageId: id, now });
    return row?.id ?? "";
  },
  async sendAgain(endpointId, id, now) {
    await execute(tx, sql.sendAgain, { endpointId, id, now });
  },
  async recover(endpointId, range, now) {
    const recovered = await rows(tx, sql.recoverDeliveries, { endpointId, ...range, now });
    return recovered.map(({ id }) => id);
  },
  async settle({ nextAt = null, ...attempt }) {
    return (await execute(tx, sql.settleAttempt, { ...attempt, nextAt })) === 1;
  },
});

export const deliveryQueue = (connection: Connection): DeliveryQueue => ({
  claim: ({ running, ...request }) =>
    rows(connection, sql.claimDeliveries, {
      ...request,
      runningIds: [...running.keys()],
      runningCounts: [...running.values()],
    }),
  async postpone(id, number, until) {
    await execute(connection, sql.postponeDelivery, { id, number, until });
  },
  secrets: (endpointIds, now) => rows(connection, secretsInForce, { endpointIds: [...endpointIds], now }),
  failStranded: (limit, now) => execute(connection, sql.failStranded, { limit, now }),
  async figures(now, newestKey) {
    const row = await one(connection, sql.webhookFigures, { now, newestKey });
    const { enabled = 0, failing = 0, disabled = 0, oldestDueSeconds = 0, oldKeySecrets = 0 } = row ?? {};
    return { oldestDueSeconds, endpoints: { enabled, failing, disabled }, oldKeySecrets };
  },
});

interface Row extends Omit<WebhookDelivery, "state" | "endedAt"> {
  state: string;
  endedAt: Date | null;
}

const toDelivery = ({ state, endedAt, ...row }: Row): WebhookDelivery => ({
  ...row,
  state: state as DeliveryState,
  endedAt: endedAt ?? undefined,
});
