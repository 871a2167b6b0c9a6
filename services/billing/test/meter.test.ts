import { randomBytes } from "node:crypto";
import type { Session } from "@metercast/contracts/billing/v1/billing.ts";
import { eventHeaders, insist, pace, poll } from "@metercast/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf, passed, type Stage, startOf, startStage, strangerId } from "./stage.ts";

// Nobody is lost here, however slow the machine: that is in ends.test.ts.
const MINUTE = 2_000;
let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ METER_MINUTE_SECONDS: "2", METER_LOST_AFTER_SECONDS: "600" });
});
afterAll(() => stage?.stop());

/** Batches that billing sent so far. */
const emitted = async (): Promise<number> => {
  const { rows } = await stage.sql.query(
    "SELECT count(*)::int AS n FROM billing.outbox WHERE subject = 'billing.minutes.due.v1'",
  );
  return rows[0].n;
};
/** The number of shards that billing leases. */
async function shardsLeased(): Promise<number> {
  const metrics = await (await fetch(`${stage.world.service("billing").adminUrl}/metrics`)).text();
  return Number(/^metercast_meter_partitions(?:\{.*\})? (\d+)$/m.exec(metrics)?.[1]);
}
const hasTokens = (viewer: string, expected: bigint) =>
  poll(
    () => stage.tokensOf(viewer),
    (tokens) => tokens === expected,
  );
const ended = ({ id }: Session) =>
  poll(
    () => stage.session(id),
    ({ endReason }) => endReason !== "",
  );

describe.concurrent("a minute is paid", () => {
  it("once it has ended and the viewer was seen after its end: both legs, and the session knows", async () => {
    const viewer = await stage.viewer(100);
    const stream = await stage.stream();
    const session = await stage.join(viewer, stream.id);
    await stage.seeAfter(MINUTE - 1, session);
    await stage.seeAfter(MINUTE, session);
    await stage.seeAfter(2 * MINUTE + 100, session);
    await hasTokens(viewer, 90n);
    expect(await stage.centsOf(stream.creatorId)).toBe(2_640n);
    const paid = await poll(
      () => stage.session(session.id),
      ({ minutesBilled }) => minutesBilled === 2,
    );
    expect(paid.tokensCharged).toBe(10n);
  });

  it("and begins only where it can be paid: 17 tokens are three minutes, and the session ends there", async () => {
    const viewer = await stage.viewer(17);
    const session = await stage.join(viewer, (await stage.stream()).id);
    for (const minute of [1, 2]) await stage.seeAfter(minute * MINUTE, session);
    await hasTokens(viewer, 7n);
    await stage.seeAfter(3 * MINUTE, session);
    expect(await ended(session)).toMatchObject({
      endReason: "insufficient_funds",
      minutesBilled: 3,
      endedAt: new Date(startOf(session) + 3 * MINUTE),
    });
    await stage.seeAfter(5 * MINUTE, session);
    expect(await stage.tokensOf(viewer)).toBe(2n);
    expect(await codeOf(stage.join(viewer, session.streamId))).toBe("insufficient_funds");
    expect(await stage.minutesOf(session.id)).toEqual([1, 2, 3].map((minute) => ({ minute, paid: true })));
  });

  it("refused where another session took the tokens meanwhile: it ends at that minute's end, and nothing is charged after", async () => {
    const viewer = await stage.viewer(10);
    const [first, second] = [
      await stage.join(viewer, (await stage.stream()).id),
      await stage.join(viewer, (await stage.stream()).id),
    ];
    await stage.seeAfter(MINUTE, first);
    await hasTokens(viewer, 5n);
    await stage.seeAfter(MINUTE, second);
    expect(await ended(second)).toMatchObject({ endReason: "insufficient_funds", minutesBilled: 1 });
    for (const minute of [2, 3]) await stage.seeAfter(minute * MINUTE, first);
    expect(await ended(first)).toMatchObject({
      endReason: "insufficient_funds",
      minutesBilled: 1,
      endedAt: new Date(startOf(first) + 2 * MINUTE),
    });
    expect(await stage.tokensOf(viewer)).toBe(0n);
    expect((await stage.minutesOf(first.id))[0]).toEqual({ minute: 1, paid: true });
  });

  it("in one trace, from the presence report to the posting", async () => {
    const viewer = await stage.viewer(100);
    const session = await stage.join(viewer, (await stage.stream()).id);
    const trace = randomBytes(16).toString("hex");
    await stage.seeAfter(MINUTE + 20, session, { traceparent: `00-${trace}-00f067aa0ba902b7-01` });
    await hasTokens(viewer, 95n);
    const consumer = await stage.broker.jetstream.consumers.get("WALLET", {
      filter_subjects: "wallet.minutes.posted.v1",
    });
    const traces: string[] = [];
    const next = async () => traces.push((await consumer.next())?.headers?.get("traceparent") ?? "");
    await poll(next, () => traces.some((each) => each.includes(trace)));
  });

  it("junk on the presence log is put aside and blocks nothing", async () => {
    const presence = "gateway.presence.seen.v1";
    const options = { headers: eventHeaders(presence) };
    await stage.broker.jetstream.publish(presence, Buffer.from("junk"), options);
    await stage.broker.jetstream.publish(presence, Buffer.from([10, 3, 1, 2, 3]), options);
    // Without its owner's marks it is dropped, and put nowhere.
    await stage.broker.jetstream.publish(presence, Buffer.from("foreign"));
    const viewer = await stage.viewer(100);
    const session = await stage.join(viewer, (await stage.stream()).id);
    await stage.see(strangerId(), strangerId());
    await stage.seeAt(8e15, {}, strangerId());
    await stage.seeAfter(MINUTE + 100, session);
    await hasTokens(viewer, 95n);
    const subject = "billing.message.rejected.v1";
    const rejected = async () => {
      const info = await stage.broker.manager.streams.info("BILLING", { subjects_filter: subject });
      return info.state.subjects?.[subject];
    };
    expect(await poll(rejected, (count) => count !== undefined && count >= 2)).toBe(2);
  });
});

/**
 * A new viewer's session, for bills that say what they charged. Where the wallet could not post in time
 * that goes by event, and no bill says it: then with another viewer.
 */
const withSession = (tokens: number, work: (session: Session) => Promise<void>) =>
  insist(async () => work(await stage.join(await stage.viewer(tokens), (await stage.stream()).id)));

describe.concurrent("bill", () => {
  it("200 at once charge once, and what they say they charged is what was charged", () =>
    withSession(100, async (session) => {
      const seenAt = new Date(await passed(session, MINUTE + 20));
      const answers = await Promise.all(Array.from({ length: 200 }, () => stage.bill(session, seenAt)));
      const charged = answers.reduce((sum, answer) => sum + answer.tokensChargedNow, 0n);
      expect(charged).toBe(5n);
      expect(await stage.tokensOf(session.viewerId)).toBe(95n);
      expect(answers.every((answer) => answer.session.minutesBilled === 1)).toBe(true);
      expect((await stage.bill(session, seenAt)).tokensChargedNow).toBe(0n);
    }));

  it("and events together charge each minute once, and bills never say more than that", async () => {
    const viewer = await stage.viewer(1_000);
    const session = await stage.join(viewer, (await stage.stream()).id);
    const end = startOf(session) + 3 * MINUTE + 300;
    const now = () => Math.min(Date.now(), end);
    let charged = 0n;
    const bills = async () => {
      for (let at = 0; at < end; ) {
        at = now();
        charged += (await insist(() => stage.bill(session, new Date(at)))).tokensChargedNow;
      }
    };
    const reports = async () => {
      for (let at = 0; at < end; await pace(300)) {
        at = now();
        await stage.seeAt(at, {}, session.id);
      }
    };
    await Promise.all([reports(), bills()]);
    await hasTokens(viewer, 985n);
    expect(charged).toBeLessThanOrEqual(15n);
    expect((await stage.minutesOf(session.id)).map(({ minute }) => minute)).toEqual([1, 2, 3]);
  });

  it("that pays the last minute there is ends the session, and later bills answer the ended one", () =>
    withSession(5, async (session) => {
      const first = new Date(await passed(session, MINUTE + 20));
      expect((await stage.bill(session, first)).tokensChargedNow).toBe(5n);
      const over = await ended(session);
      expect(over).toMatchObject({
        endReason: "insufficient_funds",
        endedAt: new Date(startOf(session) + MINUTE),
      });
      const later = await stage.bill(session, new Date(await passed(session, 2 * MINUTE + 20)));
      expect(later).toEqual({ session: over, tokensChargedNow: 0n });
    }));
});

describe("while the wallet is away", () => {
  it("a minute that went by event is not counted by a bill as well", async () => {
    const viewer = await stage.viewer(100);
    const session = await stage.join(viewer, (await stage.stream()).id);
    await stage.world.service("wallet").kill("SIGKILL");
    await passed(session, MINUTE + 20);
    const before = await emitted();
    const seenAt = await stage.seeAfter(MINUTE + 20, session);
    await poll(emitted, (batches) => batches > before);
    const restarting = stage.world.restart("wallet");
    const { tokensChargedNow } = await poll(
      // The same presence report: what became due while the wallet restarted is none of its business.
      () => stage.bill(session, new Date(seenAt)),
      () => true,
    );
    await restarting;
    expect(tokensChargedNow).toBe(0n);
    await hasTokens(viewer, 95n);
  });

  it("a leave ends the session; its minute is paid when the wallet is back", async () => {
    const viewer = await stage.viewer(100);
    const session = await stage.join(viewer, (await stage.stream()).id);
    const seenAt = new Date(await passed(session, MINUTE + 50));
    await stage.world.service("wallet").kill("SIGKILL");
    const { session: ended } = await insist(() => stage.leave(session, seenAt));
    expect(ended).toMatchObject({ endReason: "left", minutesBilled: 0 });
    await stage.world.restart("wallet");
    await hasTokens(viewer, 95n);
    await poll(
      () => stage.session(session.id),
      ({ minutesBilled }) => minutesBilled === 1,
    );
  });
});

it("a replica writes and posts nothing for a shard that another one leases", async () => {
  const viewer = await stage.viewer(100);
  const session = await stage.join(viewer, (await stage.stream()).id);
  await passed(session, MINUTE + 20);
  const before = await emitted();
  await stage.sql.query(
    "UPDATE billing.shard_lease SET owner = gen_random_uuid(), owner_address = '127.0.0.1:1', lease_until = now() + interval '10 minutes'",
  );
  await stage.seeAfter(MINUTE + 20, session);
  await poll(shardsLeased, (shards) => shards === 0);
  await pace(500);
  expect(await emitted()).toBe(before);
  expect(await stage.tokensOf(viewer)).toBe(100n);
  expect(await codeOf(stage.bill(session))).toBe("unavailable");
  // The thief dies: its leases run out.
  await stage.sql.query("UPDATE billing.shard_lease SET lease_until = now()");
  await hasTokens(viewer, 95n);
});

it("after all of this billing's books contradict nothing", async () => {
  const { rows: open } = await stage.sql.query(
    "SELECT DISTINCT stream_id FROM billing.session WHERE state = 'active'",
  );
  for (const { stream_id } of open) {
    const streamId = `str_${stream_id.replaceAll("-", "")}`;
    await insist(() => stage.billing.endStream({ streamId, actorId: "an-admin", actorIsAdmin: true }));
  }
  const integrity = await poll(
    () => stage.billing.getIntegrity({}),
    ({ unansweredMinutes }) => unansweredMinutes === 0n,
  );
  expect(integrity.contradictions).toBe(0n);
  const paid = "SELECT count(*) FILTER (WHERE paid)::bigint AS paid FROM wallet.viewer_minute";
  await poll(
    async () => [
      (await stage.billing.getIntegrity({})).paidMinutes,
      (await stage.sql.query(paid)).rows[0].paid,
    ],
    ([billing, wallet]) => billing === BigInt(wallet),
  );
});
