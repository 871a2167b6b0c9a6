import { createHash } from "node:crypto";

/** One check of the books, as the last run left it. */
export interface IntegrityCheck {
  name: string;
  /** False: something is wrong, or nobody knows for too long. */
  ok: boolean;
  detail: string;
  compared: bigint;
  wrong: bigint;
  /**
   * Names what is wrong, to the last figure: two runs that found the same have the same. "" where nothing
   * is wrong.
   */
  fingerprint: string;
  /** Of a comparison with a tolerance: by how much two sides differ, and how much of it may be movement. */
  drift?: Drift;
  /** Since when the check has given no verdict; undefined: it ran. */
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

/** What a check gave in one run: a verdict, or why there is none. */
export type CheckOutcome =
  | Pick<IntegrityCheck, "name" | "detail" | "compared" | "wrong" | "fingerprint" | "drift">
  | { name: string; failure: string };

/**
 * A run from its outcomes. A check that could not run keeps its last verdict and shows since when it has none; after `staleMs` without a verdict it fails.
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
    // Where nobody ran the checks meanwhile (the service was stopped), the time counts from its first run.
    const followed = before && isFresh(before, now, staleMs);
    const since = earlier?.notRunSince ?? (earlier && followed ? before.checkedAt : now);
    return unproven(verdictOf(earlier, outcome.name), since, outcome.failure, now, staleMs);
  });
  return { ok: checks.every(({ ok }) => ok), checkedAt: now, checks };
}

/** Whether a run still says how the books are. */
export const isFresh = ({ checkedAt }: { checkedAt: Date }, now: Date, staleMs: number): boolean =>
  now.getTime() - checkedAt.getTime() < staleMs;

type Verdict = Pick<IntegrityCheck, "name" | "wrong" | "fingerprint" | "drift">;

/** What the check said when it last ran. A verdict of wrong stands until another run says otherwise. */
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
    // A stale verdict is another finding than the difference that was once measured.
    ...(drift && !stale && { drift }),
    notRunSince,
  };
}

/** A short name for texts: other texts, or others in number or order, have another. */
export const fingerprintOf = (texts: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 32);

/** Runs one check; what it throws is its outcome. */
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
 * The columns of a check's statement: compared, wrong, detail, fingerprint. `key` names a thing that was compared, `figures` say by how much it is wrong: in numbers that stay as they are while right postings go on, so that
 * the fingerprint changes with each new mistake and with nothing else.
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

/** Checks as JSON, which has no bigint. */
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

/** The counterpart of storedChecks. Runs of an older version have no fingerprints. */
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
