import type { Method } from "./payout-method.ts";

const HOUR_MS = 3_600_000;

/** What happens to a creator's destination. */
export type Change =
  /** `before`: the creator has, or had, another method. */
  | { kind: "added"; before: boolean }
  | { kind: "made_default"; method: Pick<Method, "createdAt" | "lockedUntil">; before: boolean }
  /**
   * The place of its account becomes known. `announced`: an event said that the account has changed.
   * `before`: the creator has, or had, another method.
   */
  | {
      kind: "first_known";
      method: Pick<Method, "createdAt" | "state">;
      before: boolean;
      announced: boolean;
    }
  /** Its account pays to another place than before. */
  | { kind: "retargeted" };

/**
 * Until when no payout may start there, in the interest of a creator whose login is in other hands.
 * Undefined: no new lock. `hours` 0: never.
 */
export function lockAfter(change: Change, hours: number, now: Date): Date | undefined {
  if (hours === 0) return undefined;
  const from = (start: Date) => new Date(start.getTime() + hours * HOUR_MS);
  switch (change.kind) {
    case "added":
      return change.before ? from(now) : undefined;
    case "made_default": {
      if (!change.before) return undefined;
      return later(from(change.method.createdAt), change.method.lockedUntil, now);
    }
    case "first_known": {
      const { method, before, announced } = change;
      // It was paid before its place was kept: only an event shows that the place may be another one.
      if (method.state === "ready") return announced ? from(now) : undefined;
      return before && from(method.createdAt) <= now ? from(now) : undefined;
    }
    case "retargeted":
      return from(now);
  }
}

/** The later of the two; undefined where it is over. */
function later(one: Date, other: Date | undefined, now: Date): Date | undefined {
  const last = other && other > one ? other : one;
  return last > now ? last : undefined;
}

export const isLocked = (lockedUntil: Date | undefined, now: Date): boolean =>
  lockedUntil !== undefined && lockedUntil > now;
