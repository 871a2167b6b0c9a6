import type { Clock } from "@metercast/runtime";
import { compareFindings, type Finding, type FindingSource, freezeReason } from "../domain/finding.ts";
import type { Message, Store } from "../ports/store.ts";
import { freezeChanged } from "./events.ts";

export interface FindingsReport {
  source: FindingSource;
  found: readonly Finding[];
  /** All of the source's failing checks are in `found`. */
  complete: boolean;
  /** Withdrawals' own checks have run: payouts may start for so long. */
  countsForMs?: number;
  /** The event that reports them: it counts once, however often it comes. */
  message?: Message;
}

/** The actor of a freeze by the checks. */
const INTEGRITY = "integrity";

/** Keeps what a source's checks show. A finding that no admin has acknowledged freezes payouts. */
export function reportFindings(
  { store, clock }: { store: Store; clock: Clock },
  { source, found, complete, countsForMs, message }: FindingsReport,
): Promise<void> {
  return store.transaction(async ({ isFirst, freeze, withdrawals, append }) => {
    if (message && !(await isFirst(message))) return;
    const before = await freeze.lock();
    if (countsForMs !== undefined) await freeze.allowFor(countsForMs);
    const known = before.findings.filter((one) => one.source === source);
    const { fresh, gone } = compareFindings(known, found, complete);
    if (gone.length > 0) await freeze.dropFindings(source, gone);
    if (fresh.length === 0) {
      // Some withdrawals waited for the first run of the checks, not for an admin.
      if (!before.frozen) await withdrawals.wakeFrozen();
      return;
    }
    await freeze.keepFindings(source, fresh);
    const reason = freezeReason(source, fresh);
    // The history has each finding; the freeze itself keeps its first actor and reason.
    const change = { frozen: true, by: INTEGRITY, reason };
    if (!before.frozen) {
      await freeze.set(true, INTEGRITY, reason);
      await append([freezeChanged(change, new Date(clock.now()))]);
    }
    await freeze.addChange({ ...change, findings: fresh });
  });
}
