import type { Clock } from "@metercast/runtime";
import { everyHour, firstHour, heldByUsers, type Overview, startOfHour } from "../../domain/overview.ts";
import type { WithdrawalStatus } from "../../domain/withdrawal.ts";
import type { Billing } from "../../ports/billing.ts";
import type { CallOptions } from "../../ports/calls.ts";
import type { HourlyTotals, Wallet } from "../../ports/wallet.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";
import { type ReadIntegrityPorts, readIntegrity } from "./read-integrity.ts";

export interface OverviewPorts {
  wallet: Pick<Wallet, "getHourlyTotals" | "getPlatformBalances">;
  billing: Pick<Billing, "getLive">;
  /** Undefined: there is no such service. */
  withdrawals: Pick<Withdrawals, "getStats"> | undefined;
  integrity: ReadIntegrityPorts;
  /** Undefined: margins are not shown. */
  tokenPriceCents: number | undefined;
  clock: Clock;
}

export type OverviewReader = () => Promise<Overview>;

const OPTIONS: CallOptions = { deadlineMs: 5_000 };
const HOUR_MS = 3_600_000;

/**
 * Reads the platform at one look. Hours that are over are read once: later reads begin an hour ago, because
 * a minute may be posted in the hour after its transaction began.
 */
export function overviewReader(ports: OverviewPorts): OverviewReader {
  const { wallet, billing, withdrawals, integrity, tokenPriceCents, clock } = ports;
  let known: HourlyTotals[] = [];
  let knownUntilMs = 0;

  async function hours(nowMs: number) {
    const from = new Date(Math.max(firstHour(nowMs).getTime(), knownUntilMs - HOUR_MS));
    const fresh = await wallet.getHourlyTotals(from, OPTIONS);
    known = [...known.filter(({ start }) => start < from && start >= firstHour(nowMs)), ...fresh];
    knownUntilMs = startOfHour(nowMs);
    return everyHour(known, nowMs, tokenPriceCents);
  }

  return async () => {
    const nowMs = clock.now();
    const [live, byHour, platform, stats, report] = await Promise.all([
      billing.getLive(OPTIONS),
      hours(nowMs),
      wallet.getPlatformBalances(OPTIONS),
      withdrawals?.getStats(),
      readIntegrity(integrity, { runNow: false }),
    ]);
    const sum = (status: WithdrawalStatus) => stats?.byStatus.get(status) ?? { count: 0n, amount: 0n };
    const { frozen = false, by, at, reason } = report.freeze ?? {};
    return {
      live,
      hours: byHour,
      money: {
        owedToCreators: heldByUsers(platform, "USD"),
        tokensOutstanding: heldByUsers(platform, "TOKEN"),
        held: sum("PENDING"),
        onItsWay: sum("APPROVED"),
        paid: sum("COMPLETED"),
        failed: sum("FAILED"),
      },
      queue: {
        oldestPendingAt: stats?.oldestPendingAt,
        needingReview: stats?.needingReview ?? 0n,
        attemptsUnknown: stats?.attemptsUnknown ?? 0n,
      },
      books: { ok: report.ok, checkedAt: report.checkedAt },
      freeze: { frozen, by, at, reason },
    };
  };
}
