import { type Logger, MetercastError } from "@metercast/runtime";
import { usd } from "../../domain/amounts.ts";
import { BoundedMap } from "../../domain/bounded-map.ts";
import type { Billing } from "../../ports/billing.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";
import { type IntegrityPorts, readIntegrity } from "../integrity.ts";
import { freezeView, protoStatus, type Status, withdrawalView } from "../withdrawal-views.ts";
import type { LiveReader } from "./follower.ts";

/** An admin's open page. */
export interface AdminFollower {
  userId: string;
  reader: LiveReader<AdminEvent>;
  /** When the client saw its last event, ms, where it comes back. */
  seenUntilMs: number | undefined;
}

export type AdminEvent = "withdrawal" | "freeze" | "integrity" | "live";

export interface AdminPages {
  open(follower: AdminFollower): void;
  close(follower: AdminFollower): void;
  /** A withdrawal changed. */
  changed(withdrawalId: string): void;
  /** Something that has no event of its own changed: look soon. */
  look(): void;
  all(): Iterable<AdminFollower>;
  readonly size: number;
  countOf(userId: string): number;
  stop(): void;
}

export interface AdminPagesPorts {
  /** Undefined: there is no such service, and nothing to show of it. */
  withdrawals: Pick<Withdrawals, "getWithdrawal" | "listWithdrawals" | "getFreeze"> | undefined;
  integrity: IntegrityPorts;
  billing: Pick<Billing, "getLive">;
  log: Logger;
}

/** How soon a page shows what an event told. */
const TURN_MS = 200;
/** First approvals, attention, freezes by others: what no event tells is found by looking. */
const LOOK_MS = 3_000;
/** Reads the last runs; a failing one freezes, which is shown sooner. */
const INTEGRITY_MS = 15_000;
/** Counts all open sessions: half a second for a million of them. */
const LIVE_MS = 10_000;
const DEADLINE_MS = 2_000;
const AT_ONCE = 8;
/** Of each list: whoever has more waiting reads the list itself. */
const LISTED = 100;
/** What a page may have been shown: three lists, and what ended since. */
const REMEMBERED = 1_000;
/** Clocks differ, and events take their time. */
const SLACK_MS = 60_000;

interface Shown {
  event: AdminEvent;
  text: string;
  data: Record<string, unknown>;
  /** Open, or changed at this time, ms; undefined for what every page is shown. */
  matters: { open: boolean; changedMs: number } | undefined;
}

/**
 * What admins see change, one picture for all their pages on this replica, made by one look after the other, so that no page is ever shown anything
 * older than before. While nobody watches nobody looks. Events are hints: what they would tell is also found by looking.
 */
export function adminPages({ withdrawals, integrity, billing, log }: AdminPagesPorts): AdminPages {
  const followers = new Set<AdminFollower>();
  const waiting = new Set<AdminFollower>();
  const picture = new BoundedMap<string, Shown>(REMEMBERED);
  const changed = new Set<string>();
  let [lookedAt, integrityAt, liveAt] = [0, 0, 0];
  let running = false;
  const timer = setInterval(() => {
    if (running || followers.size + waiting.size === 0) return;
    running = true;
    void turn().finally(() => {
      running = false;
    });
  }, TURN_MS);

  async function turn(): Promise<void> {
    if (followers.size === 0) {
      // Nobody looked for a while: the picture is of another time.
      picture.clear();
      [lookedAt, integrityAt, liveAt] = [0, 0, 0];
    }
    const arrived = [...waiting];
    const ids = [...changed].slice(0, LISTED);
    for (const id of ids) changed.delete(id);
    for (let i = 0; i < ids.length; i += AT_ONCE) await Promise.all(ids.slice(i, i + AT_ONCE).map(lookAtOne));
    // Who comes back may have missed what ended since.
    if (Date.now() - lookedAt >= LOOK_MS || arrived.some(({ seenUntilMs }) => seenUntilMs !== undefined)) {
      lookedAt = Date.now();
      await Promise.all([lookAtLists(), lookAtFreeze()]);
    }
    if (Date.now() - integrityAt >= INTEGRITY_MS) {
      integrityAt = Date.now();
      await lookAtIntegrity();
    }
    if (Date.now() - liveAt >= LIVE_MS) {
      liveAt = Date.now();
      await lookAtLive();
    }
    for (const follower of arrived) {
      // Gone while we looked.
      if (!waiting.delete(follower)) continue;
      followers.add(follower);
      for (const shown of picture.values()) if (concerns(shown, follower)) send(follower, shown);
    }
  }

  async function lookAtOne(withdrawalId: string): Promise<void> {
    await attempt("a withdrawal", async () => {
      const answer = await withdrawals?.getWithdrawal({ withdrawalId }, { deadlineMs: DEADLINE_MS });
      if (answer?.withdrawal) showWithdrawal(answer.withdrawal);
    });
  }

  async function lookAtLists(): Promise<void> {
    const statuses: (Status | undefined)[] = ["PENDING", "APPROVED", undefined];
    await Promise.all(
      statuses.map((status) =>
        attempt("withdrawals", async () => {
          const query = { creatorId: "", status: protoStatus(status), limit: LISTED, cursor: "" };
          const answer = await withdrawals?.listWithdrawals(
            { ...query, needsAttention: false },
            { deadlineMs: DEADLINE_MS },
          );
          for (const withdrawal of answer?.withdrawals.toReversed() ?? []) showWithdrawal(withdrawal);
        }),
      ),
    );
  }

  async function lookAtFreeze(): Promise<void> {
    await attempt("the freeze", async () => {
      const answer = await withdrawals?.getFreeze({}, { deadlineMs: DEADLINE_MS });
      if (answer?.freeze) show("freeze", "freeze", freezeView(answer.freeze), undefined);
    });
  }

  async function lookAtIntegrity(): Promise<void> {
    await attempt("the integrity checks", async () => {
      const { freeze, ...run } = await readIntegrity(integrity, { runNow: false });
      show("integrity", "integrity", run, undefined);
    });
  }

  async function lookAtLive(): Promise<void> {
    await attempt("what is live", async () => {
      const { streams, viewers, ...rates } = await billing.getLive({}, { deadlineMs: DEADLINE_MS });
      const tokens_per_minute = Number(rates.tokensPerMinute);
      const creator_per_minute = usd(rates.creatorCentsPerMinute);
      show("live", "live", { streams, viewers, tokens_per_minute, creator_per_minute }, undefined);
    });
  }

  /** What can't be seen now is looked for again in time. */
  async function attempt(what: string, look: () => Promise<void>): Promise<void> {
    await look().catch((err: unknown) => {
      const code = MetercastError.from(err).code;
      if (code !== "withdrawal_not_found") log.warn({ err }, `admin pages: ${what} could not be looked at`);
    });
  }

  function showWithdrawal(withdrawal: Parameters<typeof withdrawalView>[0]): void {
    const view = withdrawalView(withdrawal, "admin");
    const open = view.status === "PENDING" || view.status === "APPROVED";
    const changedMs = withdrawal.updatedAt?.getTime() ?? 0;
    const known = picture.get(view.id)?.matters;
    // The lists and the single looks of one turn run side by side.
    if (known && known.changedMs > changedMs) return;
    show(view.id, "withdrawal", view, { open, changedMs });
  }

  function show(key: string, event: AdminEvent, data: Record<string, unknown>, matters: Shown["matters"]) {
    const text = JSON.stringify(data);
    if (picture.get(key)?.text === text) return;
    const shown = { event, text, data, matters };
    const isNew = picture.get(key) === undefined;
    picture.set(key, shown);
    // Ended ones that a look at the newest finds for the first time are no news to who was here.
    if (isNew && matters && !matters.open && matters.changedMs < Date.now() - SLACK_MS) return;
    for (const follower of followers) send(follower, shown);
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
    look: () => {
      [lookedAt, integrityAt] = [0, 0];
    },
    *all() {
      yield* waiting;
      yield* followers;
    },
    get size() {
      return waiting.size + followers.size;
    },
    countOf: (userId) => [...waiting, ...followers].filter((one) => one.userId === userId).length,
    stop: () => clearInterval(timer),
  };
}

function concerns({ matters }: Shown, { seenUntilMs }: AdminFollower): boolean {
  return (
    matters === undefined ||
    matters.open ||
    (seenUntilMs !== undefined && matters.changedMs > seenUntilMs - SLACK_MS)
  );
}

function send({ reader }: AdminFollower, { event, data }: Shown): void {
  reader.send({ event, id: String(Date.now()), data });
}
