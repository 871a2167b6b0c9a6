import { execute, one, rows } from "@metercast/postgres";
import type { DisabledReason, WebhookEndpoint } from "../../domain/webhooks/endpoint.ts";
import type { EndpointReads, EndpointWrites, SecretStore } from "../../ports/webhook-endpoints.ts";
import type { Connection } from "./database.ts";
import * as sql from "./webhook-endpoints.queries.ts";

export function endpointReads(connection: Connection): EndpointReads {
  const list = async (id: string | null) =>
    (await rows(connection, sql.listEndpoints, { id })).map(({ publicKey, ...row }) => ({
      ...toEndpoint(row),
      publicKey: publicKey ?? "",
    }));
  return { list: () => list(null), find: async (id) => (await list(id))[0] };
}

export const endpointWrites = (tx: Connection): EndpointWrites => ({
  async lock(id) {
    const row = await one(tx, sql.lockEndpoint, { id });
    return row && toEndpoint(row);
  },
  async insert({ eventTypes, ...endpoint }, most, now) {
    return (await one(tx, sql.insertEndpoint, { ...endpoint, eventTypes: [...eventTypes], most, now }))?.id;
  },
  async update({ id, url, description, eventTypes, disabled, failing, pausedUntil }, now) {
    await execute(tx, sql.updateEndpoint, {
      id,
      url,
      description,
      eventTypes: [...eventTypes],
      disabledReason: disabled?.reason ?? "",
      disabledAt: disabled?.at ?? null,
      failingSince: failing?.since ?? null,
      failedAttempts: failing?.attempts ?? 0,
      pausedUntil: pausedUntil ?? null,
      now,
    });
  },
  async remove(id, now) {
    await execute(tx, sql.removeEndpoint, { id, now });
    await execute(tx, sql.removeSecrets, { endpointId: id });
  },
  async lastSecretVersion(endpointId) {
    return (await one(tx, sql.lastSecretVersion, { endpointId }))?.version ?? 0;
  },
  async addSecret(endpointId, { version, keyId, sealed, publicKey }, now) {
    await execute(tx, sql.insertSecret, { endpointId, version, keyId, sealed, publicKey, now });
  },
  async expireSecrets(endpointId, until, keep) {
    await execute(tx, sql.expireSecrets, { endpointId, until });
    await execute(tx, sql.removeOldSecrets, { endpointId, keep });
  },
});

export const secretStore = (connection: Connection): SecretStore => ({
  ofOtherKeys: (keyId, limit) => rows(connection, sql.secretsOfOtherKeys, { keyId, limit }),
  async replace({ keyId: formerKeyId }, secret) {
    await execute(connection, sql.replaceSealed, { ...secret, formerKeyId });
  },
});

interface Row extends Omit<WebhookEndpoint, "disabled" | "failing" | "pausedUntil"> {
  disabledReason: string;
  disabledAt: Date | null;
  failingSince: Date | null;
  failedAttempts: number;
  pausedUntil: Date | null;
}

function toEndpoint({
  disabledReason,
  disabledAt,
  failingSince,
  failedAttempts,
  ...row
}: Row): WebhookEndpoint {
  return {
    ...row,
    disabled: disabledAt ? { reason: disabledReason as DisabledReason, at: disabledAt } : undefined,
    failing: failingSince ? { since: failingSince, attempts: failedAttempts } : undefined,
    pausedUntil: row.pausedUntil ?? undefined,
  };
}
