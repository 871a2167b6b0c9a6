import { newUuid } from "@metercast/contracts";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { isoDay } from "../src/domain/day.ts";
import { configuredTerms, type EarningsTerms } from "../src/domain/earnings-policy.ts";
import { clientTransfer } from "../src/domain/templates.ts";
import { placeHold } from "../src/usecases/place-hold.ts";
import { readAvailability } from "../src/usecases/read-availability.ts";
import { setEarningsPolicy } from "../src/usecases/set-earnings-policy.ts";
import { atOnce, type Books, openBooks, session } from "./books.ts";

const DAY_MS = 86_400_000;
const HELD = configuredTerms(7);
/** The day on which every creator of this file earned, and the day from which that is available. */
const DAY = Math.floor(Date.now() / DAY_MS) - 1;
const MATURE = DAY + 8;

let books: Books;
/** A clock that a test sets forward: no test waits for a day. */
let nowMs: number;
let creators = 0;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(() => books?.close());
beforeEach(() => {
  nowMs = DAY * DAY_MS + DAY_MS / 2;
});

const ports = (terms: EarningsTerms = HELD) => ({
  ledger: books.ledger,
  relay: { wake: () => undefined },
  clock: { now: () => nowMs },
  configuredTerms: terms,
});
const hold = (userId: string, amount: bigint) => ({
  id: newUuid(Date.now()),
  userId,
  asset: "USD" as const,
  amount,
  referenceType: "WITHDRAWAL",
  referenceId: "wdr_1",
});
const withdraw = (userId: string, amount: bigint, terms = HELD) =>
  placeHold(ports(terms), { hold: hold(userId, amount), channel: "" });
const look = (userId: string, terms = HELD) => readAvailability(ports(terms), userId);

/** Earnings of the moment become those of a day. */
async function moveTo(day: number, account: bigint) {
  const rows = await books.sql<{ stream: string; minutes: string; cents: string }>(
    "SELECT stream, sum(minutes) AS minutes, sum(cents) AS cents FROM earnings_hour WHERE creator = $1 GROUP BY stream",
    [account],
  );
  await books.sql("DELETE FROM earnings_hour WHERE creator = $1", [account]);
  for (const { stream, minutes, cents } of rows)
    await books.sql(
      "INSERT INTO earnings_hour (stream, hour, creator, minutes, cents) VALUES ($1, $2, $3, $4, $5)",
      [stream, new Date(day * DAY_MS), account, minutes, cents],
    );
}

/** A creator of one test alone, who earned so many minutes of $13.20 on the day. */
async function creatorWith(minutes: number) {
  const userId = `maturing-${++creators}`;
  const account = await books.creator(userId);
  const viewer = await books.viewer(`${userId}-viewer`, 1_000n);
  const minute = session(viewer, account);
  let posted = 0;
  const earn = async (count: number) => {
    for (const end = posted + count; posted < end; )
      await books.ledger.postMinutes([minute(++posted)], false);
  };
  await earn(minutes);
  await moveTo(DAY, account);
  return { userId, account, earn };
}

const set = (creatorId: string, terms: Partial<EarningsTerms>, confirmedBy = "") =>
  setEarningsPolicy(ports(), {
    creatorId,
    terms: { ...configuredTerms(0), ...terms },
    reason: "test",
    actorId: "admin-1",
    confirmedBy,
    requestId: newUuid(Date.now()),
  });

it("what has not matured is refused until the last millisecond before its day, and placed at the first", async () => {
  const { userId } = await creatorWith(2);
  await books.credit(userId, "USD", 500n);
  await expect(withdraw(userId, 501n)).rejects.toMatchObject({
    code: "insufficient_balance",
    message: `5.00 USD can be withdrawn now, and 26.40 USD more from ${isoDay(MATURE)} on.`,
  });
  nowMs = MATURE * DAY_MS - 1;
  await expect(withdraw(userId, 3_140n)).rejects.toMatchObject({ code: "insufficient_balance" });
  nowMs = MATURE * DAY_MS;
  await expect(withdraw(userId, 3_140n)).resolves.toMatchObject({ status: "held", amount: 3_140n });
  expect(await look(userId)).toMatchObject({ available: 0n, heldForWithdrawals: 3_140n, upcoming: [] });
});

it("what a platform client credits matures too; a correction by an admin is there at once", async () => {
  const { userId } = await creatorWith(0);
  await books.postTransfer({
    source: "platform:demo",
    requestId: `tip-${userId}`,
    transfers: clientTransfer(userId, "USD", "credit", 700n, "platform_usd"),
    referenceType: "TIP",
    referenceId: "",
    reason: "",
    actorId: "",
  });
  await books.credit(userId, "USD", 50n);
  const { available, upcoming } = await look(userId);
  expect({ available, upcoming }).toMatchObject({ available: 50n, upcoming: [{ cents: 700n }] });
});

it("twenty requests at once, with minutes posted meanwhile, hold only what had matured", async () => {
  const { userId, earn } = await creatorWith(1);
  await books.credit(userId, "USD", 1_000n);
  const requests = Array.from({ length: 20 }, (_, index) => index);
  const [placed] = await Promise.all([
    atOnce(requests, () => withdraw(userId, 150n).catch((error: { code: string }) => error.code)),
    earn(10),
  ]);
  expect(placed.filter((one) => typeof one !== "string")).toHaveLength(6);
  expect(placed.filter((one) => one === "insufficient_balance")).toHaveLength(14);
  const { balance, available, heldForWithdrawals, upcoming } = await look(userId);
  expect([balance, available, heldForWithdrawals]).toEqual([1_000n + 11n * 1_320n, 100n, 900n]);
  expect(upcoming.reduce((sum, { cents }) => sum + cents, 0n)).toBe(11n * 1_320n);
});

it("milder terms count at once for what is maturing; stricter ones only for the days after", async () => {
  const { userId } = await creatorWith(1);
  await expect(set(userId, { holdDays: 2 })).rejects.toMatchObject({ code: "second_admin_required" });
  await expect(set(userId, { holdDays: 2 }, "ADMIN-1")).rejects.toMatchObject({
    code: "second_admin_required",
  });
  await set(userId, { holdDays: 2 }, "admin-2");
  const milder = DAY + 3;
  expect((await look(userId)).upcoming).toMatchObject([{ cents: 1_320n, availableOn: milder }]);
  await set(userId, { holdDays: 30, reservePercent: 50, reserveDays: 90 });
  expect((await look(userId)).upcoming).toMatchObject([{ cents: 1_320n, availableOn: milder }]);
  nowMs += DAY_MS;
  expect((await look(userId)).terms).toMatchObject({ holdDays: 30, reservePercent: 50 });
});

it("one admin can't exempt a creator from the platform's later terms; two can", async () => {
  const { userId } = await creatorWith(1);
  const other = await creatorWith(1);
  const present = (await look(userId)).terms;
  await set(userId, present);
  await set(other.userId, present, "admin-2");
  nowMs += 1;
  const longer = present.holdDays + 3;
  await set("", { ...present, holdDays: longer });
  nowMs += 1;
  expect((await look(userId)).terms.holdDays).toBe(longer);
  expect((await look(other.userId)).terms.holdDays).toBe(present.holdDays);
  await set("", present, "admin-2");
});

it("a policy's request has one effect, and the service can't change or delete a version", async () => {
  const request = {
    creatorId: "policy-once",
    terms: configuredTerms(9),
    reason: "test",
    actorId: "admin-1",
    confirmedBy: "",
    requestId: "policy-once",
  };
  const made = await Promise.all(Array.from({ length: 5 }, () => setEarningsPolicy(ports(), request)));
  expect(new Set(made.map(({ version }) => version))).toEqual(new Set([1]));
  await expect(setEarningsPolicy(ports(), { ...request, terms: configuredTerms(10) })).rejects.toMatchObject({
    code: "idempotency_conflict",
  });
  for (const statement of ["UPDATE earnings_policy SET hold_days = 0", "DELETE FROM earnings_policy"])
    await expect(books.client.$executeRawUnsafe(`${statement}`)).rejects.toThrow(/42501|permission denied/);
});

it("leaves books that every check finds right", async () => {
  expect((await books.integrity()).checks.filter(({ ok }) => !ok)).toEqual([]);
});
