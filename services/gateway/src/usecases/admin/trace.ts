import { uuidOf } from "@metercast/contracts";
import type { Asset } from "@metercast/money";
import { MetercastError } from "@metercast/runtime";
import { stepsOf, type TraceStep } from "../../domain/trace.ts";
import type { Withdrawal } from "../../domain/withdrawal.ts";
import type { Billing } from "../../ports/billing.ts";
import type { Funding, TracedDebit, TracedTopUp, WalletTraces } from "../../ports/wallet-traces.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";

export interface TracePorts {
  wallet: WalletTraces;
  billing: Pick<Billing, "getStreams" | "search">;
  /** Undefined: there is no such service. */
  withdrawals: Pick<Withdrawals, "getWithdrawal" | "search"> | undefined;
}

export interface Trace {
  id: string;
  kind: "withdrawal" | "payout_attempt" | "transfer" | "top_up";
  userId: string;
  amount: bigint;
  asset: Asset;
  steps: TraceStep[];
  withdrawal: Withdrawal | undefined;
  funding: Funding | undefined;
  /** Of a top-up: what its tokens paid. */
  topUp: TracedTopUp | undefined;
  /** Stream id → title, of the streams that billing knows. */
  titles: ReadonlyMap<string, string>;
}

/** More attempts than a withdrawal can have. */
const MOST_ATTEMPTS = 100;

/** A Checkout session of Stripe: the name of a top-up in the ledger. */
const CHECKOUT_SESSION = /^cs_[A-Za-z0-9_]{1,120}$/;

/**
 * The trail of money that left a creator: its steps from the hold to the provider, and what earned it. Of a
 * top-up: which minutes its tokens paid. @throws not_found, withdrawal_not_found
 */
export async function trace(ports: TracePorts, id: string, cursor: string | undefined): Promise<Trace> {
  if (uuidOf("withdrawal", id) !== undefined) return ofWithdrawal(ports, id, "withdrawal", id, cursor);
  if (uuidOf("attempt", id) !== undefined)
    return ofWithdrawal(ports, id, "payout_attempt", await withdrawalOf(ports.withdrawals, id), cursor);
  if (CHECKOUT_SESSION.test(id)) return ofTopUp(ports, id, id, cursor);
  if (uuidOf("topUp", id) !== undefined) return ofTopUp(ports, id, await sessionOf(ports, id), cursor);
  if (uuidOf("transfer", id) === undefined) throw new MetercastError("not_found");
  const debit = await ports.wallet.traceDebit({ id, attemptIds: [], cursor });
  const about = debit.transfers[0]?.referenceId ?? "";
  if (ports.withdrawals && uuidOf("withdrawal", about) !== undefined)
    return ofWithdrawal(ports, id, "transfer", about, cursor);
  return withTitles(ports, { id, kind: "transfer", withdrawal: undefined }, debit);
}

async function ofWithdrawal(
  ports: TracePorts,
  id: string,
  kind: Trace["kind"],
  withdrawalId: string,
  cursor: string | undefined,
): Promise<Trace> {
  if (!ports.withdrawals) throw new MetercastError("not_found");
  const withdrawal = await ports.withdrawals.getWithdrawal(withdrawalId);
  const attemptIds = withdrawal.attempts.slice(0, MOST_ATTEMPTS).map((attempt) => attempt.id);
  // A withdrawal and its hold have one uuid.
  const hold = withdrawalId.replace(/^wdr_/, "hld_");
  const debit = await ports.wallet.traceDebit({ id: hold, attemptIds, cursor });
  return withTitles(ports, { id, kind, withdrawal }, debit);
}

/** The withdrawal that an attempt pays. @throws not_found */
export async function withdrawalOf(
  withdrawals: Pick<Withdrawals, "search"> | undefined,
  attemptId: string,
): Promise<string> {
  const hits = (await withdrawals?.search(attemptId)) ?? [];
  const hit = hits.find(({ kind, id }) => kind === "payout_attempt" && id === attemptId);
  if (!hit?.parentId) throw new MetercastError("not_found");
  return hit.parentId;
}

async function sessionOf({ billing }: TracePorts, topUpId: string): Promise<string> {
  const hit = (await billing.search(topUpId)).find(({ kind, id }) => kind === "top_up" && id === topUpId);
  if (!hit?.parentId) throw new MetercastError("not_found");
  return hit.parentId;
}

async function ofTopUp(
  { wallet, billing }: TracePorts,
  id: string,
  topUpId: string,
  cursor: string | undefined,
): Promise<Trace> {
  const topUp = await wallet.traceTopUp({ topUpId, cursor });
  const { userId, tokens: amount, transfers, paid } = topUp;
  const steps = stepsOf({ hold: undefined, transfers, userId });
  const titles = await titlesOf(billing, [...new Set(paid.map(({ streamId }) => streamId))]);
  const none = { withdrawal: undefined, funding: undefined };
  return { id, kind: "top_up", userId, amount, asset: "TOKEN", steps, topUp, titles, ...none };
}

async function withTitles(
  { billing }: TracePorts,
  about: Pick<Trace, "id" | "kind" | "withdrawal">,
  debit: TracedDebit,
): Promise<Trace> {
  const { userId, amount, transfers, funding } = debit;
  const asset = transfers[0]?.asset ?? "USD";
  const ids = [...new Set(funding?.streams.map(({ streamId }) => streamId))];
  const titles = await titlesOf(billing, ids);
  return { ...about, topUp: undefined, userId, amount, asset, steps: stepsOf(debit), funding, titles };
}

/** Billing's limit. */
const MOST_STREAMS = 100;

async function titlesOf(
  billing: TracePorts["billing"],
  ids: readonly string[],
): Promise<Map<string, string>> {
  const titles = new Map<string, string>();
  for (let first = 0; first < ids.length; first += MOST_STREAMS)
    for (const { id, title } of await billing.getStreams(ids.slice(first, first + MOST_STREAMS)))
      titles.set(id, title);
  return titles;
}
