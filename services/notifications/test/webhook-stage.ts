import { createPublicKey, randomBytes, verify } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { uuidOf } from "@metercast/contracts";
import { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import { type Caller, callGrpc } from "@metercast/runtime";
import { poll } from "@metercast/testkit";
import { expect } from "vitest";
import { type Stage as EventStage, startStage as startEventStage } from "./stage.ts";

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Answers a request to a path; the default is 204. */
export type Answer = (response: ServerResponse, received: Received) => void;

/** Endpoints of customers: each path behaves as a test wants. */
export async function startZoo() {
  const received: Received[] = [];
  const answers = new Map<string, Answer>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const one = {
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      received.push(one);
      const answer = answers.get(one.path) ?? (() => response.writeHead(204).end());
      answer(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    received,
    url: (path: string) => `${base}${path}`,
    at: (path: string) => received.filter((one) => one.path === path),
    answer: (path: string, answer: Answer) => void answers.set(path, answer),
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
export type Zoo = Awaited<ReturnType<typeof startZoo>>;

export interface Stage extends EventStage {
  api: Caller<typeof NotificationsServiceService>;
  zoo: Zoo;
}

export const encryptionKey = (id: string) => `${id}:${randomBytes(32).toString("base64")}`;

export async function startStage(): Promise<Stage> {
  const zoo = await startZoo();
  const stage = await startEventStage({
    NOTIFICATIONS_ENCRYPTION_KEYS: encryptionKey("first"),
    EGRESS_ALLOW_PRIVATE: "1",
  });
  const address = stage.world.service("notifications").grpcAddress ?? "";
  return {
    ...stage,
    zoo,
    api: callGrpc(NotificationsServiceService, address, { deadlineMs: 10_000 }),
    query: (sql, parameters) =>
      stage.query(sql.replaceAll(/\bwebhook_/g, "notifications.webhook_"), parameters),
    async stop() {
      await stage.stop();
      zoo.stop();
    },
  };
}

/** An endpoint at a path of the zoo, with its secrets. */
export async function endpointAt({ api, zoo }: Stage, path: string, eventTypes = ["*"]) {
  const created = await api.createWebhookEndpoint({ url: zoo.url(path), description: path, eventTypes });
  const { id = "", publicKey = "" } = created.endpoint ?? {};
  return { id, publicKey, hmac: created.hmacSecret };
}

export async function deliveryOf({ api }: Stage, endpointId: string, deliveryId: string) {
  const { delivery, body, attempts } = await api.listWebhookAttempts({ endpointId, deliveryId });
  if (!delivery) throw new Error("no delivery");
  return { ...delivery, body, log: attempts };
}

/** Sends a test message and returns its delivery's id. */
export async function send({ api }: Stage, endpointId: string): Promise<string> {
  return (await api.testWebhookEndpoint({ endpointId })).delivery?.id ?? "";
}

/** Waits until so many attempts of a delivery are in its log. */
export async function attempted(stage: Stage, endpointId: string, deliveryId: string, count = 1) {
  await poll(async () =>
    expect((await deliveryOf(stage, endpointId, deliveryId)).log.length).toBeGreaterThanOrEqual(count),
  );
  return deliveryOf(stage, endpointId, deliveryId);
}

/** As if the pause before the next attempt, or the lease of one that crashed, were over. */
export const makeDue = ({ query }: Stage, endpointId: string) =>
  query(
    "UPDATE webhook_delivery SET next_at = now(), claimed_until = NULL WHERE state = 'pending' AND endpoint_id = $1",
    [uuidOf("webhookEndpoint", endpointId)],
  );

const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** Verifies a `v1a` signature as a customer does: with the public key alone. */
export function hasEd25519Signature({ headers, body }: Received, publicKey: string): boolean {
  const der = Buffer.concat([SPKI_PREFIX, Buffer.from(publicKey.replace("whpk_", ""), "base64")]);
  const key = createPublicKey({ key: der, format: "der", type: "spki" });
  const text = Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`);
  return String(headers["webhook-signature"])
    .split(" ")
    .filter((signature) => signature.startsWith("v1a,"))
    .some((signature) => verify(null, text, key, Buffer.from(signature.slice(4), "base64")));
}
