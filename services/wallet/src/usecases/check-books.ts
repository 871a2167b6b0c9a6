import { type IntegrityRun, isFresh, judgeRun } from "@metercast/postgres/integrity";
import type { Clock } from "@metercast/runtime";
import type { Books, Finding } from "../ports/books.ts";
import type { Relay } from "../ports/relay.ts";

export interface CheckBooksPorts {
  books: Books;
  relay: Relay;
  clock: Pick<Clock, "now">;
  /** A run older than this does not count, and a check without a verdict for this long fails. */
  staleMs: number;
}

export interface CheckBooksRequest {
  /** Run now, also where the last run is recent. */
  runNow: boolean;
  /** Read closed ledger periods too. */
  whole: boolean;
}

/** Gives the last run of the checks while it is recent, or a new one. A new finding is announced, once. */
export async function checkBooks(
  { books, relay, clock, staleMs }: CheckBooksPorts,
  { runNow, whole }: CheckBooksRequest,
): Promise<IntegrityRun> {
  const now = new Date(clock.now());
  const last = runNow || whole ? undefined : await books.lastRun();
  if (last && isFresh(last, now, staleMs)) return last;
  const outcomes = await books.check(whole);
  const kept = await books.keepRun((before) => {
    const run = judgeRun(outcomes, before, now, staleMs);
    return { run, findings: newFindings(run, before) };
  });
  relay.wake();
  return kept;
}

/** The run's findings where they are not exactly those of the run before it. */
function newFindings(run: IntegrityRun, before: IntegrityRun | undefined): Finding[] {
  const findings = findingsOf(run);
  return keysOf(findings) === keysOf(findingsOf(before)) ? [] : findings;
}

const findingsOf = (run: IntegrityRun | undefined): Finding[] =>
  (run?.checks ?? [])
    .filter(({ ok }) => !ok)
    .map(({ name, fingerprint, detail }) => ({ check: name, fingerprint, detail }));

const keysOf = (findings: readonly Finding[]): string =>
  JSON.stringify(findings.map(({ check, fingerprint }) => [check, fingerprint]));
