import { createHash } from "node:crypto";

/** One check of the books in the last run. */
export interface IntegrityCheck {
  name: string;
  /** False: the check failed, or has had no result for too long. */
  ok: boolean;
  detail: string;
  compared: bigint;
  wrong: bigint;
  /**
   * Identifies the findings with all figures: equal findings have equal fingerprints. "" without findings.
   */
  fingerprint: string;
  /** For a comparison with a tolerance: the difference, and the part that may be under way. */
  drift?: Drift;
  /** The time since the check has had no result; undefined: it ran. */
  notRunSince: Date | undefined;
}

export interface Drift {
  difference: bigint;
  tolerance: bigint;
}

export interface IntegrityRun {
  ok: boolean;
  checkedAt: Date;
  checks: IntegrityCheck[];
}

/** The outcome of a check in one run: a result, or the reason for none. */
export type CheckOutcome =
  | Pick<IntegrityCheck, "name" | "detail" | "compared" | "wrong" | "fingerprint" | "drift">
  | { name: string; failure: string };

/**
 * A run from its outcomes. A check that could not run keeps its last result with the time since; after
 * `staleMs` without one it fails.
 */
export function judgeRun(
  outcomes: readonly CheckOutcome[],
  before: IntegrityRun | undefined,
  now: Date,
  staleMs: number,
): IntegrityRun {
  const checks = outcomes.map((outcome): IntegrityCheck => {
    if (!("failure" in outcome)) return { ...outcome, ok: outcome.wrong === 0n, notRunSince: undefined };
    const earlier = before?.checks.find(({ name }) => name === outcome.name);
    // If the service was stopped meanwhile, the time counts from its first run.
    const followed = before && isFresh(before, now, staleMs);
    const since = earlier?.notRunSince ?? (earlier && followed ? before.checkedAt : now);
    return unproven(verdictOf(earlier, outcome.name), since, outcome.failure, now, staleMs);
  });
  return { ok: checks.every(({ ok }) => ok), checkedAt: now, checks };
}

/** Whether a run is still recent enough. */
export const isFresh = ({ checkedAt }: { checkedAt: Date }, now: Date, staleMs: number): boolean =>
  now.getTime() - checkedAt.getTime() < staleMs;

type Verdict = Pick<IntegrityCheck, "name" | "wrong" | "fingerprint" | "drift">;

/** The last result of the check. A failure stays until another run succeeds. */
function verdictOf(check: IntegrityCheck | undefined, name: string): Verdict {
  if (!check) return { name, wrong: 0n, fingerprint: "" };
  const [fingerprint = ""] = check.fingerprint.split(NOT_RUN);
  return { name, wrong: check.wrong, fingerprint, ...(check.drift && { drift: check.drift }) };
}

const NOT_RUN = "not run since ";
const MAX_DETAIL = 300;

function unproven(
  { drift, ...verdict }: Verdict,
  notRunSince: Date,
  why: string,
  now: Date,
  staleMs: number,
): IntegrityCheck {
  const stale = now.getTime() - notRunSince.getTime() >= staleMs;
  return {
    ...verdict,
    ok: verdict.wrong === 0n && !stale,
    compared: 0n,
    detail: `could not run since ${notRunSince.toISOString()}: ${why}`.slice(0, MAX_DETAIL),
    fingerprint: stale ? `${verdict.fingerprint}${NOT_RUN}${notRunSince.toISOString()}` : verdict.fingerprint,
    // A stale result is another finding than the difference once measured.
    ...(drift && !stale && { drift }),
    notRunSince,
  };
}

/** A short hash of a list of texts. */
export const fingerprintOf = (texts: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 32);

/** Runs one check; an error is its outcome. */
export async function outcomeOf(name: string, look: () => Promise<CheckOutcome>): Promise<CheckOutcome> {
  try {
    return await look();
  } catch (error) {
    const [line = ""] = String(error instanceof Error ? error.message : error)
      .trim()
      .split("\n")
      .slice(-1);
    return { name, failure: line.slice(0, MAX_DETAIL) };
  }
}

/**
 * The columns of a check's statement: compared, wrong, detail, fingerprint. `key` identifies a compared
 * thing, `figures` its error, in numbers that valid postings don't change, so that the fingerprint changes
 * only with a new error.
 */
export function verdictSql(wrong: string, key: string, figures: string): string {
  const text = `${key} || ' ' || ${figures}`;
  return `count(*) AS compared, count(*) FILTER (WHERE ${wrong}) AS wrong,
      left(min(${text}) FILTER (WHERE ${wrong}), 200) AS detail,
      coalesce(sum(hashtextextended(${text}, 0)::numeric) FILTER (WHERE ${wrong}), 0)::text AS fingerprint`;
}

interface StoredCheck {
  name: string;
  ok: boolean;
  detail: string;
  compared: string;
  wrong: string;
  fingerprint?: string;
  drift?: { difference: string; tolerance: string };
  notRunSince?: string;
}

export function storedChecks(checks: readonly IntegrityCheck[]): StoredCheck[] {
  return checks.map(({ compared, wrong, drift, notRunSince, ...rest }) => ({
    ...rest,
    compared: compared.toString(),
    wrong: wrong.toString(),
    ...(drift && {
      drift: { difference: drift.difference.toString(), tolerance: drift.tolerance.toString() },
    }),
    ...(notRunSince && { notRunSince: notRunSince.toISOString() }),
  }));
}

export function readChecks(stored: unknown): IntegrityCheck[] {
  return (stored as StoredCheck[]).map(({ compared, wrong, drift, notRunSince, ...rest }) => ({
    ...rest,
    fingerprint: rest.fingerprint ?? "",
    compared: BigInt(compared),
    wrong: BigInt(wrong),
    ...(drift && {
      drift: { difference: BigInt(drift.difference), tolerance: BigInt(drift.tolerance) },
    }),
    notRunSince: notRunSince === undefined ? undefined : new Date(notRunSince),
  }));
}
