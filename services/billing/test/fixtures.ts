import { newUuid } from "@metercast/contracts";
import type { Metered } from "../src/domain/meter.ts";
import type { Session } from "../src/domain/session.ts";
import type { MeterMetrics } from "../src/ports/meter-metrics.ts";

/** When sessions of tests without servers start. */
export const START = 1_800_000_000_000;
export const MINUTE = 60_000;

/** The meter's view of a session that has just started at START. */
export const metered = (over: Partial<Metered> = {}): Metered => ({
  startedAt: START,
  carriedMs: 0,
  minuteMs: MINUTE,
  lastSeenAt: START,
  seenBefore: START,
  emitted: 0,
  paid: 0,
  refusedMinute: 0,
  retryAt: 0,
  attempts: 0,
  endedAt: 0,
  endReason: undefined,
  silentMs: 0,
  ...over,
});

/** The row of one, with the usual prices. */
export const activeSession = (over: Partial<Session> = {}): Session => ({
  id: newUuid(START),
  streamId: newUuid(START),
  viewerId: "viewer",
  creatorId: "creator",
  state: "active",
  sequence: 1,
  tokensPerMinute: 5,
  creatorCentsPerMinute: 1_320,
  minuteMs: MINUTE,
  viewerAccount: 1,
  creatorAccount: 2,
  startedAt: START,
  carriedMs: 0,
  lastSeenAt: START,
  minutesEmitted: 0,
  minutesBilled: 0,
  refusedMinute: 0,
  endedAt: undefined,
  endReason: undefined,
  silentMs: 0,
  settled: false,
  limitsVersion: 0,
  ...over,
});

const nothing = () => undefined;
/** Metrics that count nothing. */
export const UNCOUNTED: MeterMetrics = {
  emitted: nothing,
  answered: nothing,
  decided: nothing,
  flushed: nothing,
  ended: nothing,
  observe: nothing,
};
