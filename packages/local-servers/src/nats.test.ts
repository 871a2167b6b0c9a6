import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLIENT_DOMAIN, type NatsUser } from "@metercast/provision";
import { testServers } from "@metercast/testkit";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Nats, startNats } from "./nats.ts";

/** For calls of JetStream: its own 5 s are short on a busy machine. */
const PATIENT = { timeout: 60_000 };
const folder = mkdtempSync(join(tmpdir(), "metercast-nats-test-"));
let nats: Nats;

async function as(user: NatsUser): Promise<NatsConnection> {
  const url = new URL(nats.urlFor(user));
  return connect({
    servers: url.host,
    user,
    pass: url.password,
    timeout: 60_000,
    inboxPrefix: `_INBOX_${user}`,
  });
}

beforeAll(async () => {
  nats = await startNats({ binary: testServers().natsBinary, folder });
  const admin = await as("admin");
  const manager = await jetstreamManager(admin, PATIENT);
  await manager.streams.add({ name: "BILLING", subjects: ["billing.>"] });
  await manager.streams.add({ name: "WALLET", subjects: ["wallet.>"] });
  await admin.close();
});
afterAll(async () => {
  await nats.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("a service publishes its own subjects only", async () => {
  const billing = await as("billing");
  const ack = await jetstream(billing, PATIENT).publish("billing.minutes.due.v1", "own");
  expect(ack.stream).toBe("BILLING");
  const gateway = await as("gateway");
  await expect(jetstream(gateway, PATIENT).publish("billing.minutes.due.v1", "forged")).rejects.toThrow(
    /permission/i,
  );
  await expect(jetstream(gateway, PATIENT).publish("wallet.minutes.posted.v1", "forged")).rejects.toThrow(
    /permission/i,
  );
  const admin = await as("admin");
  const info = await (await jetstreamManager(admin, PATIENT)).streams.info("BILLING");
  expect(info.state.messages).toBe(1);
  await Promise.all([billing.close(), gateway.close(), admin.close()]);
});

test("a service pulls what others publish", async () => {
  const wallet = await as("wallet");
  const manager = await jetstreamManager(wallet, PATIENT);
  await manager.consumers.add("BILLING", {
    durable_name: "wallet-minutes",
    ack_policy: "explicit",
    filter_subject: "billing.minutes.>",
  });
  const message = await (await jetstream(wallet, PATIENT).consumers.get("BILLING", "wallet-minutes")).next({
    expires: 60_000,
  });
  expect(message?.string()).toBe("own");
  expect(await message?.ackAck()).toBe(true);
  await wallet.close();
});

test("the platform's example reads transfers and balances by the one consumer that is made for it, and nothing else", async () => {
  const wallet = await as("wallet");
  await jetstream(wallet, PATIENT).publish("wallet.transfer.posted.v1", "transfer");
  await jetstream(wallet, PATIENT).publish("wallet.minutes.posted.v1", "minutes");
  await jetstream(wallet, PATIENT).publish("wallet.balance.low.v1", "balance");
  const consumer = {
    durable_name: "platform-demo",
    filter_subjects: ["wallet.transfer.>", "wallet.balance.>"],
    ack_policy: "explicit" as const,
  };
  await (await jetstreamManager(wallet, PATIENT)).consumers.add("WALLET", consumer);
  const platform = await as("platform-demo");
  const [own, inside] = [
    { ...PATIENT, domain: CLIENT_DOMAIN },
    { ...PATIENT, checkAPI: false },
  ];
  for (const options of [{ ...own, checkAPI: false }, inside]) {
    const manager = await jetstreamManager(platform, options);
    await expect(manager.consumers.add("WALLET", consumer)).rejects.toThrow(/permission/i);
    await expect(manager.streams.info("WALLET")).rejects.toThrow(/permission/i);
  }
  const reader = await jetstream(platform, own).consumers.get("WALLET", "platform-demo");
  const read: string[] = [];
  for await (const message of await reader.fetch({ max_messages: 2, expires: 60_000 })) {
    read.push(`${message.subject} ${message.string()}`);
    expect(await message.ackAck()).toBe(true);
  }
  expect(read).toEqual(["wallet.transfer.posted.v1 transfer", "wallet.balance.low.v1 balance"]);
  await Promise.all([wallet.close(), platform.close()]);
});

test("a wrong password is refused, and a restart keeps users and data", async () => {
  const servers = `127.0.0.1:${nats.port}`;
  await expect(connect({ servers, user: "wallet", pass: "wrong", reconnect: false })).rejects.toThrow(
    /authorization/i,
  );
  const before = nats.urlFor("wallet");
  await nats.kill("SIGKILL");
  await nats.restart();
  expect(nats.urlFor("wallet")).toBe(before);
  const wallet = await as("wallet");
  const info = await (await jetstreamManager(wallet, PATIENT)).streams.info("BILLING");
  expect(info.state.messages).toBe(1);
  await wallet.close();
  expect(statSync(join(folder, "nats.conf")).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, "users.json"), "utf8")).toContain("wallet");
  expect(statSync(join(folder, "users.json")).mode & 0o777).toBe(0o600);
});

test("nobody hears what is delivered to another, nor puts anything into another's inbox", async () => {
  const spy = await as("platform-demo");
  const refused: string[] = [];
  const heard: string[] = [];
  for (const subject of ["_INBOX.>", "_INBOX_wallet.>", "_INBOX_billing.>", ">"]) {
    spy.subscribe(subject, {
      callback: (error, message) => {
        if (error) refused.push(subject);
        else heard.push(message.subject);
      },
    });
  }
  const wallet = await as("wallet");
  const inbox: string[] = [];
  wallet.subscribe("_INBOX_wallet.mine", { callback: (_, message) => void inbox.push(message.string()) });
  await wallet.flush();
  spy.publish("_INBOX_wallet.mine", "forged");
  await spy.flush();
  await (await jetstreamManager(wallet, PATIENT)).streams.info("BILLING");
  await Promise.all([wallet.flush(), spy.flush()]);
  expect(refused.sort()).toEqual([">", "_INBOX.>", "_INBOX_billing.>", "_INBOX_wallet.>"]);
  expect([heard, inbox]).toEqual([[], []]);
  await Promise.all([spy.close(), wallet.close()]);
});
