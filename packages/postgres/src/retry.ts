import { setTimeout as sleep } from "node:timers/promises";
import { sqlStateOf } from "@metercast/runtime";

/**
 * Serialization failure, deadlock, unique violation of two first posters: a retry sees the other's commit.
 */
const CONFLICT = /^(40001|40P01|23505)$/;
/** Five attempts over about half a second: a longer conflict is not one of timing. */
const ATTEMPTS = 5;
const BASE_DELAY_MS = 15;

/**
 * Retries an idempotent database call that Postgres rolled back in a conflict. It repeats nothing else:
 * after a lost connection only the caller knows the key to look the outcome up.
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
