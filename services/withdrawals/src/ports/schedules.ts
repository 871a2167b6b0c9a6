import type { Day } from "@metercast/calendar";
import type { SkipReason } from "../domain/run.ts";
import type { Schedule } from "../domain/schedule.ts";

/** Schedules, their runs, and who has paused whom. */
export interface ScheduleReads {
  /** Newest first, the last twenty. Of those that begin together only the last. */
  versions(creatorId: string): Promise<Schedule[]>;
  /** The latest runs, newest first, also one whose hold is being placed. */
  lastRuns(creatorId: string, limit: number): Promise<Run[]>;
  listRuns(query: RunQuery): Promise<Run[]>;
  pauses(creatorId: string): Promise<Pauses>;
  due(creatorId: string): Promise<Due | undefined>;
  /** Claims creators whose schedule is due; no other replica gets them for `seconds`. */
  claimDue(now: Date, seconds: number, limit: number): Promise<string[]>;
}

export interface ScheduleWrites {
  due(creatorId: string): Promise<Due | undefined>;
  /** Newest first, the last twenty. Of those that begin together only the last. */
  versions(creatorId: string): Promise<Schedule[]>;
  lastRuns(creatorId: string, limit: number): Promise<Run[]>;
  pauses(creatorId: string): Promise<Pauses>;
  insertVersion(schedule: Schedule): Promise<void>;
  /** The number of threshold runs of a creator. */
  thresholdRuns(creatorId: string): Promise<number>;
  /** False where the period has a run. */
  insertRun(run: Run): Promise<boolean>;
  /**
   * The wallet has placed the hold of a run's withdrawal, or refused it. Gives the run that ends now;
   * undefined where no run asked for the withdrawal.
   */
  endRun(withdrawalId: string, ending: { created: true } | RunRefusal): Promise<Run | undefined>;
  setDue(creatorId: string, due: Due): Promise<void>;
  addPause(pause: Pause): Promise<void>;
}

export interface RunRefusal {
  reason: SkipReason;
  detail: string;
}

export interface Run {
  id: string;
  creatorId: string;
  period: string;
  /** Of the schedule. */
  version: number;
  runOn: Day;
  /** `placing`: its withdrawal waits for the wallet's hold; no API shows it. */
  outcome: "placing" | "created" | "skipped";
  reason: SkipReason | "";
  detail: string;
  withdrawalId: string | undefined;
  /** Cents. */
  amount: bigint | undefined;
  nextOn: Day | undefined;
  at: Date;
}

export interface RunQuery {
  creatorId: string;
  limit: number;
  /** Those after this id (newest first). */
  after: string | undefined;
}

export interface Pause {
  creatorId: string;
  by: "creator" | "admin";
  paused: boolean;
  actorId: string;
  reason: string;
}

/** Undefined: not paused by them. */
export interface Pauses {
  creator: { at: Date } | undefined;
  admin: { at: Date; actorId: string; reason: string } | undefined;
}

export interface Due {
  dueAt: Date | undefined;
  nextAt: Date | undefined;
  /** Why a threshold schedule that has enough money does not run now. */
  waitsFor: SkipReason | "";
}
