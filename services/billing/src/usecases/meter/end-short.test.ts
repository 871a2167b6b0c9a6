import { MetercastError } from "@metercast/runtime";
import { expect, it } from "vitest";
import { MINUTE, START, activeSession as session, UNCOUNTED } from "../../../test/fixtures.ts";
import { endShort } from "./end-short.ts";
import { keyOf, Meter, partitionOfKey } from "./meter.ts";

const clock = { now: () => START + 10 * MINUTE, monotonic: () => 1_000, sleep: async () => undefined };

/** A session whose first minute was just paid, with so much left; later the wallet says something else. */
function paidWith(available: number, later: () => Map<string, bigint>) {
  const row = session();
  const key = keyOf(row.id);
  const meter = new Meter({ lostAfterMs: 600_000 }, clock, UNCOUNTED);
  meter.hold(partitionOfKey(key), { presence: START, results: START });
  meter.know(row);
  const see = (ms: number) => meter.sighting(key, START + ms, clock.now());
  const answer = () => meter.answer({ key, minute: 1, outcome: "paid", available }, START + MINUTE + 100);
  see(MINUTE);
  answer();
  const store = { sessions: async () => [row] };
  const judge = endShort({ meter, store, wallet: { tokensOf: async () => later() } });
  return { meter, judge, see, answer, session: () => meter.table.find(key) };
}

const has = (tokens: bigint) => () => new Map([["viewer", tokens]]);

it("who has too little for the next minute, and still has when the wallet is asked, is ended at the last paid one's end", async () => {
  const { meter, judge, session } = paidWith(2, has(2n));
  expect(await judge()).toBe(1);
  expect(session()).toMatchObject({ endReason: "insufficient_funds", endedAt: START + MINUTE, paid: 1 });
  expect([meter.short.size, meter.ending.size]).toEqual([0, 1]);
});

it("who has enough is not asked about; tokens that came between the posting and its answer let the viewer watch on", async () => {
  const enough = paidWith(5, has(0n));
  expect(await enough.judge()).toBe(0);
  const { meter, judge, session } = paidWith(2, has(22n));
  expect(await judge()).toBe(1);
  expect([session()?.endedAt, meter.short.size]).toEqual([0, 0]);
});

it("where the wallet can't say nobody is ended, and it is asked again", async () => {
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

it("a minute that became due meanwhile is the wallet's to judge", async () => {
  const { meter, judge, see, session } = paidWith(0, has(0n));
  see(2 * MINUTE);
  await judge();
  expect([session()?.endedAt, meter.ready.size]).toEqual([0, 1]);
});

it("an answer that is read again after a crash leads to the same end", async () => {
  const { meter, judge, answer, session } = paidWith(0, has(0n));
  meter.short.clear();
  answer();
  await judge();
  expect(session()?.endReason).toBe("insufficient_funds");
});
