import { execute, type Retention, rows } from "@metercast/postgres";
import type { RailName, RailNotice } from "@metercast/rails";
import { backoffMs } from "@metercast/runtime";
import type { RailEvents } from "../../ports/rail-events.ts";
import type { Database } from "./database.ts";
import * as sql from "./rail-events.queries.ts";

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 300_000;
/** With the delays above about two days. A provider's object is read by the sweep too. */
const MAX_ATTEMPTS = 600;
const MAX_ERROR = 300;

export const HANDLED_RAIL_EVENTS: Retention = {
  table: "rail_event",
  old: "handled_at IS NOT NULL AND received_at < now() - interval '90 days'",
};

export function postgresRailEvents(database: Database): RailEvents {
  return {
    async store(rail, { id, type, notice }) {
      const row = { rail, id, type, notice: notice === undefined ? null : JSON.stringify(notice) };
      return (await execute(database, sql.storeRailEvent, row)) === 1;
    },
    async claim(limit, leaseSeconds) {
      const claimed = await rows(database, sql.claimRailEvents, { limit, leaseSeconds });
      return claimed.map(({ rail, notice, ...row }) => ({
        ...row,
        rail: rail as RailName,
        notice: (notice ?? undefined) as RailNotice | undefined,
      }));
    },
    async finish({ rail, id }, outcome) {
      await execute(database, sql.finishRailEvent, { rail, id, outcome, error: "" });
    },
    async repeat({ rail, id, attempts }, text) {
      const error = text.slice(0, MAX_ERROR);
      if (attempts >= MAX_ATTEMPTS)
        return void (await execute(database, sql.finishRailEvent, { rail, id, outcome: "given_up", error }));
      const afterMs = backoffMs(attempts, FIRST_DELAY_MS, MAX_DELAY_MS);
      await execute(database, sql.repeatRailEvent, { rail, id, error, afterMs });
    },
  };
}
