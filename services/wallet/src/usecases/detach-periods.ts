import type { Clock } from "@metercast/runtime";
import type { ClosePeriodsPorts } from "./close-periods.ts";

/** Of one run: the next run continues. */
const MOST_PERIODS = 100;
const DAY_MS = 86_400_000;

/**
 * Detaches summed periods that ended at least `days` ago, oldest first. Each is compared with its sums once
 * more, because afterwards only the sums are left.
 */
export async function detachPeriods(
  { periods, log, clock }: ClosePeriodsPorts & { clock: Pick<Clock, "now"> },
  days: number,
): Promise<void> {
  for (let count = 0; count < MOST_PERIODS; count++) {
    const oldest = await periods.oldestSummed();
    if (!oldest || oldest.endedAt.getTime() > clock.now() - days * DAY_MS) return;
    const { wrong, detail } = await periods.verify(oldest.name);
    if (wrong > 0n) {
      log.error({ period: oldest.name, wrong: Number(wrong), detail }, "A CLOSED PERIOD IS WRONG: it stays");
      return;
    }
    const detached = await periods.detachOldest(days);
    if (detached === undefined) return;
    log.info({ period: detached }, "ledger period detached");
  }
}
