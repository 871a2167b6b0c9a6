import { encodeEvent, newUuid, uuidOf, uuidToBytes } from "@metercast/contracts";
import { BillingServiceService, type Session } from "@metercast/contracts/billing/v1/billing.ts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { type Broker, connectBroker } from "@metercast/outbox";
import { callGrpc, createLogger, type MetercastError } from "@metercast/runtime";
import {
  adjust,
  clockReaches,
  eventHeaders,
  insist,
  poll,
  startWorld,
  type World,
  type WorldOptions,
} from "@metercast/testkit";
import pg from "pg";

type Billing = ReturnType<typeof callGrpc<typeof BillingServiceService>>;
type Wallet = ReturnType<typeof callGrpc<typeof WalletServiceService>>;

/**
 * Wallet and billing as processes on a real Postgres and a real nats-server, and what a test does with
 * them.
 */
export interface Stage {
  world: World;
  broker: Broker;
  billing: Billing;
  wallet: Wallet;
  sql: pg.Pool;
  /** Gives tokens to a new viewer. */
  viewer(tokens: number): Promise<string>;
  stream(creatorId?: string, witnesses?: "any" | "both"): Promise<{ id: string; creatorId: string }>;
  /** Repeats the call while it is unavailable, as players do. */
  join(viewerId: string, streamId: string): Promise<Session>;
  /** New viewers with 1,000 tokens each join at once. */
  fill(streamId: string, viewers: number): Promise<Session[]>;
  /** Presence reports now, as the gateway publishes them. */
  see(...sessionIds: string[]): Promise<void>;
  seeAt(at: number, trace: Record<string, string>, ...sessionIds: string[]): Promise<void>;
  /** One message: (time, source) of one session, in this order. Sources as in gateway.v1.PresenceSeen. */
  publishReports(
    sessionId: string,
    reports: readonly (readonly [at: number, source: number])[],
  ): Promise<void>;
  /**
   * Waits until `ms` after the session's start, then sees it at exactly that time: what is due by it does
   * not depend on how late that was.
   */
  seeAfter(ms: number, session: Session, trace?: Record<string, string>): Promise<number>;
  /** At `seenAt`, or now. */
  bill(session: Session, seenAt?: Date): Promise<{ session: Session; tokensChargedNow: bigint }>;
  leave(session: Session, seenAt?: Date): ReturnType<Billing["leaveSession"]>;
  tokensOf(userId: string): Promise<bigint>;
  centsOf(userId: string): Promise<bigint>;
  /** Decided minutes in the wallet. */
  minutesOf(sessionId: string): Promise<{ minute: number; paid: boolean }[]>;
  session(sessionId: string): Promise<Session>;
  stop(): Promise<void>;
}

const PRESENCE = "gateway.presence.seen.v1";
let people = 0;

export async function startStage(env: Record<string, string>, options: WorldOptions = {}): Promise<Stage> {
  const world = await startWorld({ services: ["wallet", "billing"], env, ...options });
  const broker = await connectBroker(world.nats.url, "test", createLogger("test", "error"));
  const billing = callGrpc(BillingServiceService, world.service("billing").grpcAddress ?? "", {
    deadlineMs: 30_000,
  });
  const wallet = callGrpc(WalletServiceService, world.service("wallet").grpcAddress ?? "", {
    deadlineMs: 30_000,
  });
  const sql = new pg.Pool({ connectionString: world.adminUrl, max: 2 });
  sql.on("error", () => undefined);
  const balance = async (userId: string, asset: Asset) =>
    (await wallet.getBalances({ userId })).accounts.find((account) => account.asset === asset)?.posted ?? 0n;
  /** Again where the broker does not take it in time: presence reports may come twice. */
  const publish = (payload: Uint8Array, trace: Record<string, string> = {}) =>
    poll(
      () => broker.jetstream.publish(PRESENCE, payload, { headers: eventHeaders(PRESENCE, trace) }),
      () => true,
    );
  const publishReports: Stage["publishReports"] = async (sessionId, reports) => {
    const id = Buffer.from(uuidToBytes(uuidOf("session", sessionId) ?? ""));
    const base = Math.min(...reports.map(([at]) => at));
    const { payload } = encodeEvent("gateway.presence.seen.v1", {
      sessionIds: Buffer.concat(reports.map(() => id)),
      baseMs: BigInt(base),
      offsetsMs: reports.map(([at]) => at - base),
      sources: Buffer.from(reports.map(([, source]) => source)),
    });
    await publish(payload);
  };
  const seeAt: Stage["seeAt"] = async (at, trace, ...sessionIds) => {
    const ids = sessionIds.map((id) => Buffer.from(uuidToBytes(uuidOf("session", id) ?? "")));
    const { payload } = encodeEvent("gateway.presence.seen.v1", {
      sessionIds: Buffer.concat(ids),
      baseMs: BigInt(at),
      offsetsMs: ids.map(() => 0),
      sources: Buffer.alloc(ids.length, 1),
    });
    await publish(payload, trace);
  };
  const viewer: Stage["viewer"] = async (tokens) => {
    const userId = `viewer-${++people}`;
    if (tokens > 0) await adjust(wallet, userId, "TOKEN", tokens);
    return userId;
  };
  const join: Stage["join"] = async (viewerId, streamId) =>
    (await insist(() => billing.joinStream({ viewerId, streamId }))).session as Session;
  return {
    world,
    broker,
    billing,
    wallet,
    sql,
    viewer,
    join,
    fill: (streamId, viewers) =>
      Promise.all(Array.from({ length: viewers }, async () => join(await viewer(1_000), streamId))),
    seeAt,
    publishReports,
    see: (...ids) => seeAt(Date.now(), {}, ...ids),
    async seeAfter(ms, session, trace = {}) {
      const at = await passed(session, ms);
      await seeAt(at, trace, session.id);
      return at;
    },
    async stream(creatorId = `creator-${++people}`, witnesses = "any") {
      const request = { creatorId, title: "Live", witnesses, idempotencyKey: `stage-${++people}` };
      const { stream } = await insist(() => billing.startStream(request));
      return { id: stream?.id ?? "", creatorId };
    },
    async bill({ id, viewerId }, seenAt = new Date()) {
      const answer = await billing.billSession({
        sessionId: id,
        streamId: "",
        viewerId,
        seenAt,
        forwarded: false,
      });
      return { session: answer.session as Session, tokensChargedNow: answer.tokensChargedNow };
    },
    leave: ({ id, viewerId }, seenAt = new Date()) =>
      billing.leaveSession({ sessionId: id, viewerId, seenAt, forwarded: false, byMedia: false }),
    tokensOf: (userId) => balance(userId, Asset.ASSET_TOKEN),
    centsOf: (userId) => balance(userId, Asset.ASSET_USD),
    async minutesOf(sessionId) {
      const { minutes } = await wallet.listMinutes({ sessionId, fromMinute: 1 });
      return minutes.map(({ minute, paid }) => ({ minute, paid }));
    },
    session: async (sessionId) => (await billing.getSession({ sessionId })).session as Session,
    async stop() {
      billing.close();
      wallet.close();
      await sql.end().catch(() => undefined);
      await broker.close().catch(() => undefined);
      await world.stop();
    },
  };
}

export const startOf = (session: Session): number => session.startedAt?.getTime() ?? 0;

/** Waits until `ms` after the session's start have passed, and gives that time. */
export async function passed(session: Session, ms: number): Promise<number> {
  const at = startOf(session) + ms;
  await clockReaches(at);
  return at;
}

/** The stable code of what a call throws; "none" where it throws nothing. */
export const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "none",
    (error: MetercastError) => error.code,
  );

/** A session that nobody opened. */
export const strangerId = (): string => `ses_${newUuid(Date.now()).replaceAll("-", "")}`;
