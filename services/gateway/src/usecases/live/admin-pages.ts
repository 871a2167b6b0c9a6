import { type Clock, type Logger, MetercastError } from "@metercast/runtime";
import { ANY_WITHDRAWAL } from "../../domain/queue.ts";
import type { WithdrawalStatus } from "../../domain/withdrawal.ts";
import type { Billing } from "../../ports/billing.ts";
import type { Payouts } from "../../ports/payouts.ts";
import type { ListQueue } from "../../ports/queue.ts";
import { type ReadIntegrityPorts, readIntegrity } from "../admin/read-integrity.ts";
import type { OverviewReader } from "../admin/read-overview.ts";
import { type NamesPorts, namesOf } from "../people/names-of.ts";
import { type ListQueuePorts, listQueue, peopleOf } from "../queue/list-queue.ts";
import { type AdminFollower, AdminPicture } from "./admin-picture.ts";

export interface AdminPagesPorts {
  /** Undefined: there is no such service, and nothing to show of it. */
  queue: ListQueuePorts["queue"] | undefined;
  wallet: ListQueuePorts["wallet"];
  directory: NamesPorts["directory"];
  payouts: Pick<Payouts, "getFreeze"> | undefined;
  integrity: ReadIntegrityPorts;
  billing: Pick<Billing, "getLive">;
  overview: OverviewReader;
  clock: Clock;
  log: Logger;
}

export interface AdminPages {
  open(follower: AdminFollower): void;
  close(follower: AdminFollower): void;
  /** A withdrawal changed. */
  changed(withdrawalId: string): void;
  /** Something without an event of its own changed: the next run reads lists and integrity. */
  refresh(): void;
  /** One run of the job: reads what is due, then sends it. Reads nothing while no page is open. */
  run(): Promise<void>;
  all(): Iterable<AdminFollower>;
  readonly size: number;
  countOf(userId: string): number;
}

/** First approvals, review reasons, freezes by other admins: no event reports them. */
const LISTS_MS = 3_000;
/** Reads the last runs; a failing one freezes, which pages show sooner. */
const INTEGRITY_MS = 15_000;
/** Counts all open sessions: half a second for a million of them. */
const LIVE_MS = 10_000;
const DEADLINE_MS = 2_000;
/** Of each list; an admin with more reads the list itself. */
const LISTED = 100;
const LISTS: readonly (WithdrawalStatus | undefined)[] = ["PENDING", "APPROVED", undefined];
/** A transaction commits later than the time that it gave its row. */
const COMMIT_MS = 15_000;

/**
 * What admins see change. Runs follow one after the other, so no page is sent anything older than before.
 * Events only make a run read sooner: what they report is also in the lists.
 */
export function adminPages(ports: AdminPagesPorts): AdminPages {
  const { queue, payouts, integrity, billing, overview, clock, log } = ports;
  const options = { deadlineMs: DEADLINE_MS };
  const followers = new Set<AdminFollower>();
  const waiting = new Set<AdminFollower>();
  const changed = new Set<string>();
  const picture = new AdminPicture(clock, followers);
  const readAtMs = { lists: 0, integrity: 0, live: 0 };
  /** When what was shown last changed, by the database's clock. 0: nothing was read yet. */
  let newestMs = 0;

  /** Whether it is time to read this again; then it counts as read. */
  function isDue(what: keyof typeof readAtMs, everyMs: number): boolean {
    const nowMs = clock.now();
    if (nowMs - readAtMs[what] < everyMs) return false;
    readAtMs[what] = nowMs;
    return true;
  }

  /** A failed read is due again in time. */
  async function attempt(what: string, read: () => Promise<void>): Promise<void> {
    await read().catch((err: unknown) => {
      if (MetercastError.from(err).code !== "withdrawal_not_found")
        log.warn({ err }, `admin pages: ${what} could not be read`);
    });
  }

  /** A page of the queue and its people: three calls, however many rows it has. */
  async function readRows(
    only: Pick<ListQueue, "withdrawalIds" | "updatedAfter"> & { status?: WithdrawalStatus | undefined },
  ): Promise<void> {
    if (!queue) return;
    const { status, ...asked } = only;
    const query = { filter: { ...ANY_WITHDRAWAL, status }, sort: "requested", order: "desc" } as const;
    const page = { limit: LISTED, cursor: undefined, actorId: undefined };
    const { items } = await listQueue({ ...ports, queue }, { ...query, ...asked, ...page }, options);
    const names = await namesOf(ports, items.flatMap(peopleOf));
    for (const row of items.toReversed()) {
      const own = peopleOf(row).flatMap((id) => (names.has(id) ? [[id, names.get(id) ?? ""]] : []));
      picture.show({ type: "withdrawal", row, names: Object.fromEntries(own) });
      newestMs = Math.max(newestMs, row.entry.changedAt.getTime());
    }
  }

  const readChanged = (withdrawalIds: readonly string[]) =>
    attempt("withdrawals", () => readRows({ withdrawalIds }));

  /** The first time the lists; then only what has changed since. */
  const readLists = () =>
    newestMs > 0
      ? attempt("withdrawals", () => readRows({ updatedAfter: new Date(newestMs - COMMIT_MS) }))
      : Promise.all(LISTS.map((status) => attempt("withdrawals", () => readRows({ status }))));

  const readFreeze = () =>
    attempt("the freeze", async () => {
      const freeze = await payouts?.getFreeze(options);
      if (freeze) picture.show({ type: "freeze", freeze });
    });

  const readRun = () =>
    attempt("the integrity checks", async () => {
      const { freeze: _, ...run } = await readIntegrity(integrity, { runNow: false });
      picture.show({ type: "integrity", run });
    });

  const readLive = () =>
    attempt("the live streams", async () => {
      picture.show({ type: "live", live: await billing.getLive(options) });
    });

  const readOverview = () =>
    attempt("the overview", async () => {
      picture.show({ type: "overview", overview: await overview() });
    });

  async function run(): Promise<void> {
    if (followers.size + waiting.size === 0) return;
    // No page was open for a while: the picture is old.
    if (followers.size === 0) {
      picture.clear();
      Object.assign(readAtMs, { lists: 0, integrity: 0, live: 0 });
      newestMs = 0;
    }
    const arrived = [...waiting];
    const ids = [...changed].slice(0, LISTED);
    for (const id of ids) changed.delete(id);
    if (ids.length > 0) await readChanged(ids);
    // A returning page may have missed what ended meanwhile.
    if (arrived.some(({ seenUntilMs }) => seenUntilMs !== undefined)) {
      readAtMs.lists = 0;
      newestMs = 0;
    }
    if (isDue("lists", LISTS_MS)) await Promise.all([readLists(), readFreeze()]);
    if (isDue("integrity", INTEGRITY_MS)) await readRun();
    if (isDue("live", LIVE_MS)) await Promise.all([readLive(), readOverview()]);
    for (const follower of arrived) {
      // Closed during the reads.
      if (!waiting.delete(follower)) continue;
      followers.add(follower);
      picture.sendAll(follower);
    }
  }

  return {
    open: (follower) => void waiting.add(follower),
    close(follower) {
      waiting.delete(follower);
      followers.delete(follower);
    },
    changed(id) {
      if (followers.size + waiting.size > 0) changed.add(id);
    },
    refresh() {
      readAtMs.lists = 0;
      readAtMs.integrity = 0;
    },
    run,
    *all() {
      yield* waiting;
      yield* followers;
    },
    get size() {
      return waiting.size + followers.size;
    },
    countOf: (userId) => [...waiting, ...followers].filter((one) => one.userId === userId).length,
  };
}
