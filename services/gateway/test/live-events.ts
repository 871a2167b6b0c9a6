import { type EventType, encodeEvent, uuidOf, uuidToBytes } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { type Broker, connectBroker, ensureStream } from "@metercast/outbox";
import { createLogger } from "@metercast/runtime";
import { type Gateway, openEvents, sign, startGateway } from "./harness.ts";
import { newSession, newStream, setAccount } from "./stub-services.ts";

interface Line {
  session: string;
  minute: number;
  account: number;
  posted: number;
  version: number;
  outcome?: 0 | 1 | 2;
}

/** A gateway, and the events that wallet and billing would say, said by the test. */
export async function startLive(env: Record<string, string> = {}) {
  const gateway = await startGateway({ SSE_CONNECTIONS_PER_USER: "3", SSE_HEARTBEAT_SECONDS: "1", ...env });
  const broker = await connectBroker(gateway.nats.url, "test", createLogger("test", "error"));
  await ensureStream(broker, "WALLET");
  await ensureStream(broker, "BILLING");
  await feedIsUp(broker);
  let users = 0;

  // biome-ignore lint/suspicious/noExplicitAny: the codecs check it
  const say = async (type: EventType, message: any): Promise<void> => {
    await broker.jetstream.publish(type, encodeEvent(type, message).payload);
  };
  return {
    gateway,
    broker,
    say,
    posted: (...all: Line[]) =>
      say("wallet.minutes.posted.v1", { lines: lines(...all), creators: Buffer.alloc(0) }),
    /** A viewer with an account and an open session, and their open page. */
    async viewer(tokens: bigint) {
      users += 1;
      const user = `viewer-${users}`;
      const account = 1_000 + users;
      const { state } = gateway.stubs;
      setAccount(state, user, Asset.ASSET_TOKEN, account, tokens, 10n);
      const session = newSession(state, newStream(state, "some-creator"), user);
      const token = await sign(gateway.secret, user, ["viewer"]);
      const page = await openEvents(gateway.url, token);
      return { user, account, session, token, page };
    },
    async stop() {
      await broker.close();
      await gateway.stop();
    },
  };
}

export type Live = Awaited<ReturnType<typeof startLive>> & { gateway: Gateway };

/** The gateway opens its feed once the streams exist (their owners make them). */
async function feedIsUp(broker: Broker): Promise<void> {
  for (const stream of ["WALLET", "BILLING"])
    for (let tries = 0; (await broker.manager.streams.info(stream)).state.consumer_count === 0; tries++) {
      if (tries > 200) throw new Error(`nobody reads ${stream}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

function lines(...all: Line[]): Buffer {
  const bytes = Buffer.alloc(53 * all.length);
  all.forEach(({ session, minute, account, posted, version, outcome = 0 }, i) => {
    const at = 53 * i;
    bytes.set(uuidToBytes(uuidOf("session", session) as string), at);
    bytes.writeUInt32BE(minute, at + 16);
    bytes.writeBigInt64BE(BigInt(account), at + 20);
    bytes.writeBigInt64BE(BigInt(posted), at + 28);
    bytes.writeBigInt64BE(0n, at + 36);
    bytes.writeBigInt64BE(BigInt(version), at + 44);
    bytes.writeUInt8(outcome, at + 52);
  });
  return bytes;
}
