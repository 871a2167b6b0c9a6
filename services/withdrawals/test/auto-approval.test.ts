import { adjust, poll } from "@metercast/testkit";
import { expect, it } from "vitest";
import { approve, ask, deciding, read, statusOf } from "./stage.ts";
import { stage } from "./world.ts";

const code = (expected: string) => expect.objectContaining({ code: expected });
let keys = 0;
const terms = {
  enabled: true,
  maxPayout: 20_000n,
  maxDay: 1_000_000n,
  minAccountAgeDays: 0,
  minCompletedPayouts: 0,
};
async function set(change: Partial<typeof terms>, actorId = "admin-1") {
  const request = { terms: { ...terms, ...change }, reason: "small payouts", actorId };
  const { act } = await stage.api.setAutoApproval({ ...request, idempotencyKey: `policy-${++keys}` });
  if (!act) throw new Error("no act");
  return act;
}
const confirm = (actId: string, actorId = "admin-2") =>
  stage.api.decideAct({ actId, action: "confirm", actorId, note: "" });
async function force(change: Partial<typeof terms>) {
  const act = await set(change);
  if (act.state === "pending") await confirm(act.id);
}
/** A creator who is paid by hand, with a request in the queue. */
async function asks(creatorId: string, amount = 10_000n): Promise<string> {
  await adjust(stage.wallet, creatorId, "USD", amount);
  await stage.api.createPayoutMethod({
    creatorId,
    kind: "manual",
    details: "IBAN 1",
    fields: {},
    isDefault: true,
  });
  return ask(stage, creatorId, amount);
}
const reasonsAgainst = async (withdrawalId: string) => {
  const uuid = withdrawalId.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  const [row] = await stage.query<{ reasons: string[] }>(
    "SELECT reasons FROM withdrawals.auto_approval_check WHERE withdrawal = $1::uuid",
    [uuid],
  );
  return row?.reasons;
};

it("is off until two admins turn it on; then the actor of an approval is the policy's version", async () => {
  expect((await stage.api.getAutoApproval({})).versions).toEqual([]);
  const id = await asks("first");
  const act = await set({});
  expect(act).toMatchObject({ kind: "auto_approval", state: "pending", needsSecond: "allows_more" });
  await expect(confirm(act.id, "admin-1")).rejects.toEqual(code("second_admin_required"));
  expect((await stage.api.getAutoApproval({})).versions).toEqual([]);
  expect((await confirm(act.id)).act).toMatchObject({ state: "executed", result: "policy:1" });
  const { versions } = await stage.api.getAutoApproval({});
  expect(versions).toMatchObject([{ version: 1, terms, requestedBy: "admin-1", confirmedBy: "admin-2" }]);
  await poll(async () => expect(await statusOf(stage, id)).toBe("APPROVED"));
  const { history } = await read(stage, id);
  expect(history.at(-1)).toMatchObject({ actorId: "policy:1", toStatus: "APPROVED" });
});

it("a version that allows less counts at once, by one admin", async () => {
  const act = await set({ maxPayout: 15_000n });
  expect(act).toMatchObject({ state: "executed", needsSecond: "", result: "policy:2" });
  expect(await set({ maxPayout: 15_001n })).toMatchObject({ state: "pending", needsSecond: "allows_more" });
  const id = await asks("larger", 15_001n);
  await poll(async () => expect(await reasonsAgainst(id)).toEqual(["above_max_payout"]));
  expect(await statusOf(stage, id)).toBe("PENDING");
  // An admin still may.
  await approve(stage, id);
  expect(await statusOf(stage, id)).toBe("APPROVED");
});

it("a tighter act that is executed late can't turn on again what another admin has turned off", async () => {
  await set({ enabled: false }, "admin-2");
  // The tighter act of before, confirmed alone, whose service died before the effect.
  const [left] = await stage.query<{ id: string }>(
    `INSERT INTO withdrawals.admin_act SELECT (jsonb_populate_record(a, jsonb_build_object(
       'id', gen_random_uuid(), 'idempotency_key', 'left-behind', 'state', 'confirmed', 'result', '', 'object', '',
       'executed_at', null, 'requested_at', now() - interval '1 hour'))).*
     FROM withdrawals.admin_act a WHERE a.result = 'policy:2' RETURNING id`,
  );
  const read = () =>
    stage.query("SELECT state, result FROM withdrawals.admin_act WHERE id = $1::uuid", [left?.id]);
  await poll(async () =>
    expect(await read()).toEqual([
      { state: "failed", result: expect.stringMatching(/^second_admin_required: /) },
    ]),
  );
  const [present] = (await stage.api.getAutoApproval({})).versions;
  expect(present).toMatchObject({ version: 3, terms: { enabled: false } });
});

it("leaves to people what the admins who made the policy ask for", async () => {
  await force({});
  const [first, second] = [await asks("admin-1"), await asks("ADMIN-2")];
  for (const id of [first, second])
    await poll(async () => expect(await reasonsAgainst(id)).toEqual(["own_policy"]));
  // A tighter version of one admin leaves the makers of the one before.
  await set({ maxPayout: 19_000n }, "admin-3");
  const third = await asks("Admin-3");
  await poll(async () => expect(await reasonsAgainst(third)).toEqual(["own_policy"]));
  const { versions } = await stage.api.getAutoApproval({});
  await poll(async () => {
    const looked = await stage.query<{ version: number }>(
      "SELECT DISTINCT c.version FROM withdrawals.auto_approval_check c JOIN withdrawals.withdrawal w ON w.id = c.withdrawal WHERE w.creator_id IN ('admin-1', 'ADMIN-2')",
    );
    expect(looked).toEqual([{ version: versions[0]?.version }]);
  });
  expect(await reasonsAgainst(first)).toEqual(["own_policy"]);
  for (const id of [first, second, third]) {
    expect(await statusOf(stage, id)).toBe("PENDING");
    await stage.api.decideWithdrawal(deciding(id, "reject", "admin-9", "not needed"));
  }
});

it("leaves to people what is young, new, paused, without a method, or over the second approval's limit", async () => {
  await force({
    maxPayout: 100_000_000n,
    maxDay: 100_000_000n,
    minAccountAgeDays: 1,
    minCompletedPayouts: 1,
  });
  const young = await asks("young");
  await adjust(stage.wallet, "homeless", "USD", 10_000n);
  const homeless = await ask(stage, "homeless");
  const large = await asks("large", 1_000_001n);
  const paused = await asks("paused");
  await stage.api.pausePayouts({
    creatorId: "paused",
    by: "admin",
    paused: true,
    actorId: "admin-1",
    reason: "x",
  });
  const always = ["account_too_young", "too_few_completed_payouts"];
  await poll(async () => {
    expect(await reasonsAgainst(young)).toEqual(always);
    expect(await reasonsAgainst(homeless)).toEqual([...always, "payout_method_not_ready"]);
    expect(await reasonsAgainst(large)).toEqual([...always, "second_approval_needed"]);
  });
  await force({ maxPayout: 100_000_001n, maxDay: 100_000_000n });
  await poll(async () => expect(await statusOf(stage, young)).toBe("APPROVED"));
  await poll(async () => expect(await reasonsAgainst(paused)).toEqual(["paused_by_admin"]));
  expect(await statusOf(stage, large)).toBe("PENDING");
  expect(await statusOf(stage, homeless)).toBe("PENDING");
});

it("of two replicas at once, and one killed before its commit, the day's limit is never passed", async () => {
  await set({ enabled: false });
  const today = () => new Date().toISOString().slice(0, 10);
  const began = today();
  const sums = async () => {
    const rows = await stage.query<{ day: string; cents: string }>(
      "SELECT day::text, sum(amount) AS cents FROM withdrawals.auto_approval GROUP BY day",
    );
    return new Map(rows.map(({ day, cents }) => [day, BigInt(cents)]));
  };
  const maxDay = ((await sums()).get(began) ?? 0n) + 35_000n;
  const ids: string[] = [];
  for (let n = 0; n < 8; n++) ids.push(await asks(`capped-${n}`, 10_000n));
  const armed = await stage.world.arm("withdrawals", "auto_approval.before_commit:2");
  await force({ maxDay });
  expect((await armed.exited).signal).toBe("SIGKILL");
  const rival = stage.world.startAnother("withdrawals");
  await stage.world.restart("withdrawals");
  await rival;
  const isApproved = async (id: string) => (await statusOf(stage, id)) === "APPROVED";
  const isCapped = async (id: string) => (await reasonsAgainst(id))?.includes("above_max_day") ?? false;
  await poll(async () => {
    for (const id of ids) expect((await isApproved(id)) || (await isCapped(id))).toBe(true);
  });
  for (const sum of (await sums()).values()) expect(sum).toBeLessThanOrEqual(maxDay);
  const approved = (await Promise.all(ids.map(isApproved))).filter(Boolean).length;
  // Past midnight there is another limit.
  if (today() === began) expect(approved).toBe(3);
  await (await rival).stop();
});

it("a dry run says how many it would have approved, and why not the others; it changes nothing", async () => {
  const before = await stage.query("SELECT version FROM withdrawals.auto_approval_policy");
  const [small] = await stage.query<{ count: string }>(
    "SELECT count(*) FROM withdrawals.withdrawal WHERE amount <= 10000 AND payout_method IS NOT NULL",
  );
  const run = await stage.api.dryRunAutoApproval({ terms: { ...terms, maxPayout: 10_000n }, days: 7 });
  expect(run.considered).toBe(run.approved + run.notApproved.length);
  expect(run).toMatchObject({ approved: Number(small?.count), amount: BigInt(small?.count ?? 0) * 10_000n });
  const larger = run.notApproved.find(({ amount }) => amount === 15_001n);
  expect(larger?.reasons).toContain("above_max_payout");
  expect(run.reasons[0]).toMatchObject({
    code: "above_max_payout",
    count: 2,
    text: expect.stringContaining("one payout"),
  });
  expect(await stage.query("SELECT version FROM withdrawals.auto_approval_policy")).toEqual(before);
  await expect(stage.api.dryRunAutoApproval({ terms, days: 0 })).rejects.toMatchObject({
    code: "invalid_request",
    fields: [{ field: "days" }],
  });
});
