import { uuidOf } from "@metercast/contracts";
import type { Asset } from "@metercast/money";
import { MetercastError } from "@metercast/runtime";
import { stepsOf, type TraceStep } from "../../domain/trace.ts";
import type { Withdrawal } from "../../domain/withdrawal.ts";
import type { Billing } from "../../ports/billing.ts";
import type { Funding, TracedDebit, WalletTraces } from "../../ports/wallet-traces.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";

export interface TracePorts {
  wallet: WalletTraces;
  billing: Pick<Billing, "getStreams">;
  /** Undefined: there is no such service. */
  withdrawals: Pick<Withdrawals, "getWithdrawal" | "search"> | undefined;
}

export interface Trace {
  id: string;
  kind: "withdrawal" | "payout_attempt" | "transfer";
  userId: string;
  amount: bigint;
  asset: Asset;
  steps: TraceStep[];
  withdrawal: Withdrawal | undefined;
  funding: Funding | undefined;
  /** Stream id → title, of the streams that billing knows. */
  titles: ReadonlyMap<string, string>;
}

/** More attempts than a withdrawal can have. */
const MOST_ATTEMPTS = 100;

/**
 * The trail of money that left a creator: its steps from the hold to the payer, and what earned it.
 * @throws not_found, withdrawal_not_found
 */
export async function trace(ports: TracePorts, id: string, cursor: string | undefined): Promise<Trace> {
  if (uuidOf("withdrawal", id) !== undefined) return ofWithdrawal(ports, id, "withdrawal", id, cursor);
  if (uuidOf("attempt", id) !== undefined)
    return ofWithdrawal(ports, id, "payout_attempt", await withdrawalOf(ports, id), cursor);
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

async function withdrawalOf({ withdrawals }: TracePorts, attemptId: string): Promise<string> {
  const hits = (await withdrawals?.search(attemptId)) ?? [];
  const hit = hits.find(({ kind, id }) => kind === "payout_attempt" && id === attemptId);
  if (!hit?.parentId) throw new MetercastError("not_found");
  return hit.parentId;
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
  return { ...about, userId, amount, asset, steps: stepsOf(debit), funding, titles };
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
