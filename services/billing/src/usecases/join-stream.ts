import { newUuid } from "@metercast/contracts";
import { failpoint, MetercastError } from "@metercast/runtime";
import { CARRY_WITHIN_MS, carryInto, dueAtOnce } from "../domain/carry.ts";
import { canOpen, JOINING_TIMEOUT_MS } from "../domain/join.ts";
import { partitionOf } from "../domain/partition.ts";
import { rateFor } from "../domain/rates.ts";
import type { Session } from "../domain/session.ts";
import type { Clock, Relay, Store, Transaction, Wallet } from "../ports.ts";
import { sessionStarted } from "./session-events.ts";

/** Each attempt but the last was cut short by another call of the same viewer; three in a row are no accident. */
const MAX_ATTEMPTS = 3;

export interface JoinStream {
  streamId: string;
  viewerId: string;
}
export interface Joined {
  session: Session;
  /** False where the session was open already. */
  created: boolean;
  availableTokens: bigint;
}

export interface JoinDeps {
  store: Store;
  wallet: Wallet;
  clock: Clock;
  relay: Relay;
  settings: JoinSettings;
  meter: {
    started(session: Session): void;
    owns(partition: number): boolean;
    newer(session: Session): Session;
  };
}

export interface JoinSettings {
  minuteMs: number;
  lostAfterMs: number;
  maxOpenSessions: number;
  /** Whether the silence before a session was lost counts when its viewer comes back. */
  silenceCarries: boolean;
}

/**
 * Opens a session in three steps, none of which holds a transaction while the wallet is asked: `joining` is committed (its place in the viewer's order),
 * the wallet says what is available, the session becomes active or is dropped. Called again meanwhile, or after a crash, it goes on where it was.
 * @throws stream_not_found, stream_ended, own_stream, too_many_sessions, insufficient_funds, unavailable
 */
export function joinStream(deps: JoinDeps) {
  return async (request: JoinStream): Promise<Joined> => {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const joined = await attemptToJoin(deps, request);
      if (joined) return joined;
    }
    throw new MetercastError("unavailable");
  };
}

/** Undefined where another call of the same viewer dropped what this one was about to open: it begins anew. */
async function attemptToJoin(deps: JoinDeps, request: JoinStream): Promise<Joined | undefined> {
  const begun = await deps.store.transaction((tx) => begin(tx, deps, request));
  if (begun.state === "joining") failpoint("billing.joining_committed");
  const balance = await deps.wallet
    .openAccounts(request.viewerId, begun.creatorId)
    .catch((error: unknown) => dropAndThrow(deps, begun, error));
  if (begun.state === "active") return { session: begun, created: false, availableTokens: balance.available };
  const { verdict, session } = await deps.store.transaction((tx) => complete(tx, deps, begun, balance));
  // Said here and not in the transaction, because the drop must commit.
  if (isRefusal(verdict)) throw new MetercastError(verdict);
  if (!session) return undefined;
  if (verdict === "opened") {
    deps.meter.started(session);
    deps.relay.wake();
  }
  return { session, created: verdict === "opened", availableTokens: balance.available };
}

/** The open session, or a new one in `joining`. */
async function begin(tx: Transaction, deps: JoinDeps, request: JoinStream): Promise<Session> {
  await tx.lockViewer(request.viewerId);
  const stream = await tx.shareStream(request.streamId);
  if (!stream) throw new MetercastError("stream_not_found");
  if (stream.creatorId === request.viewerId) throw new MetercastError("own_stream");
  if (stream.endedAt !== undefined) throw new MetercastError("stream_ended");
  const now = deps.clock.now();
  const open = await tx.openSession(request.viewerId, request.streamId);
  const abandoned = open?.state === "joining" && now - open.startedAt > JOINING_TIMEOUT_MS;
  if (open && !abandoned) return open;
  if (abandoned) await tx.drop(open.id);
  // Those that are joining too are counted when it is this one's turn.
  if ((await tx.countActive(request.viewerId)) >= deps.settings.maxOpenSessions)
    throw new MetercastError("too_many_sessions");
  const id = newUuid(now);
  return tx.insertJoining({
    id,
    partition: partitionOf(id),
    stream,
    viewerId: request.viewerId,
    rate: rateFor(stream, await tx.currentRates(stream)),
    minuteMs: deps.settings.minuteMs,
    startedAt: now,
  });
}

type Balance = Awaited<ReturnType<Wallet["openAccounts"]>>;

const REFUSALS = ["stream_ended", "insufficient_funds", "too_many_sessions"] as const;
type Refusal = (typeof REFUSALS)[number];
const isRefusal = (verdict: string): verdict is Refusal => REFUSALS.some((refusal) => refusal === verdict);

interface Completion {
  verdict: "opened" | "open_already" | "dropped_by_another" | Refusal;
  session?: Session;
}

/** Activates it, or drops it where the stream has ended, too much is open, or the viewer can't pay a minute of everything that is open and what they owe. */
async function complete(
  tx: Transaction,
  deps: JoinDeps,
  begun: Session,
  balance: Balance,
): Promise<Completion> {
  await tx.lockViewer(begun.viewerId);
  const stream = await tx.shareStream(begun.streamId);
  const open = await tx.openSession(begun.viewerId, begun.streamId);
  if (open?.id !== begun.id) return { verdict: "dropped_by_another" };
  if (open.state === "active") return { verdict: "open_already", session: open };
  const pricesPerMinute = await tx.pricesUpTo(begun.viewerId, begun.sequence);
  const carry = await carryOf(tx, deps, begun);
  const affordable = canOpen(balance.available, { pricesPerMinute, dueAtOnce: dueAtOnce(begun, carry.ms) });
  const room = pricesPerMinute.length <= deps.settings.maxOpenSessions;
  if (stream?.endedAt !== undefined || !affordable || !room) {
    await tx.drop(begun.id);
    return { verdict: affordable ? (room ? "stream_ended" : "too_many_sessions") : "insufficient_funds" };
  }
  const accounts = { viewer: balance.viewerAccount, creator: balance.creatorAccount };
  const session = await tx.activate(begun.id, accounts, carry.ms);
  await tx.carryOn(
    carry.from.map(({ id }) => id),
    session.id,
  );
  await tx.append([sessionStarted(session)]);
  return { verdict: "opened", session };
}

/**
 * What the viewer's ended sessions with this creator left unpaid. Decided when the session opens, under the viewer's lock: of two joins at once the first to open
 * takes it, and one that is refused takes nothing.
 */
async function carryOf(tx: Transaction, { settings, meter }: JoinDeps, begun: Session) {
  const longestSilenceMs = 2 * settings.lostAfterMs;
  const since = begun.startedAt - CARRY_WITHIN_MS - longestSilenceMs;
  const ended = await tx.unpaidSessions(begun.viewerId, begun.creatorId, since);
  const known = ended.filter((session) => isLastSightingKnown(session, meter)).map((one) => meter.newer(one));
  return carryInto(begun, known, begun.startedAt, settings.silenceCarries);
}

/**
 * The end of a stream is written before what its viewers were last seen at: that is known where they are metered here, or once it is settled. Any other end is
 * written together with it. What is not known yet is left for a later join rather than counted twice.
 */
const isLastSightingKnown = (session: Session, meter: JoinDeps["meter"]): boolean =>
  session.endReason !== "stream_ended" || session.settled || meter.owns(partitionOf(session.id));

/** What the wallet did not answer is not open. If this fails too, the loop drops it. */
async function dropAndThrow({ store }: JoinDeps, begun: Session, error: unknown): Promise<never> {
  if (begun.state === "joining") await store.transaction((tx) => tx.drop(begun.id)).catch(() => undefined);
  throw error;
}
