import { dayText, zoneName } from "@metercast/calendar";
import { publicId } from "@metercast/contracts";
import type {
  ListRunsRequest,
  PausePayoutsRequest,
  SetScheduleRequest,
  Run as WireRun,
  Schedule as WireSchedule,
  WithdrawalsServiceService,
} from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { MAX_AMOUNT } from "@metercast/money";
import { type Handlers, z } from "@metercast/runtime";
import { optional, storableText, userId, uuidOfKind, validate } from "@metercast/validation";
import { CADENCES } from "../../domain/schedule.ts";
import type { Run } from "../../ports/schedules.ts";
import { pausePayouts } from "../../usecases/pause-payouts.ts";
import { type ReadCalendarPorts, readCalendar } from "../../usecases/read-calendar.ts";
import { type ReadSchedulePorts, readSchedule, type ScheduleState } from "../../usecases/read-schedule.ts";
import { type SetSchedulePorts, setSchedule } from "../../usecases/set-schedule.ts";

type Service = Handlers<typeof WithdrawalsServiceService>;

const cents = z.bigint().min(0n, "not below zero").max(MAX_AMOUNT, "is too large");
const SCHEDULE = z
  .object({
    creatorId: userId,
    cadence: z.enum(CADENCES),
    anchorDay: z.number().int().min(1).max(31),
    zone: z
      .string()
      .max(64)
      .transform((name) => zoneName(name) ?? "")
      .refine((name) => name !== "", "is not the IANA name of a time zone"),
    minimum: cents,
    retain: cents,
    payoutMethodId: optional(uuidOfKind("payoutMethod")),
    creatorName: storableText(200),
    creatorEmail: storableText(320),
  })
  .refine(({ cadence, anchorDay }) => cadence !== "weekly" || anchorDay <= 7, {
    path: ["anchorDay"],
    message: "1 (Monday) to 7 for a weekly schedule",
  });
const schedule = ({ payoutMethodId = "", ...request }: SetScheduleRequest) => {
  const { payoutMethodId: method, ...rest } = validate(SCHEDULE, { ...request, payoutMethodId });
  return { ...rest, payoutMethodId: method };
};

const PAUSE = z
  .object({
    creatorId: userId,
    by: z.enum(["creator", "admin"]),
    paused: z.boolean(),
    actorId: userId,
    reason: storableText(500),
  })
  .refine(({ by, reason }) => by === "creator" || reason.trim() !== "", {
    path: ["reason"],
    message: "must be given",
  });
const pause = (request: PausePayoutsRequest) => validate(PAUSE, request);

const DEFAULT_PAGE = 20;
const RUNS = z.object({
  creatorId: userId,
  limit: z.number().int().min(0).max(100),
  cursor: optional(uuidOfKind("payoutRun")),
});
function runs(request: ListRunsRequest) {
  const { creatorId, limit, cursor } = validate(RUNS, request);
  return { creatorId, limit: limit || DEFAULT_PAGE, after: cursor };
}

/** As text these bounds compare as days do. A holiday or a day after them stays within four digits. */
const [FIRST_DAY, LAST_DAY] = ["2000-01-01", "9998-12-31"];
const day = z
  .string()
  .refine((text) => isDay(text) && text >= FIRST_DAY && text <= LAST_DAY, "a day as 2026-12-04");

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

const DAY_MS = 86_400_000;
const CALENDAR = z
  .object({ creatorId: userId, from: day, to: day })
  .refine(({ from, to }) => (Date.parse(to) - Date.parse(from)) / DAY_MS <= 366, {
    path: ["to"],
    message: "at most 366 days later",
  });

const CREATOR = z.object({ creatorId: userId });

export function schedules(
  ports: ReadSchedulePorts & SetSchedulePorts & ReadCalendarPorts,
): Pick<Service, "getCalendar" | "getSchedule" | "setSchedule" | "pausePayouts" | "listRuns"> {
  const present = async (creatorId: string) => ({
    schedule: toSchedule(await readSchedule(ports, creatorId)),
  });
  return {
    async getCalendar(request) {
      const items = await readCalendar(ports, validate(CALENDAR, request));
      return { items: items.map(({ of, ...item }) => ({ ...item, id: of ? publicId(of.kind, of.id) : "" })) };
    },
    getSchedule: (request) => present(validate(CREATOR, request).creatorId),
    async setSchedule(request) {
      const wish = schedule(request);
      await setSchedule(ports, wish);
      return present(wish.creatorId);
    },
    async pausePayouts(request) {
      const asked = pause(request);
      await pausePayouts(ports, asked);
      return present(asked.creatorId);
    },
    async listRuns(request) {
      const query = runs(request);
      const found = await ports.store.schedules.listRuns({ ...query, limit: query.limit + 1 });
      const page = found.slice(0, query.limit);
      const last = found.length > page.length ? page.at(-1) : undefined;
      return { runs: page.map(toRun), nextCursor: last ? publicId("payoutRun", last.id) : "" };
    },
  };
}

function toSchedule({ schedule: known, pauses, next, waitsFor }: ScheduleState): WireSchedule {
  const { creator, admin } = pauses;
  return {
    cadence: known?.cadence ?? "manual",
    anchorDay: known?.anchorDay ?? 1,
    zone: known?.zone ?? "UTC",
    minimum: known?.minimum ?? 0n,
    retain: known?.retain ?? 0n,
    payoutMethodId: known?.payoutMethodId === undefined ? "" : publicId("payoutMethod", known.payoutMethodId),
    version: known?.version ?? 0,
    effectiveFrom: known?.effectiveFrom,
    pausedBy: admin ? "admin" : creator ? "creator" : "",
    pauseReason: admin?.reason ?? "",
    nextRun: next && { period: next.period.key, date: dayText(next.period.day), at: next.period.at },
    waitsFor,
  };
}

function toRun(run: Run): WireRun {
  const { id, period, runOn, outcome, reason, detail, withdrawalId, amount, nextOn, at } = run;
  return {
    id: publicId("payoutRun", id),
    period,
    date: dayText(runOn),
    outcome,
    reason,
    detail,
    withdrawalId:
      withdrawalId === undefined || outcome !== "created" ? "" : publicId("withdrawal", withdrawalId),
    amount: amount ?? 0n,
    nextDate: nextOn ? dayText(nextOn) : "",
    at,
  };
}
