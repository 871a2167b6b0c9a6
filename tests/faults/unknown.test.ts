import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { Direction, WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { withClient } from "@metercast/provision";
import { type Caller, callGrpc, type MetercastError } from "@metercast/runtime";
import {
  type Person,
  pace,
  person,
  poll,
  startTcpProxy,
  startWorld,
  type TcpProxy,
  type World,
} from "@metercast/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeDeadlocks } from "./deadlocks.ts";
import { ENV, expectRight, VIEWERS, watchThrough } from "./watching.ts";

const OWNERS = ["wallet", "billing", "withdrawals"] as const;
let world: World;
/** What lies between each service and Postgres. */
const lines: Record<string, TcpProxy> = {};
let wallet: Caller<typeof WalletServiceService> & { close(): void };
beforeAll(async () => {
  world = await startWorld({
    env: { ...ENV, WALLET_WAIT_SECONDS: "10", COMPLETE_AFTER_SECONDS: "2" },
    prepare: async ({ adminUrl }) => {
      const targetPort = Number(new URL(adminUrl).port);
      for (const name of OWNERS) lines[name] = await startTcpProxy({ targetPort });
    },
  });
  for (const name of OWNERS) await world.restart(name, behind(name));
  wallet = callGrpc(WalletServiceService, world.service("wallet").grpcAddress ?? "", { deadlineMs: 30_000 });
});
afterAll(async () => {
  wallet?.close();
  await world?.stop();
  for (const line of Object.values(lines)) await line.stop();
});

function behind(name: string): Record<string, string> {
  const url = new URL(world.urls[name] as string);
  url.port = String(lines[name]?.port);
  return { [`${name.toUpperCase()}_DATABASE_URL`]: url.href };
}

/**
 * Of transactions it is the answer to their COMMIT; minutes are posted by one statement, which is known by
 * a column of its answer.
 */
const lose = (name: string, answers: number, words = "COMMIT") =>
  lines[name]?.loseAnswersWith(words, answers);
const POSTING = "periodClosed";
const lost = (name: string) => lines[name]?.answersLost() ?? 0;
const CREDIT = {
  source: "adjustment",
  asset: Asset.ASSET_TOKEN,
  direction: Direction.DIRECTION_CREDIT,
  referenceType: "ADJUSTMENT",
  referenceId: "",
  reason: "",
  actorId: "",
};

describe("the answer to what was committed is lost", () => {
  it("under load, again and again, at the wallet and at billing: every due minute is posted once and the books balance", async () => {
    const watched = await watchThrough(world, async () => {
      for (let i = 0; i < 4; i++) {
        const wanted = { wallet: lost("wallet") + 2, billing: lost("billing") + 2 };
        lose("wallet", 2, POSTING);
        lose("billing", 2);
        await expect
          .poll(() => lost("wallet") >= wanted.wallet && lost("billing") >= wanted.billing)
          .toBe(true);
      }
    });
    expectRight(watched);
    expect(watched.settled.paidMinutes).toBeGreaterThan(VIEWERS * 5);
  });

  it("of a transfer: it is said to be unknown, never to have failed, and the same request again finds it", async () => {
    const said: string[] = [];
    for (let i = 0; i < 5; i++) {
      const request = { ...CREDIT, requestId: `unknown-${i}`, userId: "unknown", amount: 10n };
      lose("wallet", 1);
      const first = wallet.postAdjustment(request);
      said.push(
        await first.then(
          () => "posted",
          ({ code }: MetercastError) => code,
        ),
      );
      const again = await poll(
        () => wallet.postAdjustment(request).catch(() => undefined),
        (answer) => answer !== undefined,
      );
      expect(again?.replayed).toBe(true);
    }
    lose("wallet", 0);
    // Now and then the wallet commits something of its own just then, and loses that answer instead.
    expect(said.filter((code) => code !== "posted" && code !== "unavailable")).toEqual([]);
    expect(said).toContain("unavailable");
    const { accounts } = await wallet.getBalances({ userId: "unknown" });
    expect(accounts.map(({ posted, version }) => [posted, version])).toEqual([[50n, 5n]]);
  });

  it("at each step of a withdrawal: it is held once, approved once and paid once", async () => {
    const [admin, creator] = [
      await person(world, "an-admin", "admin"),
      await person(world, "to-be-paid", "creator"),
    ];
    const usd = { ...CREDIT, asset: Asset.ASSET_USD, userId: creator.id, amount: 20_000n };
    await wallet.postAdjustment({ ...usd, requestId: "to-be-paid" });
    await creator.post("/api/payout-methods", { body: { kind: "manual", details: "IBAN 1" }, key: "method" });
    const before = lost("wallet") + lost("withdrawals");
    let path = "";
    const steps: [number, (key: string) => ReturnType<Person["get"]>][] = [
      [201, (key) => creator.post("/api/withdrawals", { body: { amount: "60.00" }, key })],
      [200, (key) => admin.patch(path, { body: { action: "approve" }, key })],
      [
        200,
        async (key) => {
          await poll(
            () => admin.get(path),
            ({ body }) => body.attempts?.[0]?.state === "sent",
          );
          return admin.patch(path, { body: { action: "mark_paid", reference: "wire" }, key });
        },
      ],
    ];
    for (const [index, [status, step]] of steps.entries()) {
      lose("wallet", 1);
      lose("withdrawals", 1);
      const answer = await poll(
        () => step(`step-${index}`),
        (got) => got.status === status,
      );
      expect([index, answer.status, answer.body.code]).toEqual([index, status, undefined]);
      path ||= `/api/withdrawals/${answer.body.id}`;
    }
    for (const name of ["wallet", "withdrawals"]) lose(name, 0);
    expect(lost("wallet") + lost("withdrawals") - before).toBeGreaterThanOrEqual(3);
    const books = await poll(
      () => admin.get("/api/admin/integrity?run=now"),
      ({ body }) => body.ok === true,
    );
    expect(books.body.checks.filter(({ ok }: { ok: boolean }) => !ok)).toEqual([]);
    const { body } = await creator.get("/api/wallet");
    expect(
      body.accounts.map((one: Record<string, { amount: string }>) => [one.posted?.amount, one.held?.amount]),
    ).toEqual([["140.00", "0.00"]]);
  });
});

describe("the wallet's connections are used up", () => {
  it("calls are unavailable and never wrong; when there are connections again each has its one effect", async () => {
    const credits = Array.from({ length: 40 }, (_, i) => ({
      ...CREDIT,
      requestId: `used-up-${i}`,
      userId: `used-up-${i}`,
      amount: 7n,
    }));
    const ask = () =>
      Promise.all(
        credits.map((credit) =>
          wallet.postAdjustment(credit).then(
            () => "posted",
            ({ code }: MetercastError) => code,
          ),
        ),
      );
    const during = await withClient(world.adminUrl, async (client) => {
      await client.query("BEGIN");
      await client.query("LOCK TABLE wallet.account IN EXCLUSIVE MODE");
      const asked = ask();
      const answered = await Promise.race([asked, pace(12_000).then(() => undefined)]);
      await client.query("COMMIT");
      return answered ?? (await asked);
    });
    // Who waited for the last connections may have been let through.
    for (const code of during) expect(["posted", "unavailable"]).toContain(code);
    const after = await poll(ask, (codes) => codes.every((code) => code === "posted"));
    expect(new Set(after)).toEqual(new Set(["posted"]));
    const balances = await Promise.all(credits.map(({ userId }) => wallet.getBalances({ userId })));
    expect(new Set(balances.map(({ accounts }) => accounts[0]?.posted))).toEqual(new Set([7n]));
  });
});

describe("a stranger locks accounts in the wrong order", () => {
  it("under load, postings are rolled back for its deadlocks again and again: they are repeated, every due minute is posted once, no message is blamed, and the books balance", async () => {
    const handled = async (outcome: string) => {
      const metrics = await (await fetch(`${world.service("wallet").adminUrl}/metrics`)).text();
      const name = "metercast_messages_handled_total";
      const labels = `(?=.*consumer="wallet-minutes").*outcome="${outcome}".*`;
      const line = new RegExp(`^${name}\\{${labels}\\} (\\d+)$`, "m");
      return Number(line.exec(metrics)?.[1]);
    };
    const before = { refused: await handled("refused"), postponed: await handled("postponed") };
    let deadlocks = 0;
    const watched = await watchThrough(world, async () => {
      deadlocks = await makeDeadlocks(world.adminUrl, 3);
    });
    expectRight(watched);
    expect(deadlocks).toBeGreaterThanOrEqual(3);
    expect(watched.settled.paidMinutes).toBeGreaterThan(VIEWERS * 5);
    expect((await handled("refused")) - before.refused).toBe(0);
    // The posting itself is repeated at once; its message is put off only where that was not enough.
    expect((await handled("postponed")) - before.postponed).toBeLessThan(deadlocks);
  });
});
