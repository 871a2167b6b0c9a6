import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { BoundedMap } from "../../domain/bounded-map.ts";
import type { Billing } from "../../ports/billing.ts";
import type { Wallet } from "../../ports/wallet.ts";

/** What a viewer has, and until when it lasts. */
export interface Standing {
  available: bigint;
  runsOutAt: Date | undefined;
}

export interface Standings {
  /** As wallet and billing say now. */
  fresh(viewerId: string): Promise<Standing>;
  /** The balance as the wallet says now; the forecast as last heard, where nothing came since but paid minutes, `paidNow` of which are known to the caller. */
  afterMinutes(viewerId: string, paidNow: bigint): Promise<Standing>;
  /** As last heard: for heartbeats, which come too often to ask each time. */
  recent(viewerId: string): Promise<Standing>;
  /** The forecast alone, for somebody whose tokens are known. Undefined also where billing can't say in time. */
  forecast(viewerId: string, available: bigint): Promise<Date | undefined>;
  /** The forecast for a token account that was just read (undefined: there is none yet): as last heard, where nothing but paid minutes came since. */
  forecastOf(viewerId: string, account: TokenAccount | undefined): Promise<Date | undefined>;
  /** A newer balance was heard of an account. */
  balanceChanged(account: number, available: bigint, version: bigint): void;
  /** Sessions of the viewer began or ended, or tokens came: the forecast is another. */
  forget(viewerId: string): void;
  clear(): void;
}

export interface TokenAccount {
  account: bigint;
  available: bigint;
  version: bigint;
}

interface Known extends Standing {
  version: bigint;
  atMs: number;
}

const CAPACITY = 100_000;
/** The feed keeps the balance fresh; the forecast moves only when sessions or tokens come and go, which the feed tells too. What it might have missed is asked for after this. */
const REFRESH_AGE_MS = 60_000;
/** At a time: viewers who came together are not all asked for at once. With so many a hundred thousand are looked up within some minutes. */
const MAX_REFRESHING = 4;
/** Nobody is answered with anything older. */
const MAX_AGE_MS = 600_000;
const MAX_AGE_WITHOUT_FEED_MS = 5_000;
/** A forecast adorns an answer; what it adorns must not wait for it. */
const FORECAST_DEADLINE_MS = 1_000;
const HEARTBEAT_DEADLINE_MS = 1_000;

/** Who has no account yet has no version. */
const versionOf = (account: TokenAccount | undefined): bigint => account?.version ?? -1n;

export function standings(
  wallet: Pick<Wallet, "getBalances">,
  billing: Pick<Billing, "getForecast">,
  feedIsUp: () => boolean,
): Standings {
  const known = new BoundedMap<string, Known>(CAPACITY);
  const owners = new BoundedMap<number, string>(CAPACITY);
  const refreshing = new Set<string>();
  let clearedAtMs = 0;

  /** Undefined where billing can't say in time. */
  async function ask(
    viewerId: string,
    available: bigint,
  ): Promise<{ runsOutAt: Date | undefined } | undefined> {
    const options = { deadlineMs: FORECAST_DEADLINE_MS };
    return billing.getForecast({ viewerId, availableTokens: available }, options).then(
      ({ runsOutAt }) => ({ runsOutAt }),
      () => undefined,
    );
  }

  async function fresh(viewerId: string, options?: { deadlineMs: number }): Promise<Standing> {
    return standingOf(viewerId, await tokenAccount(viewerId, options));
  }

  async function tokenAccount(viewerId: string, options?: { deadlineMs: number }) {
    const { accounts } = await wallet.getBalances({ userId: viewerId }, options);
    return accounts.find(({ asset }) => asset === Asset.ASSET_TOKEN);
  }

  async function standingOf(viewerId: string, account: TokenAccount | undefined): Promise<Standing> {
    const available = account?.available ?? 0n;
    const answer = await ask(viewerId, available);
    const standing = { available, runsOutAt: answer?.runsOutAt };
    // What nobody could say is asked for again the next time.
    known.set(viewerId, { ...standing, version: versionOf(account), atMs: answer ? Date.now() : 0 });
    if (account) owners.set(Number(account.account), viewerId);
    return standing;
  }

  /** What is known of a viewer, where it is young enough to be believed. */
  function young(viewerId: string): Known | undefined {
    const found = known.get(viewerId);
    if (!found || found.atMs <= clearedAtMs) return undefined;
    const ageMs = Date.now() - found.atMs;
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
    forecast: async (viewerId, available) => (await ask(viewerId, available))?.runsOutAt,
    async forecastOf(viewerId, account) {
      const found = young(viewerId);
      // A minute that is paid moves the balance, not the moment at which it ends; what else moves it is forgotten when it is heard of.
      if (found?.version === versionOf(account)) return found.runsOutAt;
      return (await standingOf(viewerId, account)).runsOutAt;
    },
    async afterMinutes(viewerId, paidNow) {
      const account = await tokenAccount(viewerId);
      const found = young(viewerId);
      if (!found || !account) return standingOf(viewerId, account);
      // The feed has told of these minutes, or is about to. Each is one version.
      const since = account.version - found.version;
      if (since !== 0n && since !== paidNow) return standingOf(viewerId, account);
      const { available, version } = account;
      known.set(viewerId, { ...found, available, version });
      return { available, runsOutAt: found.runsOutAt };
    },
    async recent(viewerId) {
      const found = young(viewerId);
      if (found) return found;
      // The wallet being away is no reason to turn a heartbeat down: an older balance is shown then.
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
      // Kept as too old rather than thrown away: while the wallet is away it is still the best there is.
      if (found) known.set(viewerId, { ...found, atMs: 0 });
    },
    // As above: believed only where nobody can say anything newer.
    clear() {
      clearedAtMs = Date.now();
    },
  };
}
