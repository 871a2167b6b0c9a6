import { callableBy, WALLET_CALLERS } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import {
  Direction,
  type Account as ProtoAccount,
  type Entry as ProtoEntry,
  WalletServiceService,
} from "@metercast/contracts/wallet/v1/wallet.ts";
import { callGrpc, gathered } from "@metercast/runtime";
import type { Entry, NumberedAccount } from "../../domain/account.ts";
import type { RefundOf } from "../../domain/act.ts";
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
    async listCreatorFunds(creatorIds, options) {
      const { funds } = await wallet.listCreatorFunds({ creatorIds: [...creatorIds] }, options);
      return new Map(funds.map(({ creatorId, earned, available }) => [creatorId, { earned, available }]));
    },
    async postAdjustment({ key, terms, reason, actorId }) {
      const { userId, asset, direction, amount, refundOf } = terms;
      const { transfer } = await wallet.postAdjustment({
        ...keyAndReference(key, refundOf),
        userId,
        asset: protoAsset(asset),
        direction: direction === "credit" ? Direction.DIRECTION_CREDIT : Direction.DIRECTION_DEBIT,
        amount,
        reason,
        actorId,
      });
      const { transferId, createdAt, accounts } = given(transfer, "a transfer");
      const own = accounts.find((state) => state.userId === userId && assetName(state.asset) === asset);
      return { transferId, createdAt: time(createdAt), account: own && accountOf(own) };
    },
    traceSession: async (sessionId) => (await wallet.traceSession({ sessionId })).funding,
    async listMinutes(request) {
      const { minutes } = await wallet.listMinutes(request);
      return minutes.map(({ postedAt, ...minute }) => ({ ...minute, postedAt: time(postedAt) }));
    },
    async getHourlyTotals(from, options) {
      const { hours } = await wallet.getHourlyTotals({ from }, options);
      return hours.map(({ start, ...sums }) => ({ start: time(start), ...sums }));
    },
    async getPlatformBalances(options) {
      const { balances: found } = await wallet.getPlatformBalances({}, options);
      return found.map(({ asset, balance }) => ({ asset: assetName(asset), balance }));
    },
    async getIntegrity(request, options) {
      const { checkedAt, checks } = await wallet.getIntegrity(request, options);
      return { checkedAt, checks: checks.map(integrityCheck) };
    },
    search: async (query, options) => (await wallet.search({ query }, options)).hits.map(searchHit),
  };
}

/** A case is refunded once, whichever act asks for it. */
const keyAndReference = (key: string, refundOf: RefundOf | undefined) =>
  refundOf
    ? {
        source: "case",
        requestId: refundOf.caseId,
        referenceType: "SESSION_REFUND",
        referenceId: refundOf.sessionId,
      }
    : { source: "adjustment", requestId: key, referenceType: "ADJUSTMENT", referenceId: key };

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

type Entries = "listEntries" | "getStatement" | "getStatementTotals" | "getBalanceHistory";

const entries = (wallet: Caller): Pick<Wallet, Entries> => ({
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
  async getBalanceHistory({ userId, asset, times }) {
    return (await wallet.getBalanceHistory({ userId, asset: protoAsset(asset), times })).balances;
  },
  async getStatement({ userId, asset, period, ...page }) {
    const request = { userId, asset: protoAsset(asset), ...period, ...pageRequest(page) };
    const { openingBalance, closingBalance, sums, ...rest } = await wallet.getStatement(request);
    const nextCursor = orUndefined(rest.nextCursor);
    return { openingBalance, closingBalance, sums, entries: rest.entries.map(entryOf), nextCursor };
  },
  async getStatementTotals({ userId, asset, period, zone }) {
    const totals = await wallet.getStatementTotals({ userId, asset: protoAsset(asset), ...period, zone });
    return { ...totals, transfers: totals.transfers.map(entryOf) };
  },
});

const earnings = (wallet: Caller): Pick<Wallet, "getEarnings" | "sumEarnings" | "listStreamEarnings"> => ({
  async getEarnings(request) {
    const { totalCents, totalMinutes, centsSince, streams, account } = await wallet.getEarnings(request);
    return { totalCents, totalMinutes, centsSince, streams, account: account && accountOf(account) };
  },
  async sumEarnings({ streamId = "", ...request }) {
    const { sums } = await wallet.sumEarnings({ ...request, streamId });
    const byPlace = new Map(sums.map((sum) => [sum.place, sum]));
    return request.starts.map((start, place) => {
      const { minutes = 0n, cents = 0n } = byPlace.get(place) ?? {};
      return { start, minutes, cents };
    });
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
