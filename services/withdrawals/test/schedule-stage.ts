import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Run } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { adjust, poll } from "@metercast/testkit";
import { type Stage, startStage } from "./stage.ts";

/** A stage whose withdrawals service has a calendar of its own. */
export interface ScheduleStage extends Stage {
  /** Sets the service's clock; it goes on from there. */
  setClock(at: string): Promise<void>;
  /** Does not wait until the service has seen it: it may die of what it does then. */
  moveClock(at: string): void;
}

export async function startScheduleStage(): Promise<ScheduleStage> {
  const folder = mkdtempSync(join(tmpdir(), "metercast-schedules-"));
  const file = join(folder, "offset");
  writeFileSync(file, "0");
  const preload = `--import ${new URL("../../../tests/faults/clock.mjs", import.meta.url).href}`;
  const stage = await startStage({ NODE_OPTIONS: preload, CLOCK_OFFSET_FILE: file });
  const moveClock = (at: string) => {
    const ms = new Date(at).getTime() - Date.now();
    writeFileSync(file, String(ms));
    return ms;
  };
  return {
    ...stage,
    moveClock,
    async setClock(at) {
      const ms = moveClock(at);
      const line = `clock set by ${ms} ms`;
      await poll(() => stage.world.service("withdrawals").lines().includes(line));
    },
    async stop() {
      await stage.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A creator with money who is paid by hand, and with a schedule. */
export async function scheduled(
  stage: Stage,
  creatorId: string,
  wish: Partial<Parameters<Stage["api"]["setSchedule"]>[0]> = {},
  cents = 20_000n,
): Promise<void> {
  if (cents > 0n) await adjust(stage.wallet, creatorId, "USD", cents);
  await stage.api.createPayoutMethod({
    creatorId,
    kind: "manual",
    details: "IBAN 1",
    fields: {},
    isDefault: true,
  });
  await setSchedule(stage, creatorId, wish);
}

export const setSchedule = (
  { api }: Stage,
  creatorId: string,
  wish: Partial<Parameters<Stage["api"]["setSchedule"]>[0]> = {},
) =>
  api.setSchedule({
    creatorId,
    cadence: "weekly",
    anchorDay: 3,
    zone: "UTC",
    minimum: 0n,
    retain: 0n,
    payoutMethodId: "",
    creatorName: `Name of ${creatorId}`,
    creatorEmail: `${creatorId}@example.com`,
    ...wish,
  });

/** A creator's runs, newest first, once there are so many. */
export const runsOf = (stage: Stage, creatorId: string, count: number): Promise<Run[]> =>
  poll(
    async () => (await stage.api.listRuns({ creatorId, limit: 100, cursor: "" })).runs,
    (runs) => runs.length >= count,
  );

export const withdrawalsOf = async ({ api }: Stage, creatorId: string) =>
  (await api.listWithdrawals({ creatorId, status: 0, limit: 100, cursor: "", needsAttention: false }))
    .withdrawals;
