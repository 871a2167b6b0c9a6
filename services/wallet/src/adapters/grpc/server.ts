import { WALLET_CALLERS } from "@metercast/contracts";
import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { type GrpcServer, type Handlers, type Logger, MetercastError, serveGrpc } from "@metercast/runtime";
import { type CheckBooksPorts, checkBooks } from "../../usecases/check-books.ts";
import { endHold } from "../../usecases/end-hold.ts";
import { type MoveTopUpMoneyPorts, moveTopUpMoney } from "../../usecases/move-top-up-money.ts";
import { openAccounts } from "../../usecases/open-accounts.ts";
import { placeHold } from "../../usecases/place-hold.ts";
import { postAdjustment } from "../../usecases/post-adjustment.ts";
import { postBalanceTransaction } from "../../usecases/post-balance-transaction.ts";
import { type PostMinutesPorts, postMinutes } from "../../usecases/post-minutes.ts";
import { postTopUp } from "../../usecases/post-top-up.ts";
import type { TraceDebitPorts } from "../../usecases/trace-debit.ts";
import type { TraceTopUpPorts } from "../../usecases/trace-top-up.ts";
import { type EarningsPorts, earnings } from "./earnings.ts";
import { type ReadPorts, reads } from "./reads.ts";
import * as read from "./requests.ts";
import { toAccount, toHeld, toTransferPosted } from "./responses.ts";
import { traces } from "./traces.ts";

type Wallet = Handlers<typeof WalletServiceService>;
type Ports = MoveTopUpMoneyPorts & PostMinutesPorts & CheckBooksPorts & EarningsPorts;

/**
 * Serves `wallet.v1.WalletService`: a handler reads the request, runs one use case and writes the response.
 */
export function startWalletServer(
  options: Ports &
    ReadPorts &
    TraceDebitPorts &
    TraceTopUpPorts & { port: number; maxConnectionAgeSeconds: number; log: Logger },
): Promise<GrpcServer> {
  const { port, maxConnectionAgeSeconds, log } = options;
  return serveGrpc({
    name: "wallet.v1.WalletService",
    definition: WalletServiceService,
    callers: WALLET_CALLERS,
    handlers: {
      ...postings(options),
      ...topUps(options),
      ...holds(options),
      ...earnings(options),
      ...reads(options),
      ...traces(options),
    },
    port,
    maxConnectionAgeSeconds,
    log,
  });
}

function postings(
  ports: Ports,
): Pick<
  Wallet,
  "openAccounts" | "postMinutes" | "postAdjustment" | "postBalanceTransaction" | "getIntegrity"
> {
  return {
    async openAccounts(request) {
      return { accounts: (await openAccounts(ports, read.wantedAccounts(request))).map(toAccount) };
    },
    async postMinutes(request) {
      const { lines, creators, putAside } = await postMinutes(ports, read.dueLines(request), false);
      const [wrong] = putAside;
      if (wrong)
        throw new MetercastError(
          "invalid_request",
          `${wrong.reason} (the batch's other minutes were posted)`,
        );
      return { posted: { lines: Buffer.from(lines), creators: Buffer.from(creators) } };
    },
    async postAdjustment(request) {
      const adjustment = read.adjustment(request);
      const posted = await postAdjustment(ports, adjustment);
      return { transfer: toTransferPosted(adjustment, posted), replayed: posted.replayed };
    },
    async postBalanceTransaction(request) {
      const { replayed } = await postBalanceTransaction(ports, read.balanceTransaction(request));
      return { replayed };
    },
    getIntegrity: ({ runNow, whole = false }) => checkBooks(ports, { runNow, whole }),
  };
}

function topUps(ports: Ports): Pick<Wallet, "postTopUp" | "moveTopUpMoney"> {
  return {
    async postTopUp(request) {
      const topUp = read.topUp(request);
      const posted = await postTopUp(ports, topUp);
      const reference = { referenceType: "TOP_UP", referenceId: topUp.topUpId, requestId: topUp.topUpId };
      return { transfer: toTransferPosted(reference, posted), replayed: posted.replayed };
    },
    async moveTopUpMoney(request) {
      const moved = await moveTopUpMoney(ports, read.topUpMoney(request));
      const { tokens, recoveredCents, lostCents, replayed } = moved;
      return { tokensTaken: tokens, centsRecovered: recoveredCents, centsLost: lostCents, replayed };
    },
  };
}

function holds(ports: Ports): Pick<Wallet, "placeHold" | "postHold" | "voidHold"> {
  return {
    placeHold: async (request) => toHeld(await placeHold(ports, read.placeHold(request))),
    postHold: async ({ holdId }) =>
      toHeld(await endHold(ports, { holdId: read.holdId(holdId), end: "posted" })),
    voidHold: async ({ holdId }) =>
      toHeld(await endHold(ports, { holdId: read.holdId(holdId), end: "voided" })),
  };
}
