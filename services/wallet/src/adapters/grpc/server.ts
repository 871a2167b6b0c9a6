import { WALLET_CALLERS } from "@metercast/contracts";
import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import type { Wakeable } from "@metercast/runtime";
import { type GrpcServer, type Handlers, type Logger, MetercastError, serveGrpc } from "@metercast/runtime";
import type { History } from "../../ports/history.ts";
import type { Integrity } from "../../ports/integrity.ts";
import type { Ledger } from "../../ports/ledger.ts";
import type { MinuteMetrics } from "../../ports/minute-metrics.ts";
import { adjust } from "../../usecases/adjust.ts";
import { placeHold } from "../../usecases/place-hold.ts";
import { postMinutes } from "../../usecases/post-minutes.ts";
import { postStripeMovement } from "../../usecases/stripe-movement.ts";
import { postTopUp } from "../../usecases/top-up.ts";
import { history } from "./history.ts";
import * as read from "./requests.ts";
import { toAccount, toEntry, toHold, toTopUpPosted, toTransferPosted, wireAsset } from "./responses.ts";

type Wallet = Handlers<typeof WalletServiceService>;

interface Ports {
  ledger: Ledger;
  relay: Wakeable;
  integrity: Integrity;
  history: History;
  metrics: MinuteMetrics;
}

/** The ledger's synchronous door: reads the request, one use case or port, writes the response. */
export function startWalletServer(
  options: Ports & { port: number; maxConnectionAgeSeconds: number; log: Logger },
): Promise<GrpcServer> {
  const { port, maxConnectionAgeSeconds, log } = options;
  return serveGrpc({
    name: "wallet.v1.WalletService",
    definition: WalletServiceService,
    callers: WALLET_CALLERS,
    handlers: {
      ...accounts(options),
      ...movements(options),
      ...topUps(options),
      ...holds(options),
      ...reports(options),
      ...history(options.history),
    },
    port,
    maxConnectionAgeSeconds,
    log,
  });
}

function accounts({
  ledger,
}: Ports): Pick<Wallet, "openAccounts" | "getBalances" | "listBalances" | "listEntries" | "listMinutes"> {
  return {
    async openAccounts(request) {
      return { accounts: (await ledger.openAccounts(read.wantedAccounts(request))).map(toAccount) };
    },
    async getBalances({ userId }) {
      return { accounts: (await ledger.accountsOf(read.userId(userId))).map(toAccount) };
    },
    async listBalances({ userIds }) {
      return { accounts: (await ledger.accountsOf(...read.userIds(userIds))).map(toAccount) };
    },
    async listEntries(request) {
      const { entries, nextCursor } = await ledger.entries(read.entryQuery(request));
      return { entries: entries.map(toEntry), nextCursor };
    },
    async listMinutes(request) {
      const { session, fromMinute } = read.minutesQuery(request);
      const minutes = await ledger.minutesOf(session, fromMinute, read.MINUTES_PAGE);
      return { minutes };
    },
  };
}

function movements({ ledger, relay, metrics }: Ports): Pick<Wallet, "postMinutes" | "postTransfer"> {
  return {
    async postMinutes(request) {
      const result = await postMinutes({ ledger, relay, metrics }, read.dueLines(request), false);
      const [wrong] = result.putAside;
      if (wrong)
        throw new MetercastError("invalid_request", `${wrong.reason} (the batch's other lines were posted)`);
      return { posted: { lines: Buffer.from(result.lines), creators: Buffer.from(result.creators) } };
    },
    async postTransfer(request) {
      const asked = read.adjustment(request);
      const answer = await adjust({ ledger, relay }, asked);
      return { transfer: toTransferPosted(asked, answer), replayed: answer.replayed };
    },
  };
}

function topUps({
  ledger,
  relay,
}: Ports): Pick<
  Wallet,
  "postTopUp" | "moveTopUpMoney" | "reverseTopUp" | "reinstateTopUp" | "postStripeMovement"
> {
  return {
    async postTopUp(request) {
      const asked = read.topUp(request);
      const answer = await postTopUp({ ledger, relay }, asked);
      return { transfer: toTopUpPosted(asked, answer), replayed: answer.replayed };
    },
    async moveTopUpMoney(request) {
      const moved = await ledger.moveTopUpMoney(read.topUpMoney(request));
      relay.wake();
      const { tokens, recoveredCents, lostCents, replayed } = moved;
      return { tokensTaken: tokens, centsRecovered: recoveredCents, centsLost: lostCents, replayed };
    },
    // What these meant is booked by balance transactions now.
    reverseTopUp: superseded,
    reinstateTopUp: superseded,
    async postStripeMovement(request) {
      const { replayed } = await postStripeMovement({ ledger, relay }, read.stripeMovement(request));
      return { replayed };
    },
  };
}

function superseded(): Promise<never> {
  throw new MetercastError("method_not_allowed", "Replaced by MoveTopUpMoney.");
}

function holds({ ledger, relay }: Ports): Pick<Wallet, "placeHold" | "postHold" | "voidHold" | "getHolds"> {
  const end = async (holdId: string, how: "post" | "void") => {
    const state = await ledger.endHold(read.holdId(holdId), how);
    relay.wake();
    return { hold: toHold(state), account: toAccount(state.account) };
  };
  return {
    async placeHold(request) {
      const state = await placeHold(ledger, read.newHold(request), request.channel);
      return { hold: toHold(state), account: toAccount(state.account) };
    },
    postHold: ({ holdId }) => end(holdId, "post"),
    voidHold: ({ holdId }) => end(holdId, "void"),
    async getHolds(request) {
      return { holds: (await ledger.holds(read.holdIds(request))).map(toHold) };
    },
  };
}

function reports({
  ledger,
  integrity,
  relay,
}: Ports): Pick<Wallet, "getEarnings" | "getIntegrity" | "getPlatformBalances"> {
  return {
    async getEarnings(request) {
      const { creatorId, streams, since } = read.earningsQuery(request);
      const { account, streams: rows, ...sums } = await ledger.earnings(creatorId, streams, since);
      return { ...sums, streams: rows.map(toStreamEarnings), account: account && toAccount(account) };
    },
    async getPlatformBalances() {
      const balances = await ledger.platformBalances();
      return { balances: balances.map((one) => ({ ...one, asset: wireAsset(one.asset) })) };
    },
    async getIntegrity({ runNow, whole = false }) {
      const now = new Date();
      const run = await (runNow || whole ? integrity.run(now, { whole }) : integrity.current(now));
      relay.wake();
      return run;
    },
  };
}

function toStreamEarnings({ stream, minutes, cents }: { stream: string; minutes: bigint; cents: bigint }) {
  return { streamId: read.streamId(stream), minutes, cents };
}
