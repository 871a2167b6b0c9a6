import { setTimeout as sleep } from "node:timers/promises";
import { sqlStateOf } from "@metercast/runtime";

/**
 * Serialization failure, deadlock, and two first posters of one key: the same call again sees the other's
 * commit.
 */
const CONFLICT = /^(40001|40P01|23505)$/;
/**
 * Five tries with jitter spread over about half a second: a conflict that outlives them is not a conflict
 * of timing.
 */
const ATTEMPTS = 5;
const BASE_DELAY_MS = 15;

/**
 * Runs an idempotent database call again where Postgres rolled it back for another's sake. Nothing else is repeated: a lost
 * connection is for the caller, who knows by which key to look the outcome up.
 */
export async function retryConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !CONFLICT.test(conflictState(error))) throw error;
      await sleep(BASE_DELAY_MS * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

function conflictState(error: unknown): string {
  const prisma = (error as { code?: unknown } | null)?.code;
  if (prisma === "P2002") return "23505";
  if (prisma === "P2034") return "40001";
  return sqlStateOf(error) ?? "";
}
