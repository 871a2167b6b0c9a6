import { MetercastError } from "@metercast/runtime";
import { runsOutAt } from "../domain/forecast.ts";
import { minutesEndedBy } from "../domain/minutes.ts";
import type { Session } from "../domain/session.ts";
import type { Clock, Integrity, Page, Paged, Store, Wallet } from "../ports.ts";

export interface ReadDeps {
  store: Store;
  clock: Clock;
  /** What this replica's meter knows better than the rows, which are written lazily. */
  meter: { newer(session: Session): Session };
}

/** @throws session_not_found */
export function getSession({ store, meter }: ReadDeps) {
  return async (id: string): Promise<Session> => {
    const session = await store.sessions.find(id);
    if (!session || session.state === "joining") throw new MetercastError("session_not_found");
    return meter.newer(session);
  };
}

/** Newest first; `streamId` empty: in all streams. */
export function listSessions({ store, meter }: ReadDeps) {
  return async (page: Page, viewerId: string, streamId: string): Promise<Paged<Session>> => {
    const { items, nextCursor } = await store.sessions.list(page, viewerId, streamId);
    return { items: items.map((session) => meter.newer(session)), nextCursor };
  };
}

/**
 * When the viewer's tokens end over all open sessions. A minute that is being paid is in the wallet before it is here: so once a minute has ended the
 * wallet is asked for balance and paid minutes of one moment. @throws unavailable: no forecast is better than one that is a minute wrong
 */
export function getForecast({
  store,
  clock,
  meter,
  wallet,
}: ReadDeps & { wallet: Pick<Wallet, "standing"> }) {
  return async (viewerId: string, availableTokens: bigint): Promise<number | undefined> => {
    const sessions = await store.sessions.active(viewerId);
    const open = sessions.map((session) => meter.newer(session)).filter(({ state }) => state === "active");
    if (open.every((session) => minutesEndedBy(session, clock.now()) === 0))
      return runsOutAt(
        availableTokens,
        open.map((session) => ({ ...session, paid: 0 })),
      );
    const { available, paid } = await wallet.standing(viewerId, open);
    return runsOutAt(
      available,
      open.map((session, i) => ({ ...session, paid: paid[i] ?? session.minutesBilled })),
    );
  };
}

/** Sightings younger than this may still be on their way through the meter. */
const QUIET_MS = 60_000;

/** What is emitted against what is answered, and sessions that contradict themselves. */
export function getIntegrity({ store, clock }: ReadDeps) {
  return (): Promise<Integrity> => store.sessions.integrity(clock.now() - QUIET_MS);
}
