export type FindingSource = "wallet" | "withdrawals";

/** What a failing check shows. */
export interface Finding {
  check: string;
  /** Names the fault, to the last figure. */
  fingerprint: string;
  detail: string;
  drift?: { difference: bigint; tolerance: bigint };
}

export interface KnownFinding {
  source: FindingSource;
  check: string;
  fingerprint: string;
  detail: string;
  difference: bigint | undefined;
  foundAt: Date;
  /** The admin who lifted a freeze with it; "" for none. */
  acknowledgedBy: string;
}

/** What a run changes in the known findings of its source. */
export interface FindingChanges {
  /** New, or other than what is known: none of them is acknowledged. */
  fresh: Finding[];
  /** Known checks that show nothing any more. */
  gone: string[];
}

/**
 * Compares a source's findings with its known ones. A finding that is known to the last figure stays. An
 * acknowledged difference covers differences within the tolerance around it. `complete`: all of the
 * source's failing checks are in `found`, so the other known ones are over.
 */
export function compareFindings(
  known: readonly KnownFinding[],
  found: readonly Finding[],
  complete: boolean,
): FindingChanges {
  const fresh = found.filter((one) => !known.some((other) => covers(other, one)));
  const gone = known.filter(({ check }) => !found.some((one) => one.check === check));
  return { fresh, gone: complete ? gone.map(({ check }) => check) : [] };
}

function covers(known: KnownFinding, found: Finding): boolean {
  if (known.check !== found.check) return false;
  if (known.fingerprint === found.fingerprint) return true;
  if (known.acknowledgedBy === "" || known.difference === undefined || !found.drift) return false;
  const off = found.drift.difference - known.difference;
  return (off < 0n ? -off : off) <= found.drift.tolerance;
}

/**
 * All findings in one fixed order, to name them: an admin who lifts a freeze sends the name of what they
 * saw.
 */
export const shownTexts = (findings: readonly KnownFinding[]): string[] =>
  findings.map(({ source, check, fingerprint }) => `${source} ${check} ${fingerprint}`).sort();

const MAX_REASON = 500;

/** Why the checks freeze payouts. */
export function freezeReason(source: FindingSource, fresh: readonly Finding[]): string {
  const names = fresh.map(({ check }) => check).join(", ");
  return (source === "wallet" ? `the wallet's books: ${names}` : `failed: ${names}`).slice(0, MAX_REASON);
}
