import { MetercastError } from "@metercast/runtime";
import * as rules from "../../domain/meter.ts";
import type { Session } from "../../domain/session.ts";
import {
  type BillHerePorts,
  billHere,
  clamp,
  inMemory,
  isLogRead,
  unlessInfrastructure,
} from "./bill-here.ts";
import { commitEnds } from "./commit-ends.ts";
import { SILENCE_GRACE_MS } from "./meter.ts";
import { keyOf } from "./store/keys.ts";
import type { TableSession } from "./store/session-table.ts";

/**
 * A leave is in the log within 250 ms, the proof of a silence within 2 s. Shorter than callers' deadlines.
 */
const LOG_WAIT_MS = 2_500;
const LOG_POLL_MS = 100;

/**
 * The viewer leaves a session that this replica meters. If the wallet is unavailable, what is due goes out
 * by event. An end is final, so if a gap shows that the log may still close, this waits for the log. On a
 * timeout nothing ends here: the caller may leave again, and the log, which contains this report too, ends
 * the session.
 * @throws unavailable if the end is not known in time or can't be committed
 */
export async function leaveHere(ports: BillHerePorts, row: Session, seenAt: number): Promise<void> {
  const key = keyOf(row.id);
  await ports.desk.serially(key, async () => {
    await waitForLog(ports, () => leaveOnce(ports, row, seenAt));
    await commitEnds(ports, [key]);
  });
}

/**
 * The media plane saw the viewer go, with presence policy "both". The log has that report among the
 * heartbeats and decides what counted before it; this waits until it is read. @throws unavailable on a
 * timeout; the session ends nevertheless
 */
export async function mediaLeftHere(ports: BillHerePorts, row: Session): Promise<void> {
  await waitForLog(ports, async () => inMemory(ports, row).endedAt > 0);
  await commitEnds(ports, [keyOf(row.id)]);
}

async function waitForLog({ clock }: BillHerePorts, done: () => Promise<boolean>): Promise<void> {
  const giveUpAt = clock.monotonic() + LOG_WAIT_MS;
  while (!(await done())) {
    if (clock.monotonic() >= giveUpAt)
      throw new MetercastError(
        "unavailable",
        "The session's presence reports are still being read; try again",
      );
    await clock.sleep(LOG_POLL_MS);
  }
}

/** False if a gap shows that reports on their way may close. */
async function leaveOnce(ports: BillHerePorts, row: Session, seenAt: number): Promise<boolean> {
  const { meter, clock } = ports;
  await billHere(ports, row, seenAt).catch(unlessInfrastructure);
  // From here on without an await: a shard that is dropped and loaded in between has older reports.
  const session = inMemory(ports, row);
  const at = clamp(ports, session, seenAt);
  const gap = session.endedAt === 0 && rules.isGap(session, at, meter.lostAfterMs);
  if (gap && !wasSilent(ports, session)) return false;
  meter.queueEnd(session, rules.leave(session, at, clock.now(), meter.lostAfterMs));
  meter.queueDue(session);
  return true;
}

/**
 * No report that could close a gap is on its way: the log is read beyond the time in which the gateway had
 * to publish it.
 */
function wasSilent(ports: BillHerePorts, session: TableSession): boolean {
  const { meter, presence } = ports;
  const silentMs = presence.state().readUpTo - session.lastSeenAt;
  return isLogRead(ports, session) && silentMs > meter.lostAfterMs + SILENCE_GRACE_MS;
}
