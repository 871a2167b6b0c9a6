import { expect, it } from "vitest";
import { drawFromReserve, type ReserveLot } from "./reserve-lot.ts";

const lot = (day: number, cents: bigint, releaseOn: number): ReserveLot => ({
  day,
  part: 0,
  cents,
  holdId: `hold-${day}`,
  releaseOn,
});
const LOTS = [lot(2, 300n, 33), lot(1, 200n, 32), lot(3, 100n, 31)];

it("a draw takes the lot that would be released first, and ends a lot in full before the next", () => {
  expect(drawFromReserve(LOTS, 300n)).toEqual({
    drawn: 300n,
    ended: [LOTS[2], LOTS[1]],
    remainder: undefined,
  });
});

it("a partly drawn lot ends, and a smaller one with its date takes its place", () => {
  expect(drawFromReserve(LOTS, 150n)).toEqual({
    drawn: 150n,
    ended: [LOTS[2], LOTS[1]],
    remainder: { day: 1, part: 1, cents: 150n, releaseOn: 32 },
  });
});

it("a draw above the reserve takes all of it, and one of nothing takes nothing", () => {
  expect(drawFromReserve(LOTS, 1_000n)).toMatchObject({ drawn: 600n, remainder: undefined });
  expect(drawFromReserve(LOTS, 0n)).toEqual({ drawn: 0n, ended: [], remainder: undefined });
});
