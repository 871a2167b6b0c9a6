import { newUuid } from "@metercast/contracts";
import type { Clock } from "@metercast/runtime";
import { failpoint, MetercastError } from "@metercast/runtime";
import { CARRY_WITHIN_MS, carryInto, dueAtOnce } from "../domain/carry.ts";
import { canOpen, JOINING_TIMEOUT_MS } from "../domain/join.ts";
import type { LimitUse } from "../domain/judge-minutes.ts";
import { rateFor } from "../domain/rates.ts";
import type { Session } from "../domain/session.ts";
import { shardOf } from "../domain/shard.ts";
import type { Relay } from "../ports/relay.ts";
import type { Store } from "../ports/store.ts";
import type { Transaction } from "../ports/transaction.ts";
import type { OpenedAccounts, Wallet } from "../ports/wallet.ts";
import type { Meter } from "./meter/meter.ts";
import { sessionStarted } from "./session-events.ts";
import { judgeJoin, limitDetail } from "./spending/judge-join.ts";

/** Another call of the same viewer may cut an attempt short, but hardly three in a row. */
const MAX_ATTEMPTS = 3;

export interface JoinStream {
  streamId: string;
  viewerId: string;
}

export interface Joined {
  session: Session;
  /** False if the session was open already. */
  created: boolean;
  availableTokens: bigint;
}

export interface JoinStreamPorts {
  store: Pick<Store, "transaction">;
  wallet: Pick<Wallet, "openAccounts">;
  clock: Clock;
  relay: Relay;
  meter: Pick<Meter, "know" | "owns" | "newer">;
  joining: JoinSettings;
}

export interface JoinSettings {
  minuteMs: number;
  lostAfterMs: number;
  maxOpenSessions: number;
  /** Whether the silence before a session was lost counts when its viewer returns. */
  silenceCarries: boolean;
}

/**
 * Opens a session in three steps: commit `joining`, which gives the session its place in the viewer's
 * order; read the balance from the wallet; activate or drop the session. No transaction is open during the
 * call. A repeated call continues from the last step.
 * @throws stream_not_found, stream_ended, own_stream, too_many_sessions, insufficient_funds,
 * spending_limit_reached, unavailable
 */
export async function joinStream(ports: JoinStreamPorts, request: JoinStream): Promise<Joined> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const joined = await attemptToJoin(ports, request);
    if (joined) return joined;
  }
  throw new MetercastError("unavailable");
}

/** Undefined if another call of the same viewer dropped the joining session: the next attempt starts over. */
async function attemptToJoin(ports: JoinStreamPorts, request: JoinStream): Promise<Joined | undefined> {
  const { store, wallet, meter, relay } = ports;
  const begun = await store.transaction((tx) => begin(tx, ports, request));
  if (begun.state === "joining") failpoint("billing.joining_committed");
  const balance = await wallet
    .openAccounts(request.viewerId, begun.creatorId)
    .catch((error: unknown) => dropAndThrow(ports, begun, error));
  if (begun.state === "active") return { session: begun, created: false, availableTokens: balance.available };
  const { verdict, session, reached } = await store.transaction((tx) => complete(tx, ports, begun, balance));
  // Outside the transaction, because the drop must commit.
  if (isRefusal(verdict)) throw new MetercastError(verdict, reached && limitDetail(reached));
  if (!session) return undefined;
  if (verdict === "opened") {
    meter.know(session);
    relay.wake();
  }
  return { session, created: verdict === "opened", availableTokens: balance.available };
}

/** The open session, or a new one in `joining`. */
async function begin(tx: Transaction, ports: JoinStreamPorts, request: JoinStream): Promise<Session> {
  await tx.lockViewer(request.viewerId);
  const stream = await tx.shareStream(request.streamId);
  if (!stream) throw new MetercastError("stream_not_found");
  if (stream.creatorId === request.viewerId) throw new MetercastError("own_stream");
  if (stream.endedAt !== undefined) throw new MetercastError("stream_ended");
  const now = ports.clock.now();
  const open = await tx.openSession(request.viewerId, request.streamId);
  const abandoned = open?.state === "joining" && now - open.startedAt > JOINING_TIMEOUT_MS;
  if (open && !abandoned) return open;
  if (abandoned) await tx.drop(open.id);
  // Joining sessions count in `complete`, in the viewer's order.
  if ((await tx.countActive(request.viewerId)) >= ports.joining.maxOpenSessions)
    throw new MetercastError("too_many_sessions");
  const id = newUuid(now);
  return tx.insertJoining({
    id,
    shard: shardOf(id),
    stream,
    viewerId: request.viewerId,
    rate: rateFor(stream, await tx.currentRates(stream)),
    minuteMs: ports.joining.minuteMs,
    startedAt: now,
  });
}

const REFUSALS = [
  "stream_ended",
  "insufficient_funds",
  "spending_limit_reached",
  "too_many_sessions",
] as const;
type Refusal = (typeof REFUSALS)[number];
const isRefusal = (verdict: string): verdict is Refusal => REFUSALS.some((refusal) => refusal === verdict);

interface Completion {
  verdict: "opened" | "open_already" | "dropped_by_another" | Refusal;
  /** With `spending_limit_reached`. */
  reached?: LimitUse | undefined;
  session?: Session;
}

/**
 * Activates the session. Drops it if the stream has ended, too many sessions are open, or the viewer can't
 * pay what is due at once and a minute of every open session.
 */
async function complete(
  tx: Transaction,
  ports: JoinStreamPorts,
  begun: Session,
  balance: OpenedAccounts,
): Promise<Completion> {
  await tx.lockViewer(begun.viewerId);
  const stream = await tx.shareStream(begun.streamId);
  const open = await tx.openSession(begun.viewerId, begun.streamId);
  if (open?.id !== begun.id) return { verdict: "dropped_by_another" };
  if (open.state === "active") return { verdict: "open_already", session: open };
  const pricesPerMinute = await tx.pricesUpTo(begun.viewerId, begun.sequence);
  const carry = await carryOf(tx, ports, begun);
  const limited = await judgeJoin(tx, ports, begun, carry.ms);
  const affordable = canOpen(balance.available, { pricesPerMinute, dueAtOnce: dueAtOnce(begun, carry.ms) });
  const room = pricesPerMinute.length <= ports.joining.maxOpenSessions;
  const refusal = refusalOf(stream?.endedAt !== undefined, affordable, room, limited.reached);
  if (refusal) {
    await tx.drop(begun.id);
    return { verdict: refusal, reached: limited.reached };
  }
  const accounts = { viewer: balance.viewerAccount, creator: balance.creatorAccount };
  if (limited.hasLimits) await tx.judgeAgain(begun.viewerId);
  const session = await tx.activate(begun.id, accounts, carry.ms, limited.hasLimits);
  await tx.carryOn(
    carry.from.map(({ id }) => id),
    session.id,
  );
  await tx.append([sessionStarted(session)]);
  return { verdict: "opened", session };
}

/** Why a session does not open; undefined: it does. */
function refusalOf(
  isOver: boolean,
  affordable: boolean,
  room: boolean,
  reached: LimitUse | undefined,
): Refusal | undefined {
  if (!affordable) return "insufficient_funds";
  if (reached) return "spending_limit_reached";
  if (!room) return "too_many_sessions";
  return isOver ? "stream_ended" : undefined;
}

/**
 * What the viewer's ended sessions with this creator left unpaid. The caller holds the viewer's lock: of
 * two joins at once the first to open takes it, and a refused join takes nothing.
 */
async function carryOf(tx: Transaction, { joining, meter }: JoinStreamPorts, begun: Session) {
  const longestSilenceMs = 2 * joining.lostAfterMs;
  const since = begun.startedAt - CARRY_WITHIN_MS - longestSilenceMs;
  const ended = await tx.unpaidSessions(begun.viewerId, begun.creatorId, since);
  const known = ended.filter((session) => isLastReportKnown(session, meter)).map((one) => meter.newer(one));
  return carryInto(begun, known, begun.startedAt, joining.silenceCarries);
}

/**
 * The row of a session that ended with its stream gets its last report later, unless this replica meters
 * it. Every other end is written together with the report. A session whose last report is unknown waits for
 * a later join, so that nothing counts twice.
 */
const isLastReportKnown = (session: Session, meter: JoinStreamPorts["meter"]): boolean =>
  session.endReason !== "stream_ended" || session.settled || meter.owns(shardOf(session.id));

/** If the drop fails too, the clean-up job drops the session. */
async function dropAndThrow({ store }: JoinStreamPorts, begun: Session, error: unknown): Promise<never> {
  if (begun.state === "joining") await store.transaction((tx) => tx.drop(begun.id)).catch(() => undefined);
  throw error;
}
