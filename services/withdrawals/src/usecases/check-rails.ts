import { RAILS, type RailName } from "@metercast/rails";
import type { Clock, Logger } from "@metercast/runtime";
import { type RailHealth, type RailState, railStateOf } from "../domain/rail-state.ts";
import type { RailFigures, ReadRailFigures } from "../ports/rail-figures.ts";
import type { Rails } from "../ports/rails.ts";

export interface CheckRailsPorts {
  rails: Rails;
  clock: Clock;
  log: Logger;
  /** What this process has found; one entry a configured rail. */
  railHealth: Map<RailName, RailHealth>;
}

const MAX_ERROR = 200;

/** Asks each provider one cheap question. A rail whose provider is down delays no other. */
export async function checkRails({ rails, clock, log, railHealth }: CheckRailsPorts): Promise<void> {
  await Promise.all(
    [...rails].map(async ([name, rail]) => {
      const before = railHealth.get(name);
      try {
        await rail.health();
        railHealth.set(name, { lastSuccessAt: new Date(clock.now()), lastError: "" });
      } catch (err) {
        const lastError = (err instanceof Error ? err.message : String(err)).slice(0, MAX_ERROR);
        if (before?.lastError === "" || !before) log.warn({ err, rail: name }, "a provider does not answer");
        railHealth.set(name, { lastSuccessAt: before?.lastSuccessAt, lastError });
      }
    }),
  );
}

export interface ReadRailsPorts {
  rails: Rails;
  railHealth: ReadonlyMap<RailName, RailHealth>;
  railFigures: ReadRailFigures;
}

export interface RailReport extends Omit<RailFigures, "rail">, RailHealth {
  name: RailName;
  state: RailState;
}

/** How each rail does, also those that are not configured here. */
export async function readRails({ rails, railHealth, railFigures }: ReadRailsPorts): Promise<RailReport[]> {
  const figures = await railFigures();
  const unchecked = { lastSuccessAt: undefined, lastError: "" };
  return RAILS.map(({ name }) => {
    const none = { open: 0n, unknown: 0n, underWay: 0n, paidToday: 0n, oldestOpenAt: undefined };
    const { rail: _, ...own } = figures.find(({ rail }) => rail === name) ?? { rail: name, ...none };
    const health = rails.has(name) ? (railHealth.get(name) ?? unchecked) : undefined;
    return { name, ...own, ...(health ?? unchecked), state: railStateOf(health, own.unknown) };
  });
}
