import { expect, it } from "vitest";
import {
  type CheckOutcome,
  type IntegrityRun,
  judgeRun,
  outcomeOf,
  readChecks,
  storedChecks,
} from "./integrity.ts";

const MINUTE = 60_000;
const STALE_MS = 30 * MINUTE;
const at = (minute: number) => new Date(Date.UTC(2026, 10, 30, 12) + minute * MINUTE);

const right: CheckOutcome = { name: "sums", detail: "", compared: 3n, wrong: 0n, fingerprint: "" };
const wrong: CheckOutcome = { ...right, detail: "USD is off by 1", wrong: 1n, fingerprint: "1:77" };
const failing: CheckOutcome = { name: "sums", failure: "canceling statement due to statement timeout" };

function runs(...outcomes: CheckOutcome[]): IntegrityRun {
  let run: IntegrityRun | undefined;
  for (const [index, outcome] of outcomes.entries()) {
    run = judgeRun([outcome], run, at(index * 5), STALE_MS);
    run = { ...run, checks: readChecks(JSON.parse(JSON.stringify(storedChecks(run.checks)))) };
  }
  return run as IntegrityRun;
}
const times = (count: number, outcome: CheckOutcome) => Array.from({ length: count }, () => outcome);

it("a check that could not run says so at once, and fails once it has given no verdict for the stated time", () => {
  const first = runs(right, failing);
  expect(first).toMatchObject({ ok: true, checks: [{ ok: true, compared: 0n, notRunSince: at(0) }] });
  expect(first.checks[0]?.detail).toContain("statement timeout");
  expect(runs(right, ...times(5, failing)).ok).toBe(true);
  const stale = runs(right, ...times(6, failing));
  expect(stale).toMatchObject({ ok: false, checks: [{ ok: false, wrong: 0n }] });
  expect(stale.checks[0]?.fingerprint).toBe(`not run since ${at(0).toISOString()}`);
  expect(runs(right, ...times(20, failing)).checks[0]?.fingerprint).toBe(stale.checks[0]?.fingerprint);
  expect(runs(right, ...times(20, failing), right)).toMatchObject({
    ok: true,
    checks: [{ notRunSince: undefined }],
  });
});

it("a check that never ran fails after the same time", () => {
  expect(runs(...times(6, failing)).ok).toBe(true);
  expect(runs(...times(7, failing)).ok).toBe(false);
});

it("a verdict of wrong stands while the check can't run, and is another finding once that lasts too long", () => {
  const kept = runs(wrong, failing);
  expect(kept).toMatchObject({ ok: false, checks: [{ ok: false, wrong: 1n, fingerprint: "1:77" }] });
  const stale = runs(wrong, ...times(8, failing));
  expect(stale.checks[0]?.fingerprint).toBe(`1:77not run since ${at(0).toISOString()}`);
  expect(runs(wrong, ...times(8, failing), wrong).checks[0]?.fingerprint).toBe("1:77");
});

it("the time in which nobody ran the checks is not theirs: it counts from the first run after it", () => {
  const yesterday = judgeRun([right], undefined, at(-1_440), STALE_MS);
  const started = judgeRun([failing], yesterday, at(0), STALE_MS);
  expect(started).toMatchObject({ ok: true, checks: [{ notRunSince: at(0) }] });
});

it("what a check throws is its outcome", async () => {
  const outcome = await outcomeOf("sums", () =>
    Promise.reject(new Error("\nInvalid call:\n\nbigint out of range")),
  );
  expect(outcome).toEqual({ name: "sums", failure: "bigint out of range" });
});
