import type { Clock } from "@metercast/runtime";
import type { NumberedAccount } from "../../domain/account.ts";
import { BoundedMap } from "../../domain/bounded-map.ts";
import type { Billing } from "../../ports/billing.ts";
import type { CallOptions } from "../../ports/calls.ts";
import type { Wallet } from "../../ports/wallet.ts";

/** A viewer's available tokens, and until when they last. */
export interface Standing {
  available: bigint;
  runsOutAt: Date | undefined;
}

/** The token account; undefined before its first entry. */
type TokenAccount = Pick<NumberedAccount, "account" | "available" | "version"> | undefined;

export interface Standings {
  /** From wallet and billing. */
  fresh(viewerId: string): Promise<Standing>;
  /**
   * The wallet's balance with the cached forecast, if only paid minutes came since, `paidNow` of them by
   * the caller.
   */
  afterMinutes(viewerId: string, paidNow: bigint): Promise<Standing>;
  /** From the cache: heartbeats come too often for a call each. */
  recent(viewerId: string): Promise<Standing>;
  /** The forecast for a known balance; undefined also if billing does not answer in time. */
  forecast(viewerId: string, available: bigint): Promise<Date | undefined>;
  /** The forecast for an account that was just read: from the cache, if only paid minutes came since. */
  forecastOf(viewerId: string, account: TokenAccount): Promise<Date | undefined>;
  /** An event carried a newer balance. */
  balanceChanged(account: number, available: bigint, version: bigint): void;
  /** Sessions of the viewer began or ended, or tokens came: the cached forecast is wrong. */
  forget(viewerId: string): void;
  clear(): void;
}

export interface StandingsPorts {
  wallet: Pick<Wallet, "getBalances">;
  billing: Pick<Billing, "getForecast">;
  feedIsUp: () => boolean;
  clock: Clock;
}

interface Known extends Standing {
  version: bigint;
  atMs: number;
}

const CAPACITY = 100_000;
/**
 * The feed keeps balances and forecasts fresh; after this age a viewer is read again in case the feed
 * missed something.
 */
const REFRESH_AGE_MS = 60_000;
/** Viewers who came together must not all be read at once. A hundred thousand take some minutes. */
const MAX_REFRESHING = 4;
/** Nothing older is returned. */
const MAX_AGE_MS = 600_000;
const MAX_AGE_WITHOUT_FEED_MS = 5_000;
/** The answer that carries a forecast must not wait for it. */
const FORECAST_DEADLINE_MS = 1_000;
const HEARTBEAT_DEADLINE_MS = 1_000;

/** Without an account: older than any version. */
const versionOf = (account: TokenAccount): bigint => account?.version ?? -1n;

/** A cache of viewers' standings, kept fresh by the live feed. */
export function standings({ wallet, billing, feedIsUp, clock }: StandingsPorts): Standings {
  const known = new BoundedMap<string, Known>(CAPACITY);
  const owners = new BoundedMap<number, string>(CAPACITY);
  const refreshing = new Set<string>();
  let clearedAtMs = 0;

  /** Undefined if billing does not answer in time. */
  async function readForecast(
    viewerId: string,
    availableTokens: bigint,
  ): Promise<{ runsOutAt: Date | undefined } | undefined> {
    const options = { deadlineMs: FORECAST_DEADLINE_MS };
    return billing.getForecast({ viewerId, availableTokens }, options).then(
      (runsOutAt) => ({ runsOutAt }),
      () => undefined,
    );
  }

  async function fresh(viewerId: string, options?: CallOptions): Promise<Standing> {
    return standingOf(viewerId, await tokenAccount(viewerId, options));
  }

  async function tokenAccount(viewerId: string, options?: CallOptions) {
    const accounts = await wallet.getBalances(viewerId, options);
    return accounts.find(({ asset }) => asset === "TOKEN");
  }

  async function standingOf(viewerId: string, account: TokenAccount): Promise<Standing> {
    const available = account?.available ?? 0n;
    const answer = await readForecast(viewerId, available);
    const standing = { available, runsOutAt: answer?.runsOutAt };
    // Without a forecast the entry counts as old, so the next caller reads it again.
    known.set(viewerId, { ...standing, version: versionOf(account), atMs: answer ? clock.now() : 0 });
    if (account) owners.set(account.account, viewerId);
    return standing;
  }

  /** The cached standing, if it is young enough. */
  function young(viewerId: string): Known | undefined {
    const found = known.get(viewerId);
    if (!found || found.atMs <= clearedAtMs) return undefined;
    const ageMs = clock.now() - found.atMs;
    if (ageMs >= (feedIsUp() ? MAX_AGE_MS : MAX_AGE_WITHOUT_FEED_MS)) return undefined;
    if (ageMs >= REFRESH_AGE_MS) refresh(viewerId);
    return found;
  }

  function refresh(viewerId: string): void {
    if (refreshing.size >= MAX_REFRESHING || refreshing.has(viewerId)) return;
    refreshing.add(viewerId);
    const done = () => refreshing.delete(viewerId);
    fresh(viewerId).then(done, done);
  }

  return {
    fresh: (viewerId) => fresh(viewerId),
    forecast: async (viewerId, available) => (await readForecast(viewerId, available))?.runsOutAt,
    async forecastOf(viewerId, account) {
      const found = young(viewerId);
      // A paid minute changes the balance, not the time at which it ends. Every other change calls forget().
      if (found?.version === versionOf(account)) return found.runsOutAt;
      return (await standingOf(viewerId, account)).runsOutAt;
    },
    async afterMinutes(viewerId, paidNow) {
      const account = await tokenAccount(viewerId);
      const found = young(viewerId);
      if (!found || !account) return standingOf(viewerId, account);
      // The feed reported these minutes, or soon will. Each is one version.
      const since = account.version - found.version;
      if (since !== 0n && since !== paidNow) return standingOf(viewerId, account);
      const { available, version } = account;
      known.set(viewerId, { ...found, available, version });
      return { available, runsOutAt: found.runsOutAt };
    },
    async recent(viewerId) {
      const found = young(viewerId);
      if (found) return found;
      // While the wallet is down a heartbeat gets an older balance instead of an error.
      return fresh(viewerId, { deadlineMs: HEARTBEAT_DEADLINE_MS }).catch((error: unknown) => {
        const older = known.get(viewerId);
        if (older) return older;
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
      // Kept as too old: while the wallet is down it is the best there is.
      if (found) known.set(viewerId, { ...found, atMs: 0 });
    },
    clear() {
      clearedAtMs = clock.now();
    },
  };
}
