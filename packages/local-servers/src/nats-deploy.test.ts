import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CLIENT_DOMAIN,
  deployedNatsAuthorization,
  passwordVariable,
  randomSecret,
  repositoryPath,
} from "@metercast/provision";
import { testServers } from "@metercast/testkit";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection, PermissionViolationError } from "@nats-io/transport-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "./ports.ts";
import { type RunningProcess, startProcess, waitForHttp } from "./processes.ts";

// The configuration that ships, on a real server: only its addresses and its folder are other ones.
const USERS = ["gateway", "billing", "wallet", "withdrawals", "notifications", "platform-demo", "admin"];
// What a password's first character is must not matter.
const passwords = Object.fromEntries(USERS.map((user, i) => [user, `${"3-_aZ09"[i]}${randomSecret()}`]));
/** For calls of JetStream: its own 5 s are short on a busy machine. */
const PATIENT = { timeout: 60_000 };
const folder = mkdtempSync(join(tmpdir(), "metercast-nats-deploy-"));
let server: RunningProcess;
let port: number;
let admin: NatsConnection;

const as = (user: string): Promise<NatsConnection> =>
  connect({ servers: `127.0.0.1:${port}`, user, pass: passwords[user] ?? "", inboxPrefix: `_INBOX_${user}` });

beforeAll(async () => {
  port = await freePort();
  const monitor = await freePort();
  const shipped = readFileSync(repositoryPath("deploy", "nats", "nats.conf"), "utf8");
  writeFileSync(join(folder, "nats.conf"), shipped.replace("/data/jetstream", folder));
  copyFileSync(repositoryPath("deploy", "nats", "users.conf"), join(folder, "users.conf"));
  server = await startProcess({
    name: "nats-server",
    command: testServers().natsBinary,
    args: [
      ...["--config", join(folder, "nats.conf"), "--addr", "127.0.0.1"],
      ...["--port", String(port), "--http_port", String(monitor)],
    ],
    env: Object.fromEntries(USERS.map((user) => [passwordVariable(user), `"${passwords[user]}"`])),
  });
  await waitForHttp(`http://127.0.0.1:${monitor}/healthz`, {
    timeoutMs: 60_000,
    giveUp: () => (server.exit() === undefined ? undefined : server.lines().join("\n")),
  });
  admin = await as("admin");
  const manager = await jetstreamManager(admin, PATIENT);
  for (const [name, subject] of Object.entries({
    BILLING: "billing",
    WALLET: "wallet",
    PLATFORM_DEMO: "platform.demo",
  }))
    await manager.streams.add({ name, subjects: [`${subject}.>`] });
  await manager.consumers.add("WALLET", {
    durable_name: "platform-demo",
    ack_policy: "explicit",
    filter_subjects: ["wallet.transfer.>", "wallet.balance.>"],
  });
});
afterAll(async () => {
  await admin?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("deploy/nats/users.conf is what the embedded server's table says", () => {
  const shipped = readFileSync(repositoryPath("deploy", "nats", "users.conf"), "utf8");
  expect(shipped.replaceAll(/^#.*\n/gm, "")).toBe(deployedNatsAuthorization(["demo"]));
});

const SUBJECTS: Record<string, string> = {
  gateway: "gateway.presence.seen.v1",
  billing: "billing.minutes.due.v1",
  wallet: "wallet.transfer.posted.v1",
  withdrawals: "withdrawals.payout.paid.v1",
  "platform-demo": "platform.demo.credit.requested.v1",
  "another client": "platform.tips.credit.requested.v1",
  "an answer to another": "_INBOX_wallet.answer",
};
const publishing = USERS.filter((user) => user !== "admin").flatMap((user) =>
  Object.entries(SUBJECTS).map(([owner, subject]) => ({ user, subject, may: owner === user })),
);

test.each(publishing)("$user publishes $subject: $may", async ({ user, subject, may }) => {
  const heard: string[] = [];
  const ear = admin.subscribe(subject, { callback: (_, message) => void heard.push(message.subject) });
  await admin.flush();
  expect(await refusals(user, [subject])).toEqual(may ? [] : [subject]);
  await admin.flush();
  expect(heard).toEqual(may ? [subject] : []);
  ear.unsubscribe();
});

test("no service and no client can empty, delete or redirect a stream, nor read what is not for it", async () => {
  const forbidden: Record<string, string[]> = {
    gateway: [
      "$JS.API.STREAM.PURGE.PRESENCE",
      "$JS.API.STREAM.DELETE.BILLING",
      "$JS.API.STREAM.UPDATE.BILLING",
      "$JS.API.STREAM.CREATE.EVIL",
      "$JS.API.CONSUMER.CREATE.PLATFORM_DEMO.spy",
    ],
    billing: [
      "$JS.API.STREAM.MSG.DELETE.WALLET",
      "$JS.API.STREAM.PURGE.BILLING",
      "$JS.API.STREAM.CREATE.PLATFORM_DEMO",
    ],
    wallet: ["$JS.API.STREAM.DELETE.WALLET", "$JS.API.STREAM.MSG.DELETE.PLATFORM_DEMO"],
    withdrawals: ["$JS.API.STREAM.UPDATE.BILLING", "$JS.API.CONSUMER.CREATE.PLATFORM_DEMO.spy"],
    "platform-demo": [
      "$JS.API.STREAM.UPDATE.WALLET",
      "$JS.API.STREAM.MSG.GET.WALLET",
      "$JS.API.DIRECT.GET.WALLET",
      "$JS.API.CONSUMER.CREATE.WALLET.platform-demo",
      "$JS.API.CONSUMER.CREATE.WALLET.platform-demo.wallet.minutes.>",
      "$JS.API.CONSUMER.CREATE.WALLET.wallet-minutes.wallet.transfer.>",
      "$JS.API.CONSUMER.MSG.NEXT.BILLING.wallet-minutes",
      "$JS.API.CONSUMER.DELETE.WALLET.withdrawals-wallet-hold-posted",
      "$JS.ACK.WALLET.withdrawals-wallet-hold-posted.1.1.1.1.0",
      "$JS.metercast.API.CONSUMER.MSG.NEXT.WALLET.withdrawals-wallet-hold-posted",
      "$JS.metercast.API.CONSUMER.CREATE.WALLET.spy",
      "$SYS.REQ.SERVER.PING.JSZ",
    ],
  };
  for (const [user, subjects] of Object.entries(forbidden))
    expect(await refusals(user, subjects), user).toEqual(subjects);
});

test("a client reads transfers through its own consumer", async () => {
  const wallet = await as("wallet");
  await jetstream(wallet, PATIENT).publish("wallet.transfer.posted.v1", "transfer");
  const client = await as("platform-demo");
  const options = { ...PATIENT, domain: CLIENT_DOMAIN };
  const consumer = await jetstream(client, options).consumers.get("WALLET", "platform-demo");
  const message = await consumer.next({ expires: 60_000 });
  expect([message?.subject, await message?.ackAck()]).toEqual(["wallet.transfer.posted.v1", true]);
  await Promise.all([wallet.close(), client.close()]);
});

/** Publishes to these subjects; gives those that the server refused. */
async function refusals(user: string, subjects: readonly string[]): Promise<string[]> {
  const connection = await as(user);
  const refused: string[] = [];
  void (async () => {
    for await (const status of connection.status())
      if (status.type === "error" && status.error instanceof PermissionViolationError)
        refused.push(status.error.subject);
  })();
  for (const subject of subjects) connection.publish(subject, "{}");
  // The server answers in order; the second round trip gives what the first one brought its turn.
  await connection.flush();
  await connection.flush();
  await connection.close();
  return refused;
}
