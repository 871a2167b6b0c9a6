import type { Logger } from "@metercast/runtime";
import type { LedgerPeriods, Verdict } from "../ports/ledger-periods.ts";

/** Of one run: the next run continues. The first run of an old ledger has more. */
const MOST_PERIODS = 100;

export interface ClosePeriodsPorts {
  periods: LedgerPeriods;
  log: Logger;
}

/** Closes the periods that ended at least `days` ago and sums them up, oldest first, until one is wrong. */
export async function closePeriods({ periods, log }: ClosePeriodsPorts, days: number): Promise<void> {
  await periods.closeEnded(days);
  for (let count = 0; count < MOST_PERIODS; count++) {
    const summed = await periods.sumNext();
    if (!summed) return;
    const { name, verdict } = summed;
    // A period without sums stays among those that every run of the checks reads in full.
    if (verdict.wrong > 0n) return log.error({ period: name, ...shown(verdict) }, "A CLOSED PERIOD IS WRONG");
    log.info({ period: name }, "ledger period closed and summed up");
  }
}

const shown = ({ wrong, detail }: Verdict) => ({ wrong: Number(wrong), detail });
