import { type Clock, type Logger, MetercastError } from "@metercast/runtime";
import { isOpen, type Withdrawal } from "../../domain/withdrawal.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";
import type { Follower } from "./follower.ts";
import { inGroups } from "./in-groups.ts";
import type { LiveHub } from "./live-hub.ts";

export interface WithdrawalPagesPorts {
  hub: Pick<LiveHub, "has" | "countOf" | "ofUser">;
  withdrawals: Pick<Withdrawals, "getWithdrawal" | "listWithdrawals">;
  clock: Clock;
  log: Logger;
}

export interface WithdrawalPages {
  /**
   * A page was opened, or may have missed something: the next run sends it the present state. Creators
   * only.
   */
  opened(follower: Follower): void;
  /** A withdrawal changed. Ignored while its creator has no page open. */
  changed(creatorId: string, withdrawalId: string): void;
  /** Reads what is new or changed, and sends it to the pages of its creators. */
  sendChanged(): Promise<void>;
}

const DEADLINE_MS = 2_000;
const RECENT = 20;
/** As for sessions: clocks differ, and events take time. */
const SLACK_MS = 60_000;

/** Withdrawals on the pages of their creators. While withdrawals are away pages are open without them. */
export function withdrawalPages({ hub, withdrawals, clock, log }: WithdrawalPagesPorts): WithdrawalPages {
  /** Withdrawal → its creator. Bounded by the open pages: a creator has one withdrawal under way. */
  const changed = new Map<string, string>();
  const opened = new Set<Follower>();
  const options = { deadlineMs: DEADLINE_MS };

  async function sendRecent(follower: Follower): Promise<void> {
    if (!hub.has(follower)) return;
    const readAtMs = clock.now();
    const query = { status: undefined, needsReview: false, limit: RECENT, cursor: undefined };
    try {
      const { items } = await withdrawals.listWithdrawals({ ...query, creatorId: follower.userId }, options);
      for (const withdrawal of items.toReversed())
        if (concerns(withdrawal, follower)) follower.withdrawal(withdrawal, readAtMs);
    } catch (err) {
      log.warn({ err }, "live: withdrawals could not be sent");
      if (isUnavailable(err)) opened.add(follower);
    }
  }

  async function sendOne(withdrawalId: string, creatorId: string): Promise<void> {
    if (hub.countOf(creatorId) === 0) return;
    const readAtMs = clock.now();
    try {
      const withdrawal = await withdrawals.getWithdrawal(withdrawalId, options);
      if (withdrawal.creatorId !== creatorId) return;
      for (const follower of hub.ofUser(creatorId)) follower.withdrawal(withdrawal, readAtMs);
    } catch (err) {
      log.warn({ err }, "live: a withdrawal could not be read");
      // Another attempt would get any other error again.
      if (isUnavailable(err)) note(creatorId, withdrawalId);
    }
  }

  function note(creatorId: string, withdrawalId: string): void {
    if (hub.countOf(creatorId) > 0) changed.set(withdrawalId, creatorId);
  }

  return {
    opened(follower) {
      if (follower.isCreator) opened.add(follower);
    },
    changed: note,
    async sendChanged() {
      const work = [
        ...[...opened].map((follower) => () => sendRecent(follower)),
        ...[...changed].map(
          ([id, creatorId]) =>
            () =>
              sendOne(id, creatorId),
        ),
      ];
      opened.clear();
      changed.clear();
      await inGroups(work, (send) => send());
    },
  };
}

const isUnavailable = (error: unknown) => error instanceof MetercastError && error.code === "unavailable";

/** Open ones, those that the page has shown, and for a returning reader those that changed meanwhile. */
function concerns(withdrawal: Withdrawal, follower: Follower): boolean {
  if (isOpen(withdrawal) || follower.hasShownWithdrawal(withdrawal.id)) return true;
  const since = follower.returning && follower.returning.atMs - SLACK_MS;
  return since !== undefined && withdrawal.updatedAt.getTime() > since;
}

/** Without a withdrawals service. */
export const NO_WITHDRAWAL_PAGES: WithdrawalPages = {
  opened: () => undefined,
  changed: () => undefined,
  sendChanged: async () => undefined,
};
