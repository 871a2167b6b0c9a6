import type { Answer } from "@metercast/client";
import type { Usd } from "../format/money.ts";
import { ApiError, api, type Schemas } from "./client.ts";

/**
 * The API of payouts: rails, availability, schedules, policies and trails. Each type names the fields that
 * the console shows. A server without one of these routes answers 404, and its section stays hidden.
 */

export interface RailField {
  name: string;
  label: string;
  help: string;
  type: string;
  pattern: string | null;
  max_length: number | null;
}

export type Speed = "standard" | "instant";

/** A way to be paid, as its description says. */
export interface PayoutRail {
  rail: string;
  label: string;
  description: string;
  /** Preview rails may change, and say so. */
  preview: boolean;
  available: boolean;
  setup: "onboarding" | "fields";
  fields: RailField[];
  minimum: Usd | null;
  maximum: Usd | null;
  speeds: string[];
  instant: { fee_percent: string | number; fee_minimum: Usd; minimum: Usd; maximum_per_day: Usd } | null;
  arrival_business_days: number | null;
}

export type PayoutMethod = Schemas["PayoutMethod"] & {
  locked_until?: string | null;
  instant_eligible?: boolean;
};

/** What a withdrawal's payout says for itself. */
export interface PayoutFacts {
  rail: string;
  state: string;
  claim_until: string | null;
  network: string | null;
  token: string | null;
  reference: string | null;
}

/** Fields that a withdrawal has beside those of the first API. */
export interface PayoutFields {
  id: string;
  speed?: Speed;
  fee?: Usd | null;
  scheduled?: boolean;
  payout?: PayoutFacts | null;
  locked_until?: string | null;
}

export interface Availability {
  as_of: string;
  balance: Usd;
  available: Usd;
  held_for_withdrawals: Usd;
  debt: Usd;
  /** The part of the balance that covers the debt. */
  withheld_for_debt?: Usd;
  upcoming: Upcoming[];
  policy: { hold_days: number; reserve_percent: number | string; reserve_days: number };
}

export interface Upcoming {
  amount: Usd;
  available_on: string;
  earned_on: string | null;
  kind: "maturing" | "reserve";
}

export interface WithdrawalOrder {
  amount: string;
  payout_method_id?: string;
  speed?: Speed;
}

export interface Quote {
  amount: Usd;
  fee: Usd;
  arrives: Usd;
  estimated_arrival: string | null;
  payout_method_id: string | null;
  rail: string | null;
  locked_until: string | null;
  problems: { code: string; detail: string }[];
}

export type Cadence = "manual" | "weekly" | "monthly" | "threshold";

export interface ScheduleTerms {
  cadence: Cadence;
  /** Weekly: 1 (Monday) to 7; monthly: 1 to 31. */
  anchor_day: number | null;
  zone: string;
  minimum: string;
  retain: string;
  payout_method_id: string | null;
}

export interface Schedule extends Omit<ScheduleTerms, "minimum" | "retain"> {
  minimum: Usd | null;
  retain: Usd | null;
  version: number;
  effective_from: string | null;
  /** "creator" or "admin"; null: it runs. */
  paused_by: string | null;
  next_run: { period: string; date: string } | null;
  /** Why a threshold schedule that has enough money does not run now. */
  waits_for?: string | null;
}

export interface PayoutRun {
  id: string;
  period: string;
  date: string;
  outcome: "created" | "skipped";
  reason: string | null;
  detail: string | null;
  withdrawal_id: string | null;
  amount: Usd | null;
  next_date: string | null;
}

export type CalendarKind =
  | "run"
  | "available"
  | "reserve_release"
  | "arrival"
  | "holiday"
  | "method_unlocked";

export interface CalendarItem {
  date: string;
  kind: CalendarKind;
  amount: Usd | null;
  label: string;
  id: string | null;
}

interface Options {
  params?: { path?: Record<string, string>; query?: Record<string, string | number | undefined> };
  body?: unknown;
  idempotencyKey?: string;
  signal?: AbortSignal;
}

type Verb = "get" | "post" | "put" | "patch" | "delete";

/** Calls a route by its path; the caller names the shape of the response. */
export async function ask<T>(verb: Verb, path: string, options: Options = {}): Promise<T> {
  const call = api[verb] as unknown as (path: string, options: Options) => Promise<Answer<T>>;
  return (await call(path, options)).data;
}

/** 404 and 501: the server has no such route, or does not offer it. */
const isAbsent = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 404 || error.status === 501);

/** The response, or null if the server does not offer the route. */
export async function offered<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}
