import type {
  TraceDebitResponse,
  WalletServiceService,
  Funding as WireFunding,
  TracedTransfer as WireTransfer,
} from "@metercast/contracts/wallet/v1/wallet.ts";
import type { Caller } from "@metercast/runtime";
import type { Funding, TracedHold, TracedTransfer, WalletTraces } from "../../ports/wallet-traces.ts";
import { assetName, orUndefined, time } from "./values.ts";

/** Calls of the wallet that follow money. */
export const traces = (
  wallet: Pick<Caller<typeof WalletServiceService>, "traceDebit" | "traceMinutes" | "traceTopUp">,
): WalletTraces => ({
  async traceDebit({ id, attemptIds, cursor = "" }) {
    const found = await wallet.traceDebit({ id, attemptIds: [...attemptIds], cursor });
    const { userId, amount, transfers, funding } = found;
    return {
      userId,
      amount,
      hold: holdOf(found),
      transfers: transfers.map(transferOf),
      funding: funding && fundingOf(funding),
    };
  },
  async traceMinutes({ id, day, sessions: asked }) {
    const { minutes } = await wallet.traceMinutes({ id, day, sessions: [...asked] });
    return minutes.map(({ postedAt, ...minute }) => ({ ...minute, postedAt: time(postedAt) }));
  },
  async traceTopUp({ topUpId, cursor = "" }) {
    const found = await wallet.traceTopUp({ topUpId, cursor });
    const { userId, tokens, unknown, transfers, paid, clawbacks, untraced, nextCursor } = found;
    return {
      userId,
      tokens,
      unknown,
      transfers: transfers.map(transferOf),
      paid: paid.map(({ day, ...row }) => ({ ...row, day: time(day) })),
      clawbacks,
      untraced,
      nextCursor: orUndefined(nextCursor),
    };
  },
});

function holdOf({ hold, heldAt }: TraceDebitResponse): TracedHold | undefined {
  if (!hold) return undefined;
  const { holdId: id, amount, referenceType, referenceId } = hold;
  return { id, amount, referenceType, referenceId, heldAt: time(heldAt) };
}

const transferOf = (transfer: WireTransfer): TracedTransfer => ({
  id: transfer.transferId,
  from: transfer.debitAccount,
  to: transfer.creditAccount,
  asset: assetName(transfer.asset),
  amount: transfer.amount,
  referenceType: transfer.referenceType,
  referenceId: transfer.referenceId,
  reason: transfer.reason,
  actorId: transfer.actorId,
  createdAt: time(transfer.createdAt),
  requestId: transfer.requestId,
});

const fundingOf = ({ total, streams, others, provisional, nextCursor }: WireFunding): Funding => ({
  total,
  streams: streams.map(({ streamId, day, minutes, cents }) => ({ streamId, day: time(day), minutes, cents })),
  others: others.map(({ at, ...other }) => ({ ...other, at: time(at) })),
  provisional,
  nextCursor: orUndefined(nextCursor),
});
