import { MetercastError } from "@metercast/runtime";
import { expect, it } from "vitest";
import { MINUTE, START, activeSession as session, UNCOUNTED } from "../../../test/fixtures.ts";
import { shardOf } from "../../domain/shard.ts";
import { endShort } from "./end-short.ts";
import { Meter } from "./meter.ts";
import { applyPresence } from "./read-presence.ts";
import { applyDecision } from "./read-results.ts";
import { keyOf } from "./store/keys.ts";

const clock = { now: () => START + 10 * MINUTE, monotonic: () => 1_000, sleep: async () => undefined };

/** A session whose first minute was just paid; `later` is what the wallet responds afterwards. */
function paidWith(available: number, later: () => Map<string, bigint>) {
  const row = session();
  const key = keyOf(row.id);
  const meter = new Meter({ lostAfterMs: 600_000 }, clock, UNCOUNTED);
  meter.addShard(shardOf(row.id), { presence: START, results: START });
  meter.know(row);
  const see = (ms: number) => applyPresence(meter, { key, at: START + ms, source: "heartbeat" }, clock.now());
  const answer = () =>
    applyDecision(meter, { key, minute: 1, outcome: "paid", available }, START + MINUTE + 100);
  see(MINUTE);
  answer();
  const rows = { byIds: async () => [row] };
  const judge = () => endShort({ meter, rows, wallet: { tokensOf: async () => later() } });
  return { meter, judge, see, answer, session: () => meter.table.find(key) };
}

const has = (tokens: bigint) => () => new Map([["viewer", tokens]]);

it("a session ends with its last paid minute if the viewer still has too little for the next one", async () => {
  const { meter, judge, session } = paidWith(2, has(2n));
  expect(await judge()).toBe(1);
  expect(session()).toMatchObject({ endReason: "insufficient_funds", endedAt: START + MINUTE, paid: 1 });
  expect([meter.short.size, meter.ends.size]).toEqual([0, 1]);
});

it("a viewer with enough is not judged, and tokens that came after the posting keep the session open", async () => {
  const enough = paidWith(5, has(0n));
  expect(await enough.judge()).toBe(0);
  const { meter, judge, session } = paidWith(2, has(22n));
  expect(await judge()).toBe(1);
  expect([session()?.endedAt, meter.short.size]).toEqual([0, 0]);
});

it("no session ends while the wallet is unavailable, and the next run asks again", async () => {
  let away = true;
  const { meter, judge, session } = paidWith(0, () => {
    if (away) throw new MetercastError("unavailable");
    return new Map([["viewer", 0n]]);
  });
  await expect(judge()).rejects.toThrow();
  expect([session()?.endedAt, meter.short.size]).toEqual([0, 1]);
  away = false;
  await judge();
  expect(session()?.endReason).toBe("insufficient_funds");
});

it("a minute that became due meanwhile is left to the wallet", async () => {
  const { meter, judge, see, session } = paidWith(0, has(0n));
  see(2 * MINUTE);
  await judge();
  expect([session()?.endedAt, meter.due.size]).toEqual([0, 1]);
});

it("a repeated answer leads to the same end", async () => {
  const { meter, judge, answer, session } = paidWith(0, has(0n));
  meter.short.clear();
  answer();
  await judge();
  expect(session()?.endReason).toBe("insufficient_funds");
});
