import { pace, poll, sign } from "@metercast/testkit";
import { expect, it } from "vitest";
import { callPatiently } from "./harness.ts";
import { act, gateway, MINUTE_MS } from "./watching-world.ts";

const PRICE = 5;
/** Well over what lies between two reports here, well under what counts as lost. */
const PAUSE_MS = 100;

interface Receipt {
  id: string;
  status: string;
  ended_at: string | null;
  minutes_billed: number;
  end_reason: string | null;
  runs_out_at: string | null;
}

/** A viewer who joins so many streams one after the other, and what their sessions' answers forecast. */
async function viewerOf(streams: number, tokens: number) {
  const user = `forecast-${streams}-${tokens}`;
  await act.give(user, tokens);
  const token = await sign(gateway.secret, user, ["viewer"]);
  const ask = async (method: string, path: string) =>
    (await callPatiently(gateway.url, method, path, { token })).body;
  const sessions: string[] = [];
  for (let i = 0; i < streams; i++) {
    const { id } = await act.stream(`creator-of-${user}`);
    sessions.push((await ask("POST", `/api/streams/${id}/sessions`)).id);
    // Their minutes must not end together.
    await pace(MINUTE_MS / 3);
  }
  const read = (): Promise<Receipt[]> => Promise.all(sessions.map((id) => ask("GET", `/api/sessions/${id}`)));
  /** Empty where nothing is watched any more, or nobody could say in time. */
  const forecast = async (): Promise<string> => (await ask("GET", "/api/wallet")).runs_out_at ?? "";
  /** Reports of all sessions until each has ended; nothing is asked of billing but by the meter. */
  async function watchToTheEnd(seen: (receipts: Receipt[]) => void): Promise<Receipt[]> {
    for (;;) {
      await Promise.all(sessions.map((id) => ask("POST", `/api/sessions/${id}/heartbeat`)));
      const receipts = await read();
      seen(receipts);
      if (receipts.every(({ status }) => status === "ended")) return receipts;
      await pace(PAUSE_MS);
    }
  }
  return { read, forecast, watchToTheEnd };
}

/** Empty at first, where nobody could say in time. */
const said = (forecast: () => Promise<string>) => poll(forecast, (time) => time !== "");

/** Where it was stopped: at the end of the last paid minute, or of the first that was refused. */
const stoppedAt = ({ ended_at }: Receipt) => Date.parse(ended_at ?? "");

it("runs_out_at says when a viewer is stopped, to the millisecond, and does not change on the way", async () => {
  const { forecast, watchToTheEnd } = await viewerOf(1, 3 * PRICE + 4);
  const stop = await said(forecast);
  const onTheWay = new Set<string>();
  let watching = true;
  // All the time, so also in the moments in which a minute is being paid.
  const asking = (async () => {
    while (watching) onTheWay.add(await forecast());
  })();
  const [receipt] = await watchToTheEnd(() => undefined);
  watching = false;
  await asking;
  expect([...onTheWay].filter((time) => time !== "")).toEqual([stop]);
  expect(receipt).toMatchObject({ end_reason: "insufficient_funds", minutes_billed: 3, runs_out_at: null });
  expect(stoppedAt(receipt as Receipt)).toBe(Date.parse(stop));
});

it("over several open sessions it is the end of the minute after which one of them can't go on", async () => {
  const { read, forecast, watchToTheEnd } = await viewerOf(3, 12 * PRICE);
  const stop = Date.parse(await said(forecast));
  // Each of them says the same: the tokens are shared.
  for (const { runs_out_at } of await read())
    expect([stop, null]).toContain(runs_out_at && Date.parse(runs_out_at));
  const receipts = await watchToTheEnd((all) => {
    // Before that time nobody can have been stopped, in whatever order minutes were judged.
    const told = all.flatMap(({ runs_out_at }) => (runs_out_at === null ? [] : [Date.parse(runs_out_at)]));
    if (Date.now() < stop) expect(told).toEqual(told.map(() => stop));
  });
  expect(receipts.map(({ end_reason }) => end_reason)).toEqual(Array(3).fill("insufficient_funds"));
  expect(receipts.reduce((sum, { minutes_billed }) => sum + minutes_billed, 0)).toBe(12);
  // Minutes that reach the wallet together are judged in an order of their own: then another is
  // stopped, a little earlier.
  expect(Math.min(...receipts.map(stoppedAt))).toBeLessThanOrEqual(stop);
});
