import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { newUuid } from "@metercast/contracts";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { configuredTerms } from "../src/domain/earnings-policy.ts";
import { adjustment } from "../src/domain/templates.ts";
import { drawReserve } from "../src/usecases/draw-reserve.ts";
import { placeHold } from "../src/usecases/place-hold.ts";
import { answerTransfer } from "../src/usecases/post-transfer.ts";
import { readAvailability } from "../src/usecases/read-availability.ts";
import { type Books, LOW_BELOW, openBooks, session } from "./books.ts";

const DAY_MS = 86_400_000;
const WORKER = fileURLToPath(new URL("reserve-worker.ts", import.meta.url));
/** The first of three days on which every creator earns. A tenth is reserved for 30 days after each. */
const DAY = Math.floor(Date.now() / DAY_MS) - 10;
const MINUTES = 5n;
const LOT = (MINUTES * 1_320n) / 10n;

let books: Books;
let nowMs: number;
let creators = 0;
beforeAll(async () => {
  books = await openBooks();
  await books.sql(
    `INSERT INTO earnings_policy (creator_id, version, hold_days, new_creator_days, new_creator_hold_days, reserve_percent, reserve_days,
       releases_earlier, reason, actor_id, request_id, at) VALUES ('', 1, 0, 0, 0, 10, 30, false, 'test', 'admin-1', 'reserve', $1)`,
    [new Date(DAY * DAY_MS)],
  );
});
afterAll(() => books?.close());
beforeEach(async () => {
  nowMs = (DAY + 3) * DAY_MS + DAY_MS / 2;
  await books.sql("DELETE FROM reserve_day");
});

const ports = () => ({
  ledger: books.ledger,
  relay: { wake: () => undefined },
  clock: { now: () => nowMs },
  configuredTerms: configuredTerms(0),
});
const look = (userId: string) => readAvailability(ports(), userId);
const withdraw = (userId: string, amount: bigint) => {
  const id = newUuid(Date.now());
  const hold = { id, userId, asset: "USD" as const, amount, referenceType: "WITHDRAWAL", referenceId: "w" };
  return placeHold(ports(), { hold, channel: "" });
};

/** A creator who earned on the three days. */
async function creator() {
  const userId = `reserved-${++creators}`;
  const account = await books.creator(userId);
  const viewer = await books.viewer(`${userId}-viewer`, 1_000n);
  for (let day = DAY; day < DAY + 3; day++) {
    const stream = newUuid(Date.now());
    const minute = session(viewer, account, stream);
    for (let number = 1; number <= MINUTES; number++) await books.ledger.postMinutes([minute(number)], false);
    await books.sql("DELETE FROM earnings_hour WHERE stream = $1", [stream]);
    await books.sql(
      "INSERT INTO earnings_hour (stream, hour, creator, minutes, cents) VALUES ($1, $2, $3, $4, $5)",
      [stream, new Date(day * DAY_MS), account, MINUTES, MINUTES * 1_320n],
    );
  }
  return { userId, account };
}

/** A replica's jobs in a process of their own; gives how it ended. */
async function worker(failpoint = ""): Promise<string> {
  const child = spawn(
    process.execPath,
    [...process.execArgv, WORKER, books.database.urls.wallet ?? "", String(nowMs)],
    { env: { ...process.env, METERCAST_FAILPOINT: failpoint }, stdio: ["ignore", "ignore", "inherit"] },
  );
  const [code, signal] = await once(child, "exit");
  return signal ?? `exit ${code}`;
}

const lots = (account: bigint) =>
  books.sql<{ day: number; part: number; amount: string; status: string | null }>(
    `SELECT (l.day - date '1970-01-01') AS day, part, l.amount, h.status FROM reserve_lot l LEFT JOIN hold h ON h.id = l.hold
     WHERE l.account = $1 ORDER BY 1, 2`,
    [account],
  );
const held = (status: string) =>
  [0, 1, 2].map((index) => ({ day: DAY + index, part: 0, amount: String(LOT), status }));
const sumOf = (upcoming: { cents: bigint }[]) => upcoming.reduce((sum, { cents }) => sum + cents, 0n);

it("a share is withheld before its lot is placed, and placing it changes nothing that a creator sees", async () => {
  const { userId, account } = await creator();
  const before = await look(userId);
  expect([before.available, before.upcoming]).toEqual([
    27n * LOT,
    [0, 1, 2].map((index) => ({
      cents: LOT,
      earnedOn: DAY + index,
      availableOn: DAY + index + 31,
      kind: "reserve",
    })),
  ]);
  await expect(withdraw(userId, 27n * LOT + 1n)).rejects.toMatchObject({ code: "insufficient_balance" });
  expect(await worker()).toBe("exit 0");
  expect(await lots(account)).toEqual(held("held"));
  expect(await look(userId)).toEqual(before);
});

it("two replicas, killed at each step in turn, place each lot once and release each once", async () => {
  const { userId, account } = await creator();
  const total = (await look(userId)).balance;
  for (const step of ["wallet.before_lot_commit", "wallet.lot_placed", "wallet.reserve_day_over"]) {
    await books.sql("DELETE FROM reserve_day");
    const ends = await Promise.all([worker(`${step}:1`), worker(`${step}:2`)]);
    // One of them may find nothing left to do at its step.
    expect(ends, step).toContain("SIGKILL");
    const { available, upcoming } = await look(userId);
    expect([available, sumOf(upcoming)], step).toEqual([total - 3n * LOT, 3n * LOT]);
  }
  expect(await Promise.all([worker(), worker()])).toEqual(["exit 0", "exit 0"]);
  expect(await lots(account)).toEqual(held("held"));

  nowMs = (DAY + 33) * DAY_MS;
  for (const step of ["wallet.before_release_commit", "wallet.lots_released"]) {
    // What is due counts as available, whether or not its hold has ended.
    expect(await look(userId)).toMatchObject({ available: total, upcoming: [] });
    await Promise.all([worker(`${step}:1`), worker(`${step}:1`)]);
  }
  expect(await Promise.all([worker(), worker()])).toEqual(["exit 0", "exit 0"]);
  expect(await lots(account)).toEqual(held("voided"));
  expect(await look(userId)).toMatchObject({ available: total, heldForWithdrawals: 0n, upcoming: [] });
});

it("a withdrawal in the first millisecond of a lot's day takes it, though no job has released it", async () => {
  const { userId, account } = await creator();
  await worker();
  nowMs = (DAY + 31) * DAY_MS - 1;
  await expect(withdraw(userId, 28n * LOT)).rejects.toMatchObject({ code: "insufficient_balance" });
  nowMs += 1;
  await expect(withdraw(userId, 28n * LOT)).resolves.toMatchObject({ status: "held" });
  expect((await lots(account)).map(({ status }) => status)).toEqual(["voided", "held", "held"]);
});

it("a draw takes the oldest lots and leaves a smaller one in the place of the last, in the same transaction", async () => {
  const { userId, account } = await creator();
  await worker();
  const before = await look(userId);
  const cents = LOT + 100n;
  const drawn = await books.ledger.transaction(async (tx) => {
    const [locked] = await tx.lockAccounts([{ userId, asset: "USD" }]);
    if (!locked) throw new Error("no account");
    const draw = await drawReserve(tx, { account: locked, cents, nowMs });
    const request = {
      source: "adjustment",
      requestId: `draw-${userId}`,
      transfers: adjustment(userId, "USD", "debit", draw.drawn),
      referenceType: "ADJUSTMENT",
      referenceId: "",
      reason: "a refund",
      actorId: "",
    };
    expect(await answerTransfer(tx, request, LOW_BELOW)).toMatchObject({ outcome: "posted" });
    return draw.drawn;
  });
  expect(drawn).toBe(cents);
  expect(await lots(account)).toEqual([
    { day: DAY, part: 0, amount: String(LOT), status: "voided" },
    { day: DAY + 1, part: 0, amount: String(LOT), status: "voided" },
    { day: DAY + 1, part: 1, amount: String(LOT - 100n), status: "held" },
    { day: DAY + 2, part: 0, amount: String(LOT), status: "held" },
  ]);
  const after = await look(userId);
  expect([after.balance, after.available]).toEqual([before.balance - cents, before.available]);
  expect(after.balance).toBe(after.available + sumOf(after.upcoming));
});

it("a lot's hold is ended by no request", async () => {
  const { account } = await creator();
  await worker();
  const [row] = await books.sql<{ hold: string }>("SELECT hold FROM reserve_lot WHERE account = $1 LIMIT 1", [
    account,
  ]);
  for (const end of ["posted", "voided"] as const)
    await expect(books.endHold(row?.hold ?? "", end)).rejects.toMatchObject({ code: "hold_not_found" });
});

it("a lot and a hold that do not agree are found; what these tests did is right", async () => {
  const wrong = async () => (await books.integrity()).checks.filter(({ ok }) => !ok).map(({ name }) => name);
  expect(await wrong()).toEqual([]);
  const open = "ctid = (SELECT ctid FROM reserve_lot WHERE hold IS NOT NULL AND ended_at IS NULL LIMIT 1)";
  for (const damage of [
    `UPDATE reserve_lot SET share = share + 1, amount = amount + 1 WHERE ${open}`,
    "UPDATE reserve_lot SET ended_at = now() WHERE ended_at IS NULL AND hold IS NOT NULL",
    "DELETE FROM reserve_lot",
  ]) {
    await books.sql(damage);
    expect(await wrong(), damage).toEqual(["reserve_lots"]);
  }
});
