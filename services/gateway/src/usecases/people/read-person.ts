import type { Logger } from "@metercast/runtime";
import type { Account } from "../../domain/account.ts";
import type { Person, PersonNote } from "../../domain/person.ts";
import type { Session, Stream } from "../../domain/stream.ts";
import type { Withdrawal, WithdrawalStatus } from "../../domain/withdrawal.ts";
import type { AuditLog, AuditRow } from "../../ports/audit-log.ts";
import type { Billing } from "../../ports/billing.ts";
import type { Cases } from "../../ports/cases.ts";
import type { PersonDirectory } from "../../ports/person-directory.ts";
import type { Schedules } from "../../ports/schedules.ts";
import type { Earnings, Wallet } from "../../ports/wallet.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";
import { answers } from "../admin/answers.ts";
import { type Names, namesOf } from "./names-of.ts";

export interface ReadPersonPorts {
  directory: Pick<PersonDirectory, "find" | "notesOf" | "names">;
  wallet: Pick<Wallet, "getBalances" | "getEarnings" | "listEntries">;
  billing: Pick<Billing, "listStreams" | "listSessions" | "getStreams">;
  cases: Pick<Cases, "listCases">;
  /** Undefined: there is no such service. */
  withdrawals: Pick<Withdrawals, "listWithdrawals" | "getLimits"> | undefined;
  schedules: Pick<Schedules, "getSchedule"> | undefined;
  audit: Pick<AuditLog, "list">;
  log: Logger;
}

/** A field is undefined where its service is away, or does not exist. */
export interface PersonRecord {
  id: string;
  /** Undefined: no token of theirs was seen yet. */
  person: Person | undefined;
  accounts: readonly Account[] | undefined;
  earned: Earnings | undefined;
  streams: Stream[] | undefined;
  sessions: { session: Session; title: string | undefined }[] | undefined;
  withdrawals: PersonWithdrawals | undefined;
  adjustments: AuditRow[];
  /** Of the newest hundred that the person opened. */
  cases: { open: number; total: number } | undefined;
  notes: PersonNote[];
  /** By whom payouts are paused, and an admin's reason; null: they are not. */
  paused: { by: string; reason: string | undefined } | null | undefined;
  /** Cents. */
  minimum: bigint | undefined;
  names: Names;
  unavailable: readonly string[];
}

export interface PersonWithdrawals {
  latest: Withdrawal[];
  /** Of the newest hundred. */
  counts: ReadonlyMap<WithdrawalStatus, { count: number; cents: bigint }>;
  complete: boolean;
}

/** Rows of each list: the lists' own pages show the others. */
const LATEST = 5;
const COUNTED = 100;
const MOST_NOTES = 50;

/** All that an admin needs to know of a person, by at most eleven reads side by side and one of names. */
export async function readPerson(ports: ReadPersonPorts, id: string): Promise<PersonRecord> {
  const { directory, wallet, billing, cases, withdrawals, schedules, log } = ports;
  const gathered = answers(log, "person");
  const { of } = gathered;
  const missing = async () => undefined;
  const page = { limit: LATEST, cursor: undefined };
  const [
    person,
    notes,
    adjustments = [],
    accounts,
    earned,
    streams,
    sessions,
    reported,
    asked,
    limits,
    schedule,
  ] = await Promise.all([
    directory.find(id),
    directory.notesOf(id, MOST_NOTES),
    of("wallet", adjustmentsOf(ports, id)),
    of("wallet", wallet.getBalances(id)),
    of("wallet", wallet.getEarnings({ creatorId: id, streamIds: [], since: [] })),
    of("billing", billing.listStreams({ ...page, creatorId: id })),
    of("billing", sessionsOf(billing, id)),
    of("billing", casesOf(cases, id)),
    of("withdrawals", withdrawals ? withdrawalsOf(withdrawals, id) : missing()),
    of("withdrawals", withdrawals ? withdrawals.getLimits(id) : missing()),
    of("withdrawals", schedules ? schedules.getSchedule(id) : missing()),
  ]);
  const people = [...notes.map(({ authorId }) => authorId), ...adjustments.map(({ actor }) => actor)];
  return {
    id,
    person,
    notes,
    adjustments,
    accounts,
    earned,
    streams: streams?.items,
    sessions,
    cases: reported,
    withdrawals: asked,
    minimum: limits?.minimum,
    paused: schedule && pauseOf(schedule),
    names: await namesOf({ directory, log }, people),
    unavailable: gathered.unavailable,
  };
}

const pauseOf = ({ pausedBy, pauseReason }: Awaited<ReturnType<Schedules["getSchedule"]>>) =>
  pausedBy === undefined ? null : { by: pausedBy, reason: pauseReason };

async function sessionsOf(billing: ReadPersonPorts["billing"], viewerId: string) {
  const { items } = await billing.listSessions({
    viewerId,
    streamId: undefined,
    limit: LATEST,
    cursor: undefined,
  });
  const streams =
    items.length === 0 ? [] : await billing.getStreams([...new Set(items.map(({ streamId }) => streamId))]);
  const titles = new Map(streams.map(({ id, title }) => [id, title]));
  return items.map((session) => ({ session, title: titles.get(session.streamId) }));
}

/** The ledger knows whose adjustments they are, and the audit log who posted each and why. */
async function adjustmentsOf({ wallet, audit }: ReadPersonPorts, userId: string): Promise<AuditRow[]> {
  const any = { asset: undefined, from: undefined, to: undefined, streamId: undefined, cursor: undefined };
  const entries = await wallet.listEntries({ ...any, userId, referenceType: "ADJUSTMENT", limit: LATEST });
  const row = { action: "adjustment.posted", actor: undefined, from: undefined, to: undefined };
  const found = await Promise.all(
    entries.items.map(({ id }) => audit.list({ ...row, objectId: id, before: undefined, limit: 1 })),
  );
  return found.flat();
}

async function casesOf(cases: Pick<Cases, "listCases">, viewerId: string) {
  const any = { reason: undefined, creatorId: undefined, streamId: undefined, sessionId: undefined };
  const query = { ...any, statuses: [], viewerId, oldestFirst: false, limit: COUNTED, cursor: undefined };
  const { items } = await cases.listCases(query);
  return { open: items.filter(({ status }) => status === "open").length, total: items.length };
}

async function withdrawalsOf(
  withdrawals: Pick<Withdrawals, "listWithdrawals">,
  creatorId: string,
): Promise<PersonWithdrawals> {
  const any = { status: undefined, needsReview: false, cursor: undefined };
  const { items, nextCursor } = await withdrawals.listWithdrawals({ ...any, creatorId, limit: COUNTED });
  const counts = new Map<WithdrawalStatus, { count: number; cents: bigint }>();
  for (const { status, amount } of items) {
    const { count, cents } = counts.get(status) ?? { count: 0, cents: 0n };
    counts.set(status, { count: count + 1, cents: cents + amount });
  }
  return { latest: items.slice(0, LATEST), counts, complete: nextCursor === undefined };
}
