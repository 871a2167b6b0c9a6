import type { Clock, Logger } from "@metercast/runtime";
import type { Billing } from "../../ports/billing.ts";
import type { Wallet } from "../../ports/wallet.ts";
import type { Follower } from "./follower.ts";
import { inGroups } from "./in-groups.ts";
import type { LiveHub } from "./live-hub.ts";

export interface StreamPagesPorts {
  hub: Pick<LiveHub, "countOf" | "ofUser">;
  billing: Pick<Billing, "getStream">;
  wallet: Pick<Wallet, "getEarnings">;
  clock: Clock;
  log: Logger;
}

/** Streams of one creator that a page follows. */
export const STREAMS = 20;

export interface StreamPages {
  /** A stream changed. Ignored while its creator has no page open. */
  changed(creatorId: string, streamId: string): void;
  /** Reads the streams that changed, and sends them to the pages of their creators. */
  sendChanged(): Promise<void>;
}

/**
 * Streams on the pages of their creators. A busy stream changes many times a second and is read once per
 * run of the job; runs follow one after the other, and a change during a run is read in the next one.
 */
export function streamPages(ports: StreamPagesPorts): StreamPages {
  /** Creator → changed streams. */
  const changed = new Map<string, Set<string>>();

  function note(creatorId: string, streamId: string): void {
    if (ports.hub.countOf(creatorId) === 0) return;
    const ids = changed.get(creatorId) ?? new Set();
    // A creator with more live streams sees the others at their next change.
    if (ids.size < STREAMS) changed.set(creatorId, ids.add(streamId));
  }

  return {
    changed: note,
    async sendChanged() {
      const work = [...changed];
      changed.clear();
      await inGroups(work, ([creatorId, ids]) =>
        sendStreams(ports, [...ports.hub.ofUser(creatorId)], [...ids]).catch((err: unknown) => {
          ports.log.warn({ err }, "live: a stream could not be read; next attempt soon");
          for (const id of ids) note(creatorId, id);
        }),
      );
    },
  };
}

/** Reads some streams of a creator once, for all pages of the creator. */
export async function sendStreams(
  { billing, wallet, clock }: Pick<StreamPagesPorts, "billing" | "wallet" | "clock">,
  followers: readonly Follower[],
  streamIds: string[],
): Promise<void> {
  const [first] = followers;
  if (!first || streamIds.length === 0) return;
  const readAtMs = clock.now();
  const [earnings, ...streams] = await Promise.all([
    wallet.getEarnings({ creatorId: first.userId, streamIds, since: [] }),
    ...streamIds.map((streamId) => billing.getStream(streamId)),
  ]);
  for (const stream of streams) {
    if (stream.creatorId !== first.userId) continue;
    const { minutes = 0n, cents = 0n } =
      earnings.streams.find(({ streamId }) => streamId === stream.id) ?? {};
    for (const follower of followers) follower.stream(stream, { minutes, cents }, readAtMs);
  }
}
