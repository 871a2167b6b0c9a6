import * as rules from "../../domain/meter.ts";
import type { MeteredSessions } from "../../ports/metered-sessions.ts";
import type { Wallet } from "../../ports/wallet.ts";
import type { Meter } from "./meter.ts";
import { idOf } from "./store/keys.ts";

export interface EndShortPorts {
  meter: Meter;
  rows: Pick<MeteredSessions, "byIds">;
  wallet: Pick<Wallet, "tokensOf">;
}

/** The wallet answers for so many viewers in one call, in some 5 ms. */
const MAX_SESSIONS = 100;

/**
 * Ends the sessions whose viewer still can't pay the minute that has begun. The balance in a posting may be
 * outdated, so this reads it again. If the wallet is unavailable, no session ends and the next run asks
 * again; meanwhile the wallet refuses the minute when it is due. Gives the number of sessions judged.
 */
export async function endShort(ports: EndShortPorts, only?: readonly string[]): Promise<number> {
  const { meter, rows, wallet } = ports;
  const keys = only ? only.filter((key) => isShort(meter, key)) : waiting(meter);
  if (keys.length === 0) return 0;
  const found = await rows.byIds(keys.map(idOf));
  const viewers = new Map(found.map(({ id, viewerId }) => [id, viewerId]));
  const tokens = await wallet.tokensOf([...new Set(viewers.values())]);
  for (const key of keys) judge(meter, key, tokens.get(viewers.get(idOf(key)) ?? ""));
  return keys.length;
}

/** `available` is undefined without a row or an account (a restored database): then nothing can be judged. */
function judge(meter: Meter, key: string, available: bigint | undefined): void {
  const session = meter.table.find(key);
  if (!session) return;
  meter.short.delete(session.slot);
  if (available === undefined || available >= session.terms.tokensPerMinute) return;
  if (rules.runOut(session)) meter.queueEnd(session, "refused");
}

function isShort(meter: Meter, key: string): boolean {
  const session = meter.table.find(key);
  return session !== undefined && meter.short.has(session.slot);
}

function waiting({ short, table }: Meter): string[] {
  const keys: string[] = [];
  for (const slot of short) {
    keys.push(table.at(slot).key);
    if (keys.length === MAX_SESSIONS) break;
  }
  return keys;
}
