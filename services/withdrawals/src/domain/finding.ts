export type FindingSource = "wallet" | "withdrawals";

/** What a failing check shows. */
export interface Finding {
  check: string;
  /** Names what is wrong, to the last figure. */
  fingerprint: string;
  detail: string;
  /** Of a comparison with a tolerance: by how much two sides differ, and how much of that may be movement. */
  drift?: { difference: bigint; tolerance: bigint };
}

export interface KnownFinding {
  source: FindingSource;
  check: string;
  fingerprint: string;
  detail: string;
  difference: bigint | undefined;
  foundAt: Date;
  /** Who lifted a freeze that showed it; "" for nobody. */
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
 * Compares what a source's checks show with what is known of it. A finding that is known to the last figure stays as it is. A difference that was acknowledged covers what
 * lies within the tolerance around it. `complete`: all of the source's failing checks are in `found`, so that the others are over.
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

/** All that is shown, in an order of its own: an admin who lifts a freeze says with its name what they saw. */
export const shownTexts = (findings: readonly KnownFinding[]): string[] =>
  findings.map(({ source, check, fingerprint }) => `${source} ${check} ${fingerprint}`).sort();
