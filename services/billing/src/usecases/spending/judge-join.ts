import type { Clock } from "@metercast/runtime";
import { judgeMinutes, type LimitUse, spenderOfRow } from "../../domain/judge-minutes.ts";
import type { Session } from "../../domain/session.ts";
import { periodOf } from "../../domain/spending-limits.ts";
import type { SpendingReads } from "../../ports/spending-limits.ts";
import type { Meter } from "../meter/meter.ts";
import { liveSpending, otherSpending } from "./spending-of.ts";

export interface JudgeJoinPorts {
  meter: Pick<Meter, "newer">;
  clock: Clock;
}

/**
 * Whether a session that begins to open fits into its viewer's limits: what is due at once and its first
 * minute, with the running minute of each session that is open or began to open before it.
 */
export async function judgeJoin(
  spending: SpendingReads,
  { meter, clock }: JudgeJoinPorts,
  begun: Session,
  carriedMs: number,
): Promise<{ hasLimits: boolean; reached: LimitUse | undefined }> {
  const versions = (await spending.limitsOf([begun.viewerId])).get(begun.viewerId) ?? [];
  if (versions.length === 0) return { hasLimits: false, reached: undefined };
  const now = clock.now();
  const since = Math.min(...versions.map(({ zone }) => periodOf(zone, "month", begun.startedAt).from));
  const open = (await spending.unsettledSessions([begun.viewerId], since)).filter(
    ({ id, state, sequence }) => id !== begun.id && (state !== "joining" || sequence < begun.sequence),
  );
  const { rows, spenders } = liveSpending(open, now, (row) => spenderOfRow(meter.newer(row), now));
  const minutes = begun.mediaFrom === 0 ? 0 : Math.floor(carriedMs / begun.minuteMs);
  const session = { ...begun, carriedMs, minutes, isOpen: true };
  const { viewerId, id } = begun;
  const asked = { viewerId, id, session, judged: 0, versions, others: [...spenders.values()] };
  const [other] = await otherSpending(
    spending,
    [asked],
    rows.map((row) => row.id),
  );
  const reached = other && judgeMinutes(session, 0, other, () => true).reached;
  return { hasLimits: true, reached };
}

/** For the viewer's developer: the console has its own words. */
export const limitDetail = ({ kind, limit, period }: LimitUse): string =>
  `${limit} tokens a ${kind}; the next ${kind} begins at ${new Date(period.to).toISOString()}`;
