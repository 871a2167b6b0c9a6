import { decodeEvent, newUuid } from "@metercast/contracts";
import type { IntegrityRun } from "@metercast/postgres/integrity";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Books, openBooks, session } from "./books.ts";
import { BREAKS } from "./breaks.ts";

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(() => books?.close());

/** What a run says is wrong, as an admin acknowledges it. */
const shown = (run: IntegrityRun) =>
  run.checks.filter(({ ok }) => !ok).map(({ name, fingerprint }) => `${name} ${fingerprint}`);

async function events() {
  const rows = await books.sql<{ payload: Uint8Array }>(
    "SELECT payload FROM outbox WHERE subject = 'wallet.integrity.failed.v1' ORDER BY id",
  );
  return rows.map(({ payload }) => decodeEvent("wallet.integrity.failed.v1", payload));
}

let people = 0;
/** What goes on all day: a credit, and minutes of a new viewer for a new creator. */
async function traffic(): Promise<void> {
  const name = `people-${people++}`;
  const viewer = await books.viewer(`${name}-viewer`, 40n);
  const creator = await books.creator(`${name}-creator`);
  const line = session(viewer, creator, newUuid(Date.now()));
  for (let minute = 1; minute <= 3; minute++) await books.ledger.postMinutes([line(minute)], true);
  await books.credit(`${name}-creator`, "USD", 900_000n);
  for (const end of ["posted", "voided", undefined] as const) {
    const id = newUuid(Date.now());
    const reference = { referenceType: "WITHDRAWAL", referenceId: id };
    await books.placeHold({
      id,
      userId: `${name}-creator`,
      asset: "USD",
      amount: 5_000n,
      ...reference,
    });
    if (end) await books.endHold(id, end);
  }
}

it("each break of the books shows as something that no run before it showed, and is announced; what goes on rightly changes nothing of it", async () => {
  for (let round = 0; round < 4; round++) await traffic();
  await books.fold();
  await traffic();
  let last = shown(await books.integrity());
  expect(last).toEqual([]);
  let number = 1_000;
  const fresh = () => (number += 13);
  // All kinds, in another order with each seed.
  const [order] = fc.sample(fc.shuffledSubarray([...BREAKS], { minLength: BREAKS.length }), {
    numRuns: 1,
    seed: Number(process.env.METERCAST_SEED ?? 20_261_130),
  });
  let found = 0;
  for (const { name, sql } of order ?? []) {
    const before = (await events()).length;
    // What the tables themselves refuse is no break.
    const broke = await books.sql(sql(fresh)).then(
      () => true,
      () => false,
    );
    if (!broke) continue;
    const now = shown(await books.integrity());
    expect(now, name).not.toEqual(last);
    const announced = await events();
    expect(announced.length, name).toBe(before + 1);
    const findings = announced.at(-1)?.findings ?? [];
    expect(findings.map(({ check, fingerprint }) => `${check} ${fingerprint}`)).toEqual(now);
    last = now;
    found += 1;
    if (found % 6 !== 0) continue;
    await traffic();
    expect(shown(await books.integrity()), `after ${name}, with more postings`).toEqual(last);
    expect((await events()).length).toBe(before + 1);
  }
  expect(found).toBeGreaterThan(BREAKS.length * 0.8);
});

it("a check that can't run is shown at once, takes no other with it, and fails when that lasts; it is announced once", async () => {
  const other = await openBooks();
  try {
    const runAt = (minutes: number) => other.integrity(false, Date.UTC(2026, 10, 30) + minutes * 60_000);
    expect((await runAt(0)).ok).toBe(true);
    await other.sql("REVOKE SELECT ON hold FROM metercast_wallet");
    const first = await runAt(5);
    const failing = ["balances_are_their_entries", "holds", "reserve_lots"];
    expect(first.ok).toBe(true);
    expect(first.checks.filter(({ notRunSince }) => notRunSince).map(({ name }) => name)).toEqual(failing);
    expect(first.checks.find(({ name }) => name === "holds")?.detail).toContain("permission denied");
    const later = await runAt(30);
    expect(later.checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(failing);
    await runAt(35);
    const announced = await other.sql("SELECT FROM outbox WHERE subject = 'wallet.integrity.failed.v1'");
    expect(announced).toHaveLength(1);
    await other.sql("GRANT SELECT ON hold TO metercast_wallet");
    expect(await runAt(40)).toMatchObject({ ok: true });
  } finally {
    await other.close();
  }
});

it("platform accounts add up beyond 64 bits; where a balance leaves its bounds, the check says so and the figure is an error", async () => {
  const other = await openBooks();
  try {
    const most = 2n ** 63n - 1n;
    await other.sql(
      `INSERT INTO platform_delta (account, amount) SELECT a, ${most} FROM unnest(ARRAY['issued_tokens', 'issued_tokens', 'external_stripe']) AS a`,
    );
    await other.fold();
    await other.sql(`INSERT INTO platform_delta (account, amount) VALUES ('issued_tokens', ${most})`);
    const { checks, ok } = await other.integrity();
    expect(ok).toBe(false);
    expect(checks.filter((check) => check.notRunSince)).toEqual([]);
    expect(checks.find(({ name }) => name === "trial_balance")?.detail).toContain(String(most * 3n));
    expect(checks.find(({ name }) => name === "within_bounds")).toMatchObject({ ok: false, wrong: 2n });
    await expect(other.reads.accounts.platformBalances()).rejects.toMatchObject({ code: "internal" });
  } finally {
    await other.close();
  }
});
