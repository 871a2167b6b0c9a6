import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { BoundedMap } from "../domain/bounded-map.ts";
import type { Billing, Wallet } from "../ports.ts";

/** What a viewer has, and until when it lasts. */
export interface Standing {
  available: bigint;
  runsOutAt: Date | undefined;
}

export interface Standings {
  /** As wallet and billing say now. */
  fresh(viewerId: string): Promise<Standing>;
  /** As last heard: for heartbeats, which come too often to ask each time. */
  recent(viewerId: string): Promise<Standing>;
  /** The forecast alone, for somebody whose tokens are known. Undefined also where billing can't say in time. */
  forecast(viewerId: string, available: bigint): Promise<Date | undefined>;
  /** A newer balance was heard of an account. */
  balanceChanged(account: number, available: bigint, version: bigint): void;
  /** Sessions of the viewer began or ended, or tokens came: the forecast is another. */
  forget(viewerId: string): void;
  clear(): void;
}

interface Known extends Standing {
  version: bigint;
  atMs: number;
}

const CAPACITY = 100_000;
/** The feed keeps the balance fresh; the forecast moves only when sessions or tokens come and go, which the feed tells too. */
const MAX_AGE_MS = 60_000;
const MAX_AGE_WITHOUT_FEED_MS = 5_000;
/** A forecast adorns an answer; what it adorns must not wait for it. */
const FORECAST_DEADLINE_MS = 1_000;
const HEARTBEAT_DEADLINE_MS = 1_000;

export function standings(
  wallet: Pick<Wallet, "getBalances">,
  billing: Pick<Billing, "getForecast">,
  feedIsUp: () => boolean,
): Standings {
  const known = new BoundedMap<string, Known>(CAPACITY);
  const owners = new BoundedMap<number, string>(CAPACITY);

  async function forecast(viewerId: string, available: bigint): Promise<Date | undefined> {
    const options = { deadlineMs: FORECAST_DEADLINE_MS };
    return billing.getForecast({ viewerId, availableTokens: available }, options).then(
      (answer) => answer.runsOutAt,
      () => undefined,
    );
  }

  async function fresh(viewerId: string, options?: { deadlineMs: number }): Promise<Standing> {
    const { accounts } = await wallet.getBalances({ userId: viewerId }, options);
    const account = accounts.find(({ asset }) => asset === Asset.ASSET_TOKEN);
    const available = account?.available ?? 0n;
    const standing = { available, runsOutAt: await forecast(viewerId, available) };
    known.set(viewerId, { ...standing, version: account?.version ?? -1n, atMs: Date.now() });
    if (account) owners.set(Number(account.account), viewerId);
    return standing;
  }

  return {
    fresh: (viewerId) => fresh(viewerId),
    forecast,
    async recent(viewerId) {
      const found = known.get(viewerId);
      const maxAgeMs = feedIsUp() ? MAX_AGE_MS : MAX_AGE_WITHOUT_FEED_MS;
      if (found && Date.now() - found.atMs < maxAgeMs) return found;
      // The wallet being away is no reason to turn a heartbeat down: an older balance is shown then.
      return fresh(viewerId, { deadlineMs: HEARTBEAT_DEADLINE_MS }).catch((error: unknown) => {
        if (found) return found;
        throw error;
      });
    },
    balanceChanged(account, available, version) {
      const owner = owners.get(account);
      const found = owner === undefined ? undefined : known.get(owner);
      if (owner !== undefined && found && version > found.version)
        known.set(owner, { ...found, available, version });
    },
    forget(viewerId) {
      const found = known.get(viewerId);
      // Kept as too old rather than thrown away: while the wallet is away it is still the best there is.
      if (found) known.set(viewerId, { ...found, atMs: 0 });
    },
    clear: () => known.clear(),
  };
}
