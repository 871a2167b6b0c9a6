import { localDay } from "@metercast/calendar";
import { newUuid } from "@metercast/contracts";
import { failpoint, type Logger, MetercastError } from "@metercast/runtime";
import { type Period, thresholdKey } from "../domain/period.ts";
import { decideRun, type RunDecision, reachesThreshold } from "../domain/run.ts";
import { dueRun, inForce, missedBefore, nextRun, type Schedule } from "../domain/schedule.ts";
import type { Withdrawal } from "../domain/withdrawal.ts";
import type { CountRun } from "../ports/run-counts.ts";
import type { Run } from "../ports/schedules.ts";
import type { Transaction } from "../ports/store.ts";
import { beginWithdrawal, type CreateWithdrawalPorts, placeHold } from "./create-withdrawal.ts";
import { runSkipped } from "./events.ts";
import { factsOf, type Seen } from "./run-facts.ts";
import { replan, takenPeriods } from "./set-schedule.ts";

export interface RunSchedulesPorts extends CreateWithdrawalPorts {
  log: Logger;
  countRun: CountRun;
}

/** Creators at once: half of the pool stays for requests. */
const AT_ONCE = 4;
/** Longer than a call of the wallet and the transaction after it; after a crash they wait this long. */
const LEASE_SECONDS = 30;

/** Runs the schedules that are due. "again": there may be more. */
export async function runSchedules(ports: RunSchedulesPorts): Promise<"again" | undefined> {
  const now = new Date(ports.clock.now());
  const due = await ports.store.schedules.claimDue(now, LEASE_SECONDS, AT_ONCE);
  const done = await Promise.allSettled(due.map((creatorId) => runSchedule(ports, creatorId)));
  // Its claim runs out and a later run takes it from its row.
  for (const one of done)
    if (one.status === "rejected") ports.log.warn({ err: one.reason }, "a schedule did not run yet");
  return due.length === AT_ONCE ? "again" : undefined;
}

/** One creator: the run's row and its withdrawal commit together, then the hold is placed. */
async function runSchedule(ports: RunSchedulesPorts, creatorId: string): Promise<void> {
  const availability = await ports.wallet.availability(creatorId);
  const waived = await ports.minimums.of(creatorId);
  const platformMinimum = waived ?? ports.settings.minimumCents;
  const made = await ports.store.transaction((tx) =>
    commitRun(ports, tx, { creatorId, availability, platformMinimum }),
  );
  if (!made) return;
  failpoint("schedules.run_committed");
  ports.countRun(made.run.reason || "created");
  if (made.withdrawal) await holdOrLeave(ports, made.withdrawal);
}

/** A refusal is in the run's row by now. What is not known stays for the completer. */
async function holdOrLeave(ports: RunSchedulesPorts, withdrawal: Withdrawal): Promise<void> {
  try {
    await placeHold(ports, withdrawal);
    failpoint("schedules.hold_marked");
  } catch (err) {
    const { code } = MetercastError.from(err);
    ports.log.info(
      { err, withdrawal: withdrawal.id, code },
      "the hold of a scheduled withdrawal is not placed",
    );
  }
}

interface Made {
  run: Run;
  withdrawal: Withdrawal | undefined;
}

/** Undefined: another replica was faster, or there is nothing to do yet. */
async function commitRun(ports: RunSchedulesPorts, tx: Transaction, seen: Seen): Promise<Made | undefined> {
  const { creatorId } = seen;
  const now = new Date(ports.clock.now());
  await tx.methods.lockOf(creatorId);
  const versions = await tx.schedules.versions(creatorId);
  const taken = await takenPeriods(tx.schedules, creatorId);
  const due = dueRun(versions, now);
  const present = inForce(versions, now);
  let made: Made | undefined;
  if (due && !taken.has(due.period.key)) {
    const [last] = await tx.schedules.lastRuns(creatorId, 1);
    const facts = await factsOf(tx, seen, due.schedule, now);
    const base = { ...due.schedule, period: due.period.key, runOn: due.period.day };
    const next = nextRun(versions, now, new Set([...taken, due.period.key]));
    const note = standsFor(missedBefore(due, last?.runOn));
    made = await makeRun(ports, tx, {
      base,
      decision: decideRun(facts),
      next: next?.period,
      note,
      now,
    });
  } else if (present?.cadence === "threshold") {
    made = await thresholdRun(ports, tx, { seen, schedule: present, now });
    if (!made) return undefined;
  }
  failpoint("schedules.before_run_commit");
  await replan(tx, creatorId, now);
  return made;
}

const standsFor = (missed: number): string =>
  missed === 0 ? "" : `It stands for ${missed} earlier period${missed === 1 ? "" : "s"} that did not run.`;

/** Without enough money, or while something is in the way, a threshold has no period: nothing is written. */
async function thresholdRun(
  ports: RunSchedulesPorts,
  tx: Transaction,
  { seen, schedule, now }: { seen: Seen; schedule: Schedule; now: Date },
): Promise<Made | undefined> {
  const facts = await factsOf(tx, seen, schedule, now);
  const decision = decideRun(facts);
  if ("reason" in decision) {
    await replan(tx, seen.creatorId, now);
    if (!reachesThreshold(facts)) return undefined;
    const due = await tx.schedules.due(seen.creatorId);
    if (due) await tx.schedules.setDue(seen.creatorId, { ...due, waitsFor: decision.reason });
    return undefined;
  }
  const period = thresholdKey((await tx.schedules.thresholdRuns(seen.creatorId)) + 1);
  const base = { ...schedule, period, runOn: localDay(schedule.zone, now) };
  return makeRun(ports, tx, { base, decision, next: undefined, note: "", now });
}

interface Making {
  base: Schedule & Pick<Run, "period" | "runOn">;
  decision: RunDecision;
  next: Period | undefined;
  note: string;
  now: Date;
}

async function makeRun(
  ports: RunSchedulesPorts,
  tx: Transaction,
  { base, decision, next, note, now }: Making,
): Promise<Made | undefined> {
  const { creatorId, version, period, runOn, payoutMethodId, creatorName, creatorEmail } = base;
  const id = newUuid(now.getTime());
  const row = { id, creatorId, version, period, runOn, nextOn: next?.day, at: now };
  if ("reason" in decision) {
    const detail = [decision.detail, note].join(" ").trim();
    const none = { withdrawalId: undefined, amount: undefined };
    const run: Run = { ...row, ...none, outcome: "skipped", reason: decision.reason, detail };
    if (!(await tx.schedules.insertRun(run))) return undefined;
    await tx.append([runSkipped(run, next?.at, now)]);
    return { run, withdrawal: undefined };
  }
  const { amount } = decision;
  const { withdrawal } = await beginWithdrawal(ports, tx, {
    creatorId,
    amount,
    payoutMethodId,
    // A client's key has no space: it can't take this one.
    idempotencyKey: `schedule ${period}`,
    creatorName,
    creatorEmail,
    scheduled: true,
  });
  const run: Run = {
    ...row,
    withdrawalId: withdrawal.id,
    amount,
    outcome: "placing",
    reason: "",
    detail: note,
  };
  // The creator's lock is held, and the period had no run.
  if (!(await tx.schedules.insertRun(run))) throw new Error("the period has a run already");
  return { run, withdrawal };
}
