import type { CalendarItem, PayoutRun, Schedule, ScheduleTerms } from "../domain/schedule.ts";
import type { Page, PageRequest } from "./calls.ts";

/** When creators are paid without asking. */
export interface Schedules {
  getSchedule(creatorId: string): Promise<Schedule>;
  /** @throws payout_method_not_found, invalid_request */
  setSchedule(request: SetSchedule): Promise<Schedule>;
  pausePayouts(request: PausePayouts): Promise<Schedule>;
  /** In the order of the days, `from` and `to` ("2026-12-04") included. */
  getCalendar(request: { creatorId: string; from: string; to: string }): Promise<CalendarItem[]>;
  /** Newest first. */
  listRuns(request: PageRequest & { creatorId: string }): Promise<Page<PayoutRun>>;
}

export interface SetSchedule extends ScheduleTerms {
  creatorId: string;
  creatorName: string;
  creatorEmail: string;
}

export interface PausePayouts {
  creatorId: string;
  by: "creator" | "admin";
  paused: boolean;
  actorId: string;
  reason: string;
}
