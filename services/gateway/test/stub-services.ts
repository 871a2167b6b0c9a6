import { newUuid, publicId } from "@metercast/contracts";
import {
  BillingServiceService,
  type Rate,
  type Session,
  SessionStatus,
  type Stream,
  StreamStatus,
} from "@metercast/contracts/billing/v1/billing.ts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import type { TransferPosted } from "@metercast/contracts/wallet/v1/events.ts";
import { type Account, Direction, WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { createLogger, type Handlers, MetercastError, serveGrpc } from "@metercast/runtime";

const log = createLogger("stub", "error");

export interface State {
  streams: Map<string, Stream>;
  sessions: Map<string, Session>;
  accounts: Map<string, Account[]>;
  transfers: Map<string, TransferPosted>;
  rates: Rate[];
  calls: { method: string; request: unknown }[];
  /** Thrown by a method for as long as it is here. */
  failures: Map<string, () => Error>;
  delayMs: number;
}

/**
 * billing and wallet as small as a test of the gateway alone needs them: states that a test sets, and a list of the calls that came.
 * What they really do is proved by with-services.test.ts.
 */
export async function startStubs() {
  const state: State = {
    streams: new Map(),
    sessions: new Map(),
    accounts: new Map(),
    transfers: new Map(),
    rates: [],
    calls: [],
    failures: new Map(),
    delayMs: 0,
  };
  const billing = await serveGrpc({
    name: "billing.v1.BillingService",
    definition: BillingServiceService,
    handlers: recorded(state, BillingServiceService, billingHandlers(state)),
    port: 0,
    log,
  });
  const wallet = await serveGrpc({
    name: "wallet.v1.WalletService",
    definition: WalletServiceService,
    handlers: recorded(state, WalletServiceService, walletHandlers(state)),
    port: 0,
    log,
  });
  return {
    state,
    billingAddress: `127.0.0.1:${billing.port}`,
    walletAddress: `127.0.0.1:${wallet.port}`,
    stop: () => Promise.all([billing.drain(), wallet.drain()]),
  };
}

export type Stubs = Awaited<ReturnType<typeof startStubs>>;

/** Notes each call, and lets a test make it slow or fail. What has no handler is not for the gateway. */
function recorded<D extends object, H extends object>(state: State, definition: D, handlers: H): Required<H> {
  const unknown = async () => {
    throw new MetercastError("internal", "the gateway does not call this");
  };
  const entries = Object.keys(definition).map((method) => [
    method,
    async (request: unknown) => {
      state.calls.push({ method, request });
      if (state.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, state.delayMs));
      const failure = state.failures.get(method);
      if (failure) throw failure();
      const handle = (handlers as Record<string, (request: unknown) => Promise<unknown>>)[method] ?? unknown;
      return handle(request);
    },
  ]);
  return Object.fromEntries(entries) as Required<H>;
}

export function newStream(state: State, creatorId: string, title = "A stream"): Stream {
  const stream: Stream = {
    id: publicId("stream", newUuid(Date.now())),
    creatorId,
    title,
    witnesses: "any",
    status: StreamStatus.STREAM_STATUS_LIVE,
    tokensPerMinute: 5n,
    creatorCentsPerMinute: 1_320n,
    startedAt: new Date(),
    viewers: 0,
    creatorCentsPerMinuteNow: 0n,
  };
  state.streams.set(stream.id, stream);
  return stream;
}

export function newSession(state: State, stream: Stream, viewerId: string): Session {
  const session: Session = {
    id: publicId("session", newUuid(Date.now())),
    streamId: stream.id,
    viewerId,
    creatorId: stream.creatorId,
    status: SessionStatus.SESSION_STATUS_ACTIVE,
    startedAt: new Date(),
    endReason: "",
    minutesBilled: 0,
    tokensCharged: 0n,
    tokensPerMinute: 5n,
    creatorCentsPerMinute: 1_320n,
    viewerAccount: 1n,
    creatorAccount: 2n,
    carriedMs: 0,
  };
  state.sessions.set(session.id, session);
  return session;
}

export function setAccount(
  state: State,
  userId: string,
  asset: Asset,
  account: number,
  posted: bigint,
  version: bigint,
) {
  const others = (state.accounts.get(userId) ?? []).filter((other) => other.asset !== asset);
  const row = { account: BigInt(account), userId, asset, posted, held: 0n, available: posted, version };
  state.accounts.set(userId, [...others, row]);
  return row;
}

function billingHandlers(state: State): Partial<Handlers<typeof BillingServiceService>> {
  const stream = (id: string) => {
    const found = state.streams.get(id);
    if (!found) throw new MetercastError("stream_not_found");
    return found;
  };
  const session = (id: string) => {
    const found = state.sessions.get(id);
    if (!found) throw new MetercastError("session_not_found");
    return found;
  };
  const inStream = (streamId: string, viewerId: string) =>
    [...state.sessions.values()].findLast((one) => one.streamId === streamId && one.viewerId === viewerId);
  return {
    startStream: async ({ creatorId, title }) => ({ stream: newStream(state, creatorId, title) }),
    endStream: async ({ streamId, actorId, actorIsAdmin }) => {
      const found = stream(streamId);
      if (found.creatorId !== actorId && !actorIsAdmin) throw new MetercastError("stream_not_found");
      found.status = StreamStatus.STREAM_STATUS_ENDED;
      return { stream: found };
    },
    getStream: async ({ streamId }) => ({ stream: stream(streamId) }),
    listStreams: async ({ creatorId }) => ({
      streams: [...state.streams.values()].filter((one) => creatorId === "" || one.creatorId === creatorId),
      nextCursor: "",
    }),
    joinStream: async ({ streamId, viewerId }) => {
      const open = inStream(streamId, viewerId);
      return {
        session: open ?? newSession(state, stream(streamId), viewerId),
        created: !open,
        availableTokens: state.accounts.get(viewerId)?.[0]?.available ?? 0n,
      };
    },
    billSession: async ({ streamId, viewerId }) => {
      const found = inStream(streamId, viewerId);
      if (!found) throw new MetercastError("session_not_found");
      return { session: found, tokensChargedNow: 5n };
    },
    leaveSession: async ({ sessionId }) => {
      const found = session(sessionId);
      Object.assign(found, {
        status: SessionStatus.SESSION_STATUS_ENDED,
        endReason: "left",
        endedAt: new Date(),
      });
      return { session: found };
    },
    getSession: async ({ sessionId }) => ({ session: session(sessionId) }),
    listSessions: async ({ viewerId }) => ({
      sessions: [...state.sessions.values()].filter((one) => one.viewerId === viewerId).toReversed(),
      nextCursor: "",
    }),
    getForecast: async () => ({}),
    setRate: async ({ actorId: createdBy, idempotencyKey: _, ...rate }) => {
      const made = {
        ...rate,
        id: publicId("rate", newUuid(Date.now())),
        version: 1,
        createdBy,
        createdAt: new Date(),
      };
      state.rates.unshift(made);
      return { rate: made };
    },
    listRates: async () => ({ rates: state.rates, nextCursor: "" }),
    getIntegrity: async () => ({
      sessions: 0n,
      unansweredMinutes: 0n,
      paidMinutes: 0n,
      contradictions: 0n,
      tokensCharged: 0n,
    }),
  };
}

function walletHandlers(state: State): Partial<Handlers<typeof WalletServiceService>> {
  return {
    getBalances: async ({ userId }) => ({ accounts: state.accounts.get(userId) ?? [] }),
    postTransfer: async (request) => {
      const replayed = state.transfers.get(request.requestId);
      if (replayed) return { transfer: replayed, replayed: true };
      const before = state.accounts.get(request.userId)?.find(({ asset }) => asset === request.asset);
      const sign = request.direction === Direction.DIRECTION_CREDIT ? 1n : -1n;
      const posted = (before?.posted ?? 0n) + sign * request.amount;
      if (posted < 0n) throw new MetercastError("insufficient_balance");
      const number = Number(before?.account ?? state.accounts.size + 100);
      const after = setAccount(
        state,
        request.userId,
        request.asset,
        number,
        posted,
        (before?.version ?? 0n) + 1n,
      );
      const transfer: TransferPosted = {
        transferId: publicId("transfer", newUuid(Date.now())),
        referenceType: request.referenceType,
        referenceId: request.referenceId,
        asset: request.asset,
        amount: request.amount,
        debitAccount: "",
        creditAccount: "",
        accounts: [after],
        createdAt: new Date(),
        client: "",
        requestId: request.requestId,
      };
      state.transfers.set(request.requestId, transfer);
      return { transfer, replayed: false };
    },
    listEntries: async () => ({ entries: [], nextCursor: "" }),
    getEarnings: async ({ creatorId, streamIds }) => ({
      totalCents: 2_640n,
      totalMinutes: 2n,
      centsSince: [1_320n, 2_640n],
      streams: streamIds.map((streamId) => ({ streamId, minutes: 2n, cents: 2_640n })),
      account: state.accounts.get(creatorId)?.find(({ asset }) => asset === Asset.ASSET_USD),
    }),
    getIntegrity: async () => ({
      ok: true,
      checkedAt: new Date(),
      checks: [{ name: "trial_balance", ok: true, detail: "", compared: 3n, wrong: 0n }],
    }),
  };
}
