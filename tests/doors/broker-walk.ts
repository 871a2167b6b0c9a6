import { EVENTS, encodeEvent, STREAMS } from "@metercast/contracts";
import { CLIENT_DOMAIN } from "@metercast/provision";
import { eventHeaders } from "@metercast/testkit";
import type { NatsConnection } from "@nats-io/transport-node";
import { EXAMPLES } from "../../packages/contracts/src/examples.ts";

const OWN = "platform.demo.credit.requested.v1";
const CONSUMER = "WALLET.platform-demo";
/** What the client may ask the broker. */
const ASKS = [
  `$JS.${CLIENT_DOMAIN}.API.CONSUMER.INFO.${CONSUMER}`,
  `$JS.${CLIENT_DOMAIN}.API.CONSUMER.MSG.NEXT.${CONSUMER}`,
  `$JS.ACK.${CONSUMER}.1.1.1.1.0`,
];
/** Consumers of the services, which an answer of the broker could acknowledge. */
const OTHERS = ["BILLING.wallet-minutes", "WALLET.withdrawals-wallet-hold-posted"];

/** Every event's subject but the client's own, the dead letters', and what only the broker says. */
export const FOREIGN = [
  ...Object.keys(EVENTS).filter((type) => !type.includes("*")),
  ...["wallet", "billing", "withdrawals", "notifications"].map((service) => `${service}.message.rejected.v1`),
  "platform.tips.credit.requested.v1",
  "platform.retired",
];

/** Requests that would lead messages of some stream to `subject`, or the subject's into a stream. */
function orders(subject: string): [api: string, body: object][] {
  const streams = [...Object.keys(STREAMS), "PLATFORM_DEMO"];
  const leading = (stream: string): [string, object][] => {
    const at = { name: stream, subjects: [OWN], storage: "file", retention: "limits" };
    const push = {
      deliver_subject: subject,
      ack_policy: "none",
      durable_name: "walk",
      deliver_policy: "all",
    };
    return [
      [`STREAM.UPDATE.${stream}`, { ...at, republish: { src: ">", dest: subject } }],
      [`STREAM.CREATE.MIRROR_${stream}`, { name: `MIRROR_${stream}`, mirror: { name: stream } }],
      [
        `STREAM.CREATE.SOURCE_${stream}`,
        { name: `SOURCE_${stream}`, subjects: [subject], sources: [{ name: stream }] },
      ],
      [`CONSUMER.CREATE.${stream}`, { stream_name: stream, config: push }],
      [`CONSUMER.CREATE.${stream}.walk`, { stream_name: stream, config: { ...push, name: "walk" } }],
      [
        `CONSUMER.CREATE.${stream}.walk.${subject}`,
        { stream_name: stream, config: { ...push, name: "walk", filter_subject: subject } },
      ],
      [`CONSUMER.DURABLE.CREATE.${stream}.walk`, { stream_name: stream, config: push }],
      [`STREAM.PURGE.${stream}`, {}],
      [`STREAM.MSG.GET.${stream}`, { last_by_subj: subject }],
      [`DIRECT.GET.${stream}`, { last_by_subj: subject }],
      [`STREAM.MSG.DELETE.${stream}`, { seq: 1 }],
      [`STREAM.DELETE.${stream}`, {}],
    ];
  };
  return [["INFO", {}], ["STREAM.LIST", {}], ...streams.flatMap(leading)];
}

/** Headers that make a server say or keep something elsewhere, where it does as they say. */
const hostile = (subject: string) =>
  eventHeaders(subject, {
    "Nats-Trace-Dest": subject,
    "Nats-Rollup": "all",
    "Nats-Schedule": "@every 1s",
    "Nats-Schedule-Target": subject,
    "Nats-Expected-Stream": "WALLET",
    "Nats-Batch-Id": "walk",
    "Nats-Batch-Sequence": "1",
  });

/**
 * Tries, as a platform client, to have a message stored on a subject that is not its own: by publishing, by
 * an answer that the broker sends to a reply subject, and by the orders of JetStream's API. Gives the ids
 * of the requests of its own that it used as a vehicle.
 */
export async function walk(client: NatsConnection, subject: string): Promise<string[]> {
  const example = EXAMPLES[subject as keyof typeof EXAMPLES];
  const bytes = example === undefined ? "{}" : encodeEvent(subject as never, example as never).payload;
  const ids = [`walk ${subject}`, `walk with headers ${subject}`].map((id) => id.replaceAll(" ", "-"));
  const asking = (requestId: string | undefined) =>
    JSON.stringify({ requestId, userId: "walk", asset: "ASSET_USD", amount: "1", referenceType: "NOTHING" });
  client.publish(subject, bytes, { headers: eventHeaders(subject) });
  client.publish(OWN, asking(ids[0]), { reply: subject });
  client.publish(OWN, asking(ids[1]), { reply: subject, headers: hostile(subject) });
  for (const ask of ASKS)
    for (const body of ["", '{"batch":10,"no_wait":true}', '+NXT {"batch":2,"no_wait":true}'])
      client.publish(ask, body, { reply: subject, headers: hostile(subject) });
  for (const prefix of ["$JS.API", `$JS.${CLIENT_DOMAIN}.API`])
    for (const [api, body] of orders(subject))
      client.publish(`${prefix}.${api}`, JSON.stringify(body), { reply: subject });
  await client.flush();
  return ids;
}

/**
 * Tries to acknowledge, pull and flood what is the services', with the broker's own answers as a vehicle
 * too.
 */
export async function walkConsumers(client: NatsConnection): Promise<void> {
  for (const other of OTHERS) {
    const ack = `$JS.ACK.${other}.1.1.1.1.0`;
    client.publish(ack, "+ACK");
    client.publish(`$JS.API.CONSUMER.MSG.NEXT.${other}`, "", { reply: `_INBOX_platform-demo.walk` });
    client.publish(`$JS.API.CONSUMER.DELETE.${other}`, "");
    for (const ask of [...ASKS, OWN]) client.publish(ask, '{"batch":1,"no_wait":true}', { reply: ack });
  }
  for (const subject of [
    "_INBOX_wallet.walk",
    "_R_.walk",
    "$SYS.REQ.SERVER.PING",
    "$SYS.REQ.ACCOUNT.METERCAST.CONNZ",
  ])
    client.publish(subject, "", { reply: "_INBOX_platform-demo.walk" });
  await client.flush();
}
