import { grouped, inSpan, isInfrastructureFailure, MetercastError } from "@metercast/runtime";
import * as rules from "../../domain/meter.ts";
import type { Session } from "../../domain/session.ts";
import type { TableSession } from "../../domain/session-table.ts";
import type { Clock, LogState, MeterStore, Wallet } from "../../ports.ts";
import { type BatchSession, DueBatch, MAX_BATCH_LINES } from "./due-batch.ts";
import { keyOf, type Meter, partitionOfKey, SILENCE_GRACE_MS } from "./meter.ts";
import { type Answer, answersIn } from "./read-results.ts";

export interface DeskDeps {
  meter: Meter;
  store: MeterStore;
  wallet: Wallet;
  clock: Clock;
  presence: () => LogState;
  commitEnds(keys: readonly string[]): Promise<unknown>;
  writeRows(keys: readonly string[]): Promise<unknown>;
  endShort(keys: readonly string[]): Promise<unknown>;
}

/** Bills that share a posting: as many as surely fit into a batch. */
const MAX_TOGETHER = Math.floor(MAX_BATCH_LINES / rules.MAX_MINUTES_PER_EMISSION);
/** Rows in one statement: a few milliseconds. */
const MAX_ROWS_TOGETHER = 100;
/** A backlog of a whole day in bites of 30 minutes. */
const MAX_ROUNDS = 60;
/** How long a leave waits for the log: its own sighting is there within 250 ms, the proof of a silence within 2 s. Shorter than callers' deadlines. */
const LOG_WAIT_MS = 2_500;
const LOG_LOOK_MS = 100;

/** Minutes of a session that are due. */
interface Due {
  session: BatchSession;
  from: number;
  to: number;
}

/** Gives the answers by the sessions' keys. */
async function postTogether(wallet: Wallet, due: readonly Due[]): Promise<Map<string, Answer[]>> {
  const batch = new DueBatch();
  for (const { session, from, to } of due) batch.add(session, from, to);
  const attributes = { lines: batch.lines };
  const posted = await inSpan("post due minutes", { attributes }, () => wallet.postMinutes(batch.message()));
  return Map.groupBy(answersIn(posted), ({ key }) => key);
}

function unlessInfrastructure(error: unknown): void {
  if (!isInfrastructureFailure(error)) throw error;
}

/**
 * Bills and leaves of the sessions that this replica meters, one at a time for each session. Bills that come while one runs wait together for one
 * more run, whatever their number: it sees the latest of them, and the first of them is told what it posted.
 */
export class BillingDesk {
  readonly #deps: DeskDeps;
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #waiting = new Map<string, { seenAt: number; result: Promise<number> }>();
  /** Sessions are billed side by side, and what costs a commit is done for all who need it at that moment. */
  readonly #post: (due: Due) => Promise<Map<string, Answer[]>>;
  readonly #writeRow: (key: string) => Promise<unknown>;

  constructor(deps: DeskDeps) {
    this.#deps = deps;
    this.#post = grouped(MAX_TOGETHER, (due) => postTogether(deps.wallet, due));
    this.#writeRow = grouped(MAX_ROWS_TOGETHER, (keys) => deps.writeRows(keys));
  }

  /** A sighting; gives the tokens that this very call posted. @throws unavailable */
  async bill(row: Session, seenAt: number): Promise<number> {
    const key = keyOf(row.id);
    const waiting = this.#waiting.get(key);
    if (waiting) {
      waiting.seenAt = Math.max(waiting.seenAt, seenAt);
      await waiting.result;
      return 0;
    }
    const mine = { seenAt, result: Promise.resolve(0) };
    mine.result = this.#serially(key, () => {
      this.#waiting.delete(key);
      return this.#billNow(row, mine.seenAt);
    });
    this.#waiting.set(key, mine);
    return mine.result;
  }

  /**
   * The viewer's own leave. Where the wallet is away, what is due goes by event. Where a gap shows that the log may yet close, it waits for the log: an
   * end stands for good, so neither `left` nor `lost` may be guessed. Where that takes too long nothing is ended here: the caller may leave again, and
   * the log, which has this sighting too, ends the session by itself.
   * @throws unavailable where the end can't be known yet or can't be committed
   */
  async leave(row: Session, seenAt: number): Promise<void> {
    const key = keyOf(row.id);
    await this.#serially(key, async () => {
      const { clock, commitEnds } = this.#deps;
      const giveUpAt = clock.monotonic() + LOG_WAIT_MS;
      while (!(await this.#tryToLeave(row, seenAt))) {
        if (clock.monotonic() >= giveUpAt)
          throw new MetercastError("unavailable", "The session's sightings are still being read; try again");
        await this.#deps.clock.sleep(LOG_LOOK_MS);
      }
      await commitEnds([key]);
    });
  }

  /**
   * The media plane saw the viewer go, where both witnesses are asked for. It is on the log, among the heartbeats: the log decides what still counted, and this
   * waits until it has been read there. @throws unavailable where that takes too long; it ends all the same
   */
  async mediaLeft(row: Session): Promise<void> {
    const { clock, commitEnds } = this.#deps;
    const giveUpAt = clock.monotonic() + LOG_WAIT_MS;
    while (this.#session(row).endedAt === 0) {
      if (clock.monotonic() >= giveUpAt)
        throw new MetercastError("unavailable", "The session's sightings are still being read; try again");
      await clock.sleep(LOG_LOOK_MS);
    }
    await commitEnds([keyOf(row.id)]);
  }

  /** False where a gap shows that sightings on their way may close. */
  async #tryToLeave(row: Session, seenAt: number): Promise<boolean> {
    await this.#billNow(row, seenAt).catch(unlessInfrastructure);
    // Judged and ended in one go: a partition that is dropped and loaded in between has older sightings.
    const { meter, clock } = this.#deps;
    const session = this.#session(row);
    const at = this.#clamp(session, seenAt);
    const gap = session.endedAt === 0 && rules.isGap(session, at, meter.lostAfterMs);
    if (gap && !this.#wasSilent(session)) return false;
    meter.leave(session, at, clock.now());
    return true;
  }

  /** Nothing that could close a gap after the last sighting is on its way: the log is read beyond the time in which that had to be published. */
  #wasSilent(session: TableSession): boolean {
    const { meter, presence } = this.#deps;
    const silentMs = presence().readUpTo - session.lastSeenAt;
    return this.#isLogRead(session) && silentMs > meter.lostAfterMs + SILENCE_GRACE_MS;
  }

  /** Read to its end for so long that gateways have sent what they kept while the broker was away. */
  #isLogRead(session: TableSession): boolean {
    const { meter, presence } = this.#deps;
    return (
      presence().atEndForMs >= meter.lostAfterMs &&
      meter.held.get(partitionOfKey(session.key))?.presence === true
    );
  }

  #serially<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#running.get(key) ?? Promise.resolve();
    const result = before.catch(() => undefined).then(work);
    this.#running.set(key, result);
    const done = () => {
      if (this.#running.get(key) === result) this.#running.delete(key);
    };
    result.then(done, done);
    return result;
  }

  async #billNow(row: Session, seenAt: number): Promise<number> {
    const { meter, store } = this.#deps;
    const key = keyOf(row.id);
    // A stream's end is known from its row before the meter hears of it: no minute is posted that ended after it.
    const fresh = await store.standing(row.id);
    if (fresh) meter.know(fresh.session);
    if (fresh?.streamEndedAt !== undefined && this.#session(row).endedAt === 0)
      meter.streamEnded(new Map([[row.streamId, fresh.streamEndedAt]]));
    this.#see(this.#session(row), seenAt);
    // A late word of the media plane takes nothing back that was due before: what is due now must be known after a crash, too.
    if (this.#session(row).mediaFrom !== undefined) await this.#deps.writeRows([key]);
    let posted = 0;
    try {
      posted = await this.#postDue(row);
      // Where the wallet is away by now, the meter asks it again.
      await this.#deps.endShort([key]).catch(unlessInfrastructure);
    } finally {
      await this.#write(key);
    }
    return posted * row.tokensPerMinute;
  }

  /** Where a gap shows while the log may hold sightings that close it, the log decides: this sighting is in it too. */
  #see(session: TableSession, seenAt: number): void {
    const { meter, clock } = this.#deps;
    const at = this.#clamp(session, seenAt);
    const gap = rules.isGap(session, at, meter.lostAfterMs);
    const clearGap =
      this.#isLogRead(session) && rules.isGap(session, at, meter.lostAfterMs + SILENCE_GRACE_MS);
    if (!gap || clearGap) meter.applySighting(session, at, clock.now());
  }

  #clamp(session: TableSession, seenAt: number): number {
    return Math.min(Math.max(seenAt, session.startedAt), this.#deps.clock.now());
  }

  /**
   * Posts what is due and gives the number of minutes that this call posted. Minutes that the events' path had sent already are not counted, answered or
   * not: the wallet answers them like new ones, and one that is told twice would be worse than one that is told by the event alone.
   */
  async #postDue(row: Session): Promise<number> {
    const { meter, clock } = this.#deps;
    let posted = 0;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const session = this.#session(row);
      const sent = session.emitted;
      session.retryAt = 0;
      const next = rules.nextEmission(session, clock.monotonic());
      if (!next) return posted;
      const { key, terms, viewerAccount, endedAt } = session;
      rules.emit(session, next.to, clock.monotonic());
      meter.ready.delete(session.slot);
      const answers = await this.#post({ session: { key, terms, viewerAccount, endedAt }, ...next }).catch(
        (error: unknown) => {
          this.#dueAgain(row, sent);
          throw error;
        },
      );
      let decided = 0;
      for (const answer of answers.get(key) ?? []) {
        if (answer.outcome === "paid" && answer.minute > sent) posted += 1;
        if (answer.outcome !== "gap") decided += 1;
        meter.answer(answer, clock.now());
      }
      if (decided <= next.to - next.from || this.#session(row).refusedMinute > 0) return posted;
    }
    return posted;
  }

  /** The wallet did not answer: the events' path sends it, and what came of this call shows then. */
  #dueAgain(row: Session, sent: number): void {
    const session = this.#deps.meter.table.find(keyOf(row.id));
    if (!session || session.paid >= session.emitted) return;
    session.emitted = Math.max(session.paid, sent);
    rules.emissionFailed(session);
    this.#deps.meter.ready.add(session.slot);
  }

  async #write(key: string): Promise<void> {
    const { meter, commitEnds } = this.#deps;
    const session = meter.table.find(key);
    if (!session) return;
    if (meter.ending.has(session.slot)) await commitEnds([key]);
    else if (session.paid > 0 && meter.dirty.has(session.slot)) await this.#writeRow(key);
  }

  #session(row: Session): TableSession {
    const session = this.#deps.meter.table.find(keyOf(row.id)) ?? this.#deps.meter.know(row);
    if (!session) throw new MetercastError("unavailable");
    return session;
  }
}
