// docs/asyncapi.json: the AsyncAPI 3 document of every event, from proto/ (shapes and texts), the event
// registry (subjects, encodings, streams) and the examples. Part of npm run generate. With an argument: into
// that file.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { EXAMPLES } from "../packages/contracts/src/examples.ts";
import {
  clientStream,
  EVENTS,
  type EventType,
  encodeEvent,
  STREAMS,
  streamOf,
} from "../packages/contracts/src/index.ts";
import { repositoryPath } from "../packages/provision/src/files.ts";
import { messageName } from "./asyncapi/message-name.ts";
import { type Protos, protosOf, schemasFor } from "./asyncapi/protos.ts";

/** Events between our own services: documented for operators, not an interface for others. */
const INTERNAL = new Set<EventType>([
  "gateway.presence.seen.v1",
  "billing.minutes.due.v1",
  "wallet.minutes.posted.v1",
]);
const REQUESTS = new Set<EventType>(["platform.*.credit.requested.v1", "platform.*.debit.requested.v1"]);
const TYPES = Object.keys(EVENTS) as EventType[];

/** Keys of an AsyncAPI document take no dots and stars. */
const keyOf = (type: EventType): string => type.replaceAll(".", "_").replaceAll("*", "client");

function message(protos: Protos, type: EventType) {
  const name = messageName(type);
  const { contentType, payload } = encodeEvent(type, EXAMPLES[type] as never);
  const isJson = contentType === "application/json";
  return {
    name: type.replaceAll("*", "{client}"),
    title: name,
    summary: protos.comment(name),
    contentType,
    tags: [{ name: INTERNAL.has(type) ? "internal" : "public" }],
    traits: [
      { $ref: REQUESTS.has(type) ? "#/components/messageTraits/asked" : "#/components/messageTraits/told" },
    ],
    payload: isJson
      ? { $ref: `#/components/schemas/${name}` }
      : { schemaFormat: "application/vnd.google.protobuf;version=3", schema: protos.source(name) },
    examples: [
      isJson
        ? { name: "example", payload: JSON.parse(Buffer.from(payload).toString()) }
        : {
            name: "example",
            summary: "The bytes in base64.",
            payload: Buffer.from(payload).toString("base64"),
          },
    ],
  };
}

function channel(type: EventType) {
  const hasClient = type.includes("*");
  const stream = hasClient ? "PLATFORM_{CLIENT}" : streamOf(type);
  const { maxAgeHours } = hasClient ? clientStream("client") : STREAMS[streamOf(type)];
  return {
    address: type.replaceAll("*", "{client}"),
    title: messageName(type).split(".").at(-1),
    description: `JetStream stream ${stream}: ${maxAgeHours} hours.`,
    messages: { [keyOf(type)]: { $ref: `#/components/messages/${keyOf(type)}` } },
    ...(hasClient && {
      parameters: { client: { description: "Your client's name, as PLATFORM_CLIENTS has it." } },
    }),
  };
}

function operation(type: EventType) {
  const key = keyOf(type);
  const isRequest = REQUESTS.has(type);
  return {
    action: isRequest ? "receive" : "send",
    channel: { $ref: `#/channels/${key}` },
    messages: [{ $ref: `#/channels/${key}/messages/${key}` }],
    ...(isRequest && {
      description:
        "Answered once the ledger has decided, by wallet.transfer.posted.v1 or wallet.transfer.rejected.v1 with the same client and request id.",
    }),
  };
}

const headers = (properties: Record<string, object>, required: string[]) => ({
  headers: { type: "object", required, properties },
});
const text = (description: string, examples: string[]) => ({ type: "string", description, examples });
const ID = text("Of this message: a message that comes again has the same.", [
  "01932f60-b2c3-7d4e-8f5a-6b7c8d9e0f1a",
]);
const TRACE = text("W3C trace context, where there is a trace.", [
  "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
]);

function document(protos: Protos) {
  const map = (make: (type: EventType) => unknown) =>
    Object.fromEntries(TYPES.map((type) => [keyOf(type), make(type)]));
  const jsonTypes = TYPES.filter((type) => EVENTS[type].contentType === "application/json");
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Metercast events",
      version: "1.0.0",
      description:
        "What Metercast tells other services over NATS JetStream, and what they may ask of its ledger. The subject is the CloudEvents type; headers are CloudEvents attributes. Bodies are proto3 JSON: 64-bit numbers are strings, a field that is empty or zero is absent, fields may be added at any time. Delivery is at least once and in no order: use ids and versions. docs/EVENTS.md shows how to begin.",
    },
    defaultContentType: "application/json",
    servers: {
      nats: {
        host: "nats.example.com:4222",
        protocol: "nats",
        description:
          "nats-server 2.10 or newer with JetStream. Connect with an inbox prefix of your own: _INBOX_<user>.",
        security: [{ $ref: "#/components/securitySchemes/user" }],
      },
    },
    channels: map(channel),
    operations: map(operation),
    components: {
      securitySchemes: {
        user: {
          type: "userPassword",
          description: "A NATS user with permissions per subject: deploy/nats/users.conf.",
        },
      },
      messageTraits: {
        told: headers(
          {
            "ce-id": ID,
            "ce-type": text("The subject.", ["wallet.transfer.posted.v1"]),
            "ce-source": text("The service.", ["wallet"]),
            "ce-specversion": text("CloudEvents.", ["1.0"]),
            "ce-time": text("When it was committed.", ["2026-11-24T09:20:00.000Z"]),
            "Nats-Msg-Id": text("The ce-id.", ["01932f60-b2c3-7d4e-8f5a-6b7c8d9e0f1a"]),
            traceparent: TRACE,
          },
          ["ce-id", "ce-type", "ce-source"],
        ),
        asked: headers(
          {
            "ce-id": ID,
            "Nats-Msg-Id": text("The ce-id: JetStream drops a second one within two minutes.", [
              "tip-1:credit",
            ]),
            traceparent: TRACE,
          },
          [],
        ),
      },
      messages: map((type) => message(protos, type)),
      schemas: schemasFor(protos, jsonTypes.map(messageName)),
    },
  };
}

const built = spawnSync(repositoryPath("node_modules", ".bin", "buf"), ["build", "-o", "-"], {
  cwd: repositoryPath(),
});
if (built.status !== 0) {
  console.error(`metercast: buf build failed: ${built.stderr}`);
  process.exit(1);
}
const file = process.argv[2] ?? repositoryPath("docs", "asyncapi.json");
writeFileSync(file, `${JSON.stringify(document(protosOf(built.stdout)), null, 2)}\n`);
