import type { Schemas } from "../api/client.ts";
import type { StreamMoment } from "../live/apply.ts";

export interface StreamPoint {
  atMs: number;
  viewers: number;
  cents_per_minute: string;
}

/**
 * The history of a stream up to its last point, then the live events after it: both say the same of a
 * moment, so the line goes on without a jump. The newest state stays until now.
 */
export function streamPoints(
  history: Schemas["StreamHistory"] | undefined,
  moments: readonly StreamMoment[],
  nowMs: number,
): StreamPoint[] {
  const known = (history?.points ?? []).map(({ at, viewers, per_minute }) => ({
    atMs: Date.parse(at),
    viewers,
    cents_per_minute: per_minute.amount,
  }));
  const asOf = known.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
  const newer = moments.filter(({ atMs }) => atMs > asOf);
  const points = [...known, ...newer];
  const newest = points.at(-1);
  const isOver = history?.ended_at !== null && history !== undefined;
  return newest && !isOver && nowMs > newest.atMs ? [...points, { ...newest, atMs: nowMs }] : points;
}
