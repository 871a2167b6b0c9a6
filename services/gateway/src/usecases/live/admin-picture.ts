import type { Clock } from "@metercast/runtime";
import { BoundedMap } from "../../domain/bounded-map.ts";
import type { InboxState } from "../../domain/notification.ts";
import type { Overview } from "../../domain/overview.ts";
import type { Freeze } from "../../domain/payouts.ts";
import type { QueueRow } from "../../domain/queue.ts";
import { same } from "../../domain/same.ts";
import { isOpen } from "../../domain/withdrawal.ts";
import type { Live } from "../../ports/billing.ts";
import type { LiveReader } from "../../ports/live-reader.ts";
import type { IntegrityReport } from "../admin/read-integrity.ts";

/** What an admin's page is sent. */
export type AdminEvent =
  | { type: "withdrawal"; row: QueueRow; names: Record<string, string> }
  | { type: "freeze"; freeze: Freeze }
  | { type: "integrity"; run: Omit<IntegrityReport, "freeze"> }
  | { type: "live"; live: Live }
  | { type: "overview"; overview: Overview }
  /** Of one admin: no part of the picture that all pages show. */
  | { type: "inbox"; inbox: InboxState };

/** An admin's open page. */
export interface AdminFollower {
  userId: string;
  reader: LiveReader<AdminEvent>;
  /** When the client saw its last event, ms; undefined on a first visit. */
  seenUntilMs: number | undefined;
}

/** What the pages show: three lists, and what ended since. */
const REMEMBERED = 1_000;
/** Clocks differ, and events take time. */
const SLACK_MS = 60_000;

/**
 * The one picture that all admin pages of this replica show. A page is never sent anything older than
 * before.
 */
export class AdminPicture {
  readonly #clock: Clock;
  readonly #followers: Set<AdminFollower>;
  readonly #shown = new BoundedMap<string, AdminEvent>(REMEMBERED);

  constructor(clock: Clock, followers: Set<AdminFollower>) {
    this.#clock = clock;
    this.#followers = followers;
  }

  clear(): void {
    this.#shown.clear();
  }

  /** Sends a new page everything that concerns it. */
  sendAll(follower: AdminFollower): void {
    const id = String(this.#clock.now());
    const events = [...this.#shown.values()].filter((event) => concerns(event, follower));
    follower.reader.sendAll(events.map((event) => ({ id, event })));
  }

  /** Sends an event to all pages, unless they show it already. */
  show(news: AdminEvent): void {
    const event = news.type === "withdrawal" ? this.#sameForAll(news) : news;
    const key = event.type === "withdrawal" ? event.row.withdrawal.id : event.type;
    const known = this.#shown.get(key);
    // Several reads of one withdrawal run side by side.
    if (known && (isNewer(known, event) || same(known, event))) return;
    this.#shown.set(key, event);
    if (!known && this.#isHistory(event)) return;
    for (const follower of this.#followers) this.#send(follower, event);
  }

  /** A withdrawal that ended before the pages were opened is no news to them. */
  #isHistory(event: AdminEvent): boolean {
    if (event.type !== "withdrawal" || isOpen(event.row.withdrawal)) return false;
    return event.row.withdrawal.updatedAt.getTime() < this.#clock.now() - SLACK_MS;
  }

  /** While the wallet does not answer, a row keeps its last balances. */
  #sameForAll(news: WithdrawalEvent): WithdrawalEvent {
    const known = this.#shown.get(news.row.withdrawal.id);
    const last = known?.type === "withdrawal" ? known.row.funds : undefined;
    return { ...news, row: { ...news.row, funds: news.row.funds ?? last } };
  }

  #send({ reader }: AdminFollower, event: AdminEvent): void {
    reader.send(String(this.#clock.now()), event);
  }
}

type WithdrawalEvent = Extract<AdminEvent, { type: "withdrawal" }>;

const isNewer = (known: AdminEvent, event: AdminEvent): boolean =>
  known.type === "withdrawal" &&
  event.type === "withdrawal" &&
  known.row.withdrawal.updatedAt > event.row.withdrawal.updatedAt;

function concerns(event: AdminEvent, { seenUntilMs }: AdminFollower): boolean {
  if (event.type !== "withdrawal" || isOpen(event.row.withdrawal)) return true;
  return seenUntilMs !== undefined && event.row.withdrawal.updatedAt.getTime() > seenUntilMs - SLACK_MS;
}
