import { newUuid } from "@metercast/contracts";
import { MetercastError, racePoint } from "@metercast/runtime";
import { canOpen, carriedInto, JOINING_TIMEOUT_MS } from "../domain/join.ts";
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
  minuteMs: number;
  meter: { started(session: Session): void };
}

/**
 * Opens a session in three steps, none of which holds a transaction while the wallet is asked: `joining` is committed (its place in the viewer's order),
 * the wallet says what is available, the session becomes active or is dropped. Called again meanwhile, or after a crash, it goes on where it was.
 * @throws stream_not_found, stream_ended, own_stream, insufficient_funds, unavailable
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
  if (begun.state === "joining") racePoint("billing.joining_committed");
  const balance = await deps.wallet
    .openAccounts(request.viewerId, begun.creatorId)
    .catch((error: unknown) => dropAndThrow(deps, begun, error));
  if (begun.state === "active") return { session: begun, created: false, availableTokens: balance.available };
  const { verdict, session } = await deps.store.transaction((tx) => complete(tx, begun, balance));
  // Said here and not in the transaction, because the drop must commit.
  if (verdict === "stream_ended" || verdict === "insufficient_funds") throw new MetercastError(verdict);
  if (!session) return undefined;
  if (verdict === "opened") {
    deps.meter.started(session);
    deps.relay.kick();
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
  const previous = await tx.lastEnded(request.viewerId, request.streamId);
  const id = newUuid(now);
  return tx.insertJoining({
    id,
    partition: partitionOf(id),
    stream,
    viewerId: request.viewerId,
    rate: rateFor(stream, await tx.currentRates(stream)),
    minuteMs: deps.minuteMs,
    startedAt: now,
    carriedMs: carriedInto(previous, now, deps.minuteMs),
  });
}

type Balance = Awaited<ReturnType<Wallet["openAccounts"]>>;

interface Completion {
  verdict: "opened" | "open_already" | "dropped_by_another" | "stream_ended" | "insufficient_funds";
  session?: Session;
}

/** Activates it, or drops it where the stream has ended or the viewer can't pay a minute of everything that is open. */
async function complete(tx: Transaction, begun: Session, balance: Balance): Promise<Completion> {
  await tx.lockViewer(begun.viewerId);
  const stream = await tx.shareStream(begun.streamId);
  const open = await tx.openSession(begun.viewerId, begun.streamId);
  if (open?.id !== begun.id) return { verdict: "dropped_by_another" };
  if (open.state === "active") return { verdict: "open_already", session: open };
  const prices = await tx.pricesUpTo(begun.viewerId, begun.sequence);
  const affordable = canOpen(balance.available, prices);
  if (stream?.endedAt !== undefined || !affordable) {
    await tx.drop(begun.id);
    return { verdict: affordable ? "stream_ended" : "insufficient_funds" };
  }
  const session = await tx.activate(begun.id, balance.viewerAccount, balance.creatorAccount);
  await tx.append([sessionStarted(session)]);
  return { verdict: "opened", session };
}

/** What the wallet did not answer is not open. If this fails too, the loop drops it. */
async function dropAndThrow({ store }: JoinDeps, begun: Session, error: unknown): Promise<never> {
  if (begun.state === "joining") await store.transaction((tx) => tx.drop(begun.id)).catch(() => undefined);
  throw error;
}
