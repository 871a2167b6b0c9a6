// packages/contracts/generated/webhook-messages.ts: the bodies that webhook endpoints receive, as JSON
// schemas with an example each, from proto/ and the catalogue of types in services/notifications. The
// gateway shows them in the `webhooks` section of /openapi.json. Part of npm run generate.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { EXAMPLES } from "../packages/contracts/src/examples.ts";
import { encodeEvent } from "../packages/contracts/src/index.ts";
import { repositoryPath } from "../packages/provision/src/files.ts";
import {
  TEST_TYPE,
  WEBHOOK_EVENT_TYPES,
  type WebhookEventType,
} from "../services/notifications/src/domain/webhooks/event-types.ts";
import { messageOf, testMessage } from "../services/notifications/src/domain/webhooks/message.ts";
import { messageName } from "./asyncapi/message-name.ts";
import { type Protos, protosOf, schemasFor } from "./asyncapi/protos.ts";

/** Of the example: a `ce-id` as Postgres makes it. */
const EVENT_ID = "019ab50f-2e80-7abc-8def-0123456789ab";
const AT = new Date("2026-11-24T14:00:00.000Z");

interface Schema {
  type: string;
  description?: string;
  properties: Record<string, object>;
  required?: string[];
}

/** What every message has beside the fields of its event. */
const COMMON = {
  sequence: {
    type: "integer",
    description: "Ascends per `object`: of two messages about one object, the higher one is newer.",
  },
  object: { type: "string", description: "The id of the object that the event is about." },
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "withdrawals.v1.PayoutSent" is WithdrawalsPayoutSent: generators make names of it in many languages. */
const schemaName = (name: string): string => {
  const [service = "", , ...message] = name.split(".");
  return capital(service) + message.join("");
};

function bodyOf(type: string, description: string, fields: Record<string, object>, body: string) {
  const data: Schema = {
    type: "object",
    properties: { ...fields, ...COMMON },
    required: Object.keys(COMMON),
  };
  return {
    description,
    schema: {
      type: "object",
      properties: {
        type: { type: "string", enum: [type] },
        timestamp: { type: "string", format: "date-time", description: "When the event was committed." },
        data,
      },
      required: ["type", "timestamp", "data"],
      examples: [JSON.parse(body)],
    },
  };
}

/** Examples of the shapes inside messages, from the messages that hold them. */
function exampleIn(value: unknown, of: Schema): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const keys = Object.keys(value);
  const fits = keys.length > 0 && keys.every((key) => key in of.properties);
  if (fits && !Array.isArray(value)) return value;
  return Object.values(value)
    .map((inner) => exampleIn(inner, of))
    .find((found) => found !== undefined);
}

function documented(protos: Protos) {
  const names = new Map(WEBHOOK_EVENT_TYPES.map((type) => [type, messageName(type)]));
  const schemas = schemasFor(protos, [...names.values()]) as Record<string, Schema>;
  const exampleOf = (type: WebhookEventType) =>
    JSON.parse(Buffer.from(encodeEvent(type, EXAMPLES[type] as never).payload).toString());
  const messages: [string, object][] = [...names].map(([type, name]) => {
    const data = exampleOf(type);
    const { body } = messageOf({ id: EVENT_ID, type, at: AT, data });
    const { description = "", properties } = schemas[name] as Schema;
    // The comment begins with the type, which the name of the webhook says.
    const text = capital(description.replace(/^`[^`]+`:?\s*/, ""));
    return [type, { name: `${schemaName(name)}Message`, ...bodyOf(type, text, properties, body) }];
  });
  const test = testMessage(EVENT_ID, "whe_019ab50f2e807abc8def0123456789ab", AT);
  messages.push([
    TEST_TYPE,
    { name: "WebhookTestMessage", ...bodyOf(TEST_TYPE, "An admin tries the endpoint.", {}, test.body) },
  ]);
  const top = new Set(names.values());
  const parts = Object.entries(schemas)
    .filter(([name]) => !top.has(name))
    .map(([name, schema]) => {
      const example = WEBHOOK_EVENT_TYPES.map((type) => exampleIn(exampleOf(type), schema)).find(Boolean);
      return [schemaName(name), { ...schema, examples: [example] }];
    });
  return { messages: Object.fromEntries(messages), parts: Object.fromEntries(parts) };
}

const built = spawnSync(repositoryPath("node_modules", ".bin", "buf"), ["build", "-o", "-"], {
  cwd: repositoryPath(),
});
if (built.status !== 0) {
  console.error(`metercast: buf build failed: ${built.stderr}`);
  process.exit(1);
}
/** OpenAPI's registry of formats does not have it; the minimum stays. */
const withoutUint32 = (key: string, value: unknown) =>
  key === "format" && value === "uint32" ? undefined : value;
const text = JSON.stringify(documented(protosOf(built.stdout)), withoutUint32, 2).replaceAll(
  /#\/components\/schemas\/([\w.]+)/g,
  (_, name: string) => `#/components/schemas/${schemaName(name)}`,
);
writeFileSync(
  process.argv[2] ?? repositoryPath("packages", "contracts", "generated", "webhook-messages.ts"),
  `// Made by \`npm run generate\` from proto/: change those.
interface Message {
  name: string;
  description: string;
  schema: object;
}
interface WebhookMessages {
  /** By event type. */
  messages: Record<string, Message>;
  /** Shapes inside messages, by name. */
  parts: Record<string, object>;
}
export const WEBHOOK_MESSAGES: WebhookMessages = ${text};
`,
);
