import type { MeterStore, Wallet } from "../../ports.ts";
import { idOf, type Meter } from "./meter.ts";

export interface ShortDeps {
  meter: Meter;
  store: Pick<MeterStore, "sessions">;
  wallet: Pick<Wallet, "tokensOf">;
}

/** Viewers asked about at once: as many as the wallet answers in one call, some 5 ms. */
const MAX_SESSIONS = 100;

/**
 * A minute begins only where it can be paid: ends the sessions whose viewer had too little left for the next minute, and still has. The wallet is asked once more
 * because the balance in a posting may be old by now: tokens that came since let the viewer watch on. Where the wallet can't say, nobody is ended and it is asked
 * again; a minute that ends meanwhile is refused when it is due. Gives how many were judged. Without keys: those that wait.
 */
export function endShort({ meter, store, wallet }: ShortDeps) {
  return async (only?: readonly string[]): Promise<number> => {
    const keys = only ? only.filter((key) => isShort(meter, key)) : waiting(meter);
    if (keys.length === 0) return 0;
    const rows = await store.sessions(keys.map(idOf));
    const viewers = new Map(rows.map(({ id, viewerId }) => [id, viewerId]));
    const tokens = await wallet.tokensOf([...new Set(viewers.values())]);
    for (const key of keys) {
      const available = tokens.get(viewers.get(idOf(key)) ?? "");
      if (available !== undefined) meter.judgeShort(key, available);
      // Without a row or an account (a database that was put back) there is nothing to judge it by.
      else meter.short.delete(meter.table.find(key)?.slot ?? -1);
    }
    return keys.length;
  };
}

function isShort(meter: Meter, key: string): boolean {
  const session = meter.table.find(key);
  return session !== undefined && meter.short.has(session.slot);
}

function waiting(meter: Meter): string[] {
  const keys: string[] = [];
  for (const slot of meter.short) {
    keys.push(meter.table.at(slot).key);
    if (keys.length === MAX_SESSIONS) break;
  }
  return keys;
}
