import { callableBy, WALLET_CALLERS } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import {
  Direction,
  type Account as ProtoAccount,
  type Entry as ProtoEntry,
  SeriesInterval,
  WalletServiceService,
} from "@metercast/contracts/wallet/v1/wallet.ts";
import { callGrpc, gathered } from "@metercast/runtime";
import type { Entry, NumberedAccount } from "../../domain/account.ts";
import type { Interval } from "../../domain/period.ts";
import type { Wallet } from "../../ports/wallet.ts";
import { maturity } from "./earnings.ts";
import {
  assetName,
  given,
  integrityCheck,
  orUndefined,
  pageRequest,
  protoAsset,
  searchHit,
  time,
} from "./values.ts";
import { traces } from "./wallet-traces.ts";

const METHODS = callableBy("gateway", WalletServiceService, WALLET_CALLERS);

/** At a thousand requests a second about three go together; a single request waits this long. */
const GATHER_MS = 2;
/** The wallet's limit. */
const MOST_USERS = 100;

const INTERVALS: Readonly<Record<Interval, SeriesInterval>> = {
  hour: SeriesInterval.SERIES_INTERVAL_HOUR,
  day: SeriesInterval.SERIES_INTERVAL_DAY,
  month: SeriesInterval.SERIES_INTERVAL_MONTH,
};

export type WalletClient = Wallet & { ready(): Promise<void>; close(): void };

/** Balances are read together: most of what one costs is the call. */
export function connectWallet(address: string, deadlineMs: number): WalletClient {
  const wallet = callGrpc(METHODS, address, { deadlineMs });
  return {
    ready: () => wallet.ready(),
    close: () => wallet.close(),
    getBalances: balances(wallet),
    ...entries(wallet),
    ...earnings(wallet),
    ...traces(wallet),
    ...maturity(wallet),
    async postAdjustment({ key, terms, reason, actorId }) {
      const { userId, asset, direction, amount } = terms;
      const { transfer } = await wallet.postAdjustment({
        source: "adjustment",
        requestId: key,
        userId,
        asset: protoAsset(asset),
        direction: direction === "credit" ? Direction.DIRECTION_CREDIT : Direction.DIRECTION_DEBIT,
        amount,
        referenceType: "ADJUSTMENT",
        referenceId: key,
        reason,
        actorId,
      });
      const { transferId, createdAt, accounts } = given(transfer, "a transfer");
      const own = accounts.find((state) => state.userId === userId && assetName(state.asset) === asset);
      return { transferId, createdAt: time(createdAt), account: own && accountOf(own) };
    },
    async getIntegrity(request, options) {
      const { checkedAt, checks } = await wallet.getIntegrity(request, options);
      return { checkedAt, checks: checks.map(integrityCheck) };
    },
    search: async (query, options) => (await wallet.search({ query }, options)).hits.map(searchHit),
  };
}

type Caller = ReturnType<typeof callGrpc<typeof METHODS>>;

function balances(wallet: Caller): Wallet["getBalances"] {
  const gatheredBalances = gathered(GATHER_MS, MOST_USERS, async (userIds: readonly string[]) => {
    const { accounts } = await wallet.listBalances({ userIds: [...new Set(userIds)] });
    const byUser = new Map<string, NumberedAccount[]>();
    for (const account of accounts) {
      const own = byUser.get(account.userId);
      if (own) own.push(accountOf(account));
      else byUser.set(account.userId, [accountOf(account)]);
    }
    return byUser;
  });
  return async (userId, options) => {
    // A call with a shorter deadline than the others goes alone.
    if (options) return (await wallet.getBalances({ userId }, options)).accounts.map(accountOf);
    return (await gatheredBalances(userId)).get(userId) ?? [];
  };
}

const entries = (wallet: Caller): Pick<Wallet, "listEntries" | "getStatement"> => ({
  async listEntries({ userId, asset, referenceType = "", from, to, streamId = "", ...page }) {
    const { entries: found, nextCursor } = await wallet.listEntries({
      userId,
      asset: asset === undefined ? Asset.ASSET_UNSPECIFIED : protoAsset(asset),
      referenceType,
      from,
      to,
      streamId,
      ...pageRequest(page),
    });
    return { items: found.map(entryOf), nextCursor: orUndefined(nextCursor) };
  },
  async getStatement({ userId, asset, period, ...page }) {
    const request = { userId, asset: protoAsset(asset), ...period, ...pageRequest(page) };
    const { openingBalance, closingBalance, sums, ...rest } = await wallet.getStatement(request);
    const nextCursor = orUndefined(rest.nextCursor);
    return { openingBalance, closingBalance, sums, entries: rest.entries.map(entryOf), nextCursor };
  },
});

const earnings = (
  wallet: Caller,
): Pick<Wallet, "getEarnings" | "getEarningsSeries" | "listStreamEarnings"> => ({
  async getEarnings(request) {
    const { totalCents, totalMinutes, centsSince, streams, account } = await wallet.getEarnings(request);
    return { totalCents, totalMinutes, centsSince, streams, account: account && accountOf(account) };
  },
  async getEarningsSeries({ creatorId, interval, period, streamId = "" }) {
    const request = { creatorId, interval: INTERVALS[interval], ...period, streamId };
    const { points } = await wallet.getEarningsSeries(request);
    return points.map(({ start, minutes, cents }) => ({ start: time(start), minutes, cents }));
  },
  async listStreamEarnings({ creatorId, period, byDay, ...page }) {
    const request = { creatorId, ...period, byDay, ...pageRequest(page) };
    const { rows, nextCursor } = await wallet.listStreamEarnings(request);
    const items = rows.map(({ streamId, day, minutes, cents }) => ({ streamId, day, minutes, cents }));
    return { items, nextCursor: orUndefined(nextCursor) };
  },
});

function accountOf(account: ProtoAccount): NumberedAccount {
  const { posted, held, available, version } = account;
  const asset = assetName(account.asset);
  return { account: Number(account.account), asset, posted, held, available, version };
}

const entryOf = (entry: ProtoEntry): Entry => ({
  id: entry.entryId,
  direction: entry.direction === Direction.DIRECTION_CREDIT ? "credit" : "debit",
  referenceType: entry.referenceType,
  referenceId: entry.referenceId,
  asset: assetName(entry.asset),
  amount: entry.amount,
  balanceAfter: entry.balanceAfter,
  version: entry.version,
  createdAt: time(entry.createdAt),
  metadata: entry.metadata,
});
