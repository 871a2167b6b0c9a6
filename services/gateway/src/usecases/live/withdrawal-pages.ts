import type { Withdrawal } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { type Logger, MetercastError } from "@metercast/runtime";
import type { Withdrawals } from "../../ports/withdrawals.ts";
import { protoStatus, statusName, withdrawalView } from "../withdrawal-views.ts";
import type { Follower } from "./follower.ts";
import type { LiveHub } from "./live-hub.ts";

export interface WithdrawalPages {
  /** A page was opened, or may have missed something: it is shown the present. Does nothing for who isn't a creator. */
  show(follower: Follower): void;
  /** A withdrawal of a creator changed who (perhaps) watches. */
  changed(creatorId: string, withdrawalId: string): void;
  stop(): void;
}

interface Ports {
  hub: LiveHub;
  withdrawals: Pick<Withdrawals, "getWithdrawal" | "listWithdrawals">;
  log: Logger;
}

/** Withdrawals change a few times in days; this is how soon a page shows it. */
const LOOK_MS = 200;
/** Looks at once, and the time each may take: a service that is away must not gather calls. */
const AT_ONCE = 8;
const DEADLINE_MS = 2_000;
const RECENT = 20;
/** As for sessions: clocks differ, and events take their time. */
const SLACK_MS = 60_000;

/** Withdrawals on open pages. While their service is away pages are open without them, and shown them when it is back. */
export function withdrawalPages({ hub, withdrawals, log }: Ports): WithdrawalPages {
  /** Withdrawal → its creator. */
  const changed = new Map<string, string>();
  const toShow = new Set<Follower>();
  let running = false;
  const timer = setInterval(() => {
    if (running || changed.size + toShow.size === 0) return;
    running = true;
    void lookAtAll().finally(() => {
      running = false;
    });
  }, LOOK_MS);

  async function lookAtAll(): Promise<void> {
    const work = [
      ...[...toShow].map((follower) => () => showPresent(follower)),
      ...[...changed].map(
        ([id, creatorId]) =>
          () =>
            lookAt(id, creatorId),
      ),
    ];
    toShow.clear();
    changed.clear();
    for (let i = 0; i < work.length; i += AT_ONCE)
      await Promise.all(work.slice(i, i + AT_ONCE).map((look) => look()));
  }

  async function showPresent(follower: Follower): Promise<void> {
    if (!hub.has(follower)) return;
    const lookedAt = BigInt(Date.now());
    const query = {
      creatorId: follower.userId,
      status: protoStatus(undefined),
      limit: RECENT,
      cursor: "",
      needsAttention: false,
    };
    await withdrawals.listWithdrawals(query, { deadlineMs: DEADLINE_MS }).then(
      (answer) => {
        // Oldest first, as everywhere.
        for (const withdrawal of answer.withdrawals.toReversed())
          if (matters(withdrawal, follower))
            follower.withdrawal(withdrawalView(withdrawal, "creator"), lookedAt);
      },
      (err: unknown) => {
        log.warn({ err }, "live: withdrawals could not be shown");
        if (err instanceof MetercastError && err.code === "unavailable") toShow.add(follower);
      },
    );
  }

  async function lookAt(withdrawalId: string, creatorId: string): Promise<void> {
    if (hub.countOf(creatorId) === 0) return;
    const lookedAt = BigInt(Date.now());
    await withdrawals.getWithdrawal({ withdrawalId }, { deadlineMs: DEADLINE_MS }).then(
      ({ withdrawal }) => {
        if (withdrawal?.creatorId !== creatorId) return;
        for (const follower of hub.ofUser(creatorId))
          follower.withdrawal(withdrawalView(withdrawal, "creator"), lookedAt);
      },
      (err: unknown) => {
        log.warn({ err }, "live: a withdrawal could not be looked at");
        // Any other answer would be the same the next time.
        if (err instanceof MetercastError && err.code === "unavailable") note(creatorId, withdrawalId);
      },
    );
  }

  /** Bounded by the pages that are open: a creator has one withdrawal under way. */
  function note(creatorId: string, withdrawalId: string): void {
    if (hub.countOf(creatorId) > 0) changed.set(withdrawalId, creatorId);
  }

  return {
    show: (follower) => {
      if (follower.isCreator) toShow.add(follower);
    },
    changed: note,
    stop: () => clearInterval(timer),
  };
}

/** Open ones, those that were shown before, and for who comes back what has changed since. */
function matters(withdrawal: Withdrawal, follower: Follower): boolean {
  const status = statusName(withdrawal.status);
  if (status === "PENDING" || status === "APPROVED" || follower.hasShownWithdrawal(withdrawal.id))
    return true;
  const since = follower.returning && follower.returning.atMs - SLACK_MS;
  return since !== undefined && (withdrawal.updatedAt?.getTime() ?? 0) > since;
}

/** Where there is no withdrawals service. */
export const NO_WITHDRAWAL_PAGES: WithdrawalPages = {
  show: () => undefined,
  changed: () => undefined,
  stop: () => undefined,
};
