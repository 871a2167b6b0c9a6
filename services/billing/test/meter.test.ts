import { randomBytes } from "node:crypto";
import type { Session } from "@metercast/contracts/billing/v1/billing.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf, type Stage, sleep, startStage, strangerId, until } from "./stage.ts";

const MINUTE = 2_000;
const LOST = 4_000;
let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ METER_MINUTE_SECONDS: "2", METER_LOST_AFTER_SECONDS: "4" });
});
afterAll(() => stage?.stop());

/** Batches that billing sent so far. */
const emitted = async (): Promise<number> => {
  const { rows } = await stage.sql.query(
    "SELECT count(*)::int AS n FROM billing.outbox WHERE subject = 'billing.minutes.due.v1'",
  );
  return rows[0].n;
};
const startOf = (session: Session) => session.startedAt?.getTime() ?? 0;

/** Sees the sessions every 400 ms until `ms` after the first one's start. */
async function watch(ms: number, ...sessions: Session[]): Promise<void> {
  const end = startOf(sessions[0] as Session) + ms;
  while (Date.now() < end) {
    await stage.see(...sessions.map(({ id }) => id));
    await sleep(Math.max(1, Math.min(400, end - Date.now())));
  }
  await stage.see(...sessions.map(({ id }) => id));
}

describe.concurrent("a minute is paid", () => {
  it("once it has ended and the viewer was seen after its end: both legs, and the session knows", async () => {
    const viewer = await stage.viewer(100);
    const stream = await stage.stream();
    const session = await stage.join(viewer, stream.id);
    await watch(MINUTE * 2 + 100, session);
    await until(
      () => stage.tokensOf(viewer),
      (tokens) => tokens === 90n,
    );
    expect(await stage.centsOf(stream.creatorId)).toBe(2_640n);
    await until(
      () => stage.session(session.id),
      ({ minutesBilled }) => minutesBilled === 2,
    );
    expect((await stage.session(session.id)).tokensCharged).toBe(10n);
  });

  it("never for one that is unseen: the viewer who goes silent is lost at the last sighting and pays up to there", async () => {
    const viewer = await stage.viewer(100);
    const session = await stage.join(viewer, (await stage.stream()).id);
    const seen = startOf(session) + MINUTE + 500;
    await sleep(seen - Date.now());
    await stage.seeAt(seen, {}, session.id);
    const ended = await until(
      () => stage.session(session.id),
      ({ endReason }) => endReason !== "",
      20_000,
    );
    expect(ended).toMatchObject({ endReason: "lost", endedAt: new Date(seen), minutesBilled: 1 });
    expect(await stage.tokensOf(viewer)).toBe(95n);
  }, 40_000);

  it("refused where tokens are out: the session ends insufficient_funds at that minute's end, and nothing is charged after", async () => {
    const viewer = await stage.viewer(7);
    const session = await stage.join(viewer, (await stage.stream()).id);
    await watch(MINUTE * 3 + 200, session);
    const ended = await until(
      () => stage.session(session.id),
      ({ endReason }) => endReason !== "",
    );
    expect(ended).toMatchObject({
      endReason: "insufficient_funds",
      minutesBilled: 1,
      endedAt: new Date(startOf(session) + 2 * MINUTE),
    });
    expect(await stage.tokensOf(viewer)).toBe(2n);
    const minutes = await stage.minutesOf(session.id);
    expect(minutes.filter(({ paid }) => paid)).toEqual([{ minute: 1, paid: true }]);
    expect(await codeOf(stage.join(viewer, session.streamId))).toBe("insufficient_funds");
  });

  it("in one trace, from the sighting to the posting", async () => {
    const viewer = await stage.viewer(100);
    const session = await stage.join(viewer, (await stage.stream()).id);
    await sleep(startOf(session) + MINUTE + 20 - Date.now());
    const trace = randomBytes(16).toString("hex");
    await stage.seeAt(Date.now(), { traceparent: `00-${trace}-00f067aa0ba902b7-01` }, session.id);
    await until(
      () => stage.tokensOf(viewer),
      (tokens) => tokens === 95n,
    );
    const consumer = await stage.broker.jetstream.consumers.get("WALLET", {
      filter_subjects: "wallet.minutes.posted.v1",
    });
    const traces: string[] = [];
    const { num_pending } = await consumer.info();
    for await (const message of await consumer.fetch({ max_messages: num_pending, expires: 2_000 }))
      traces.push(message.headers?.get("traceparent") ?? "");
    expect(traces.some((each) => each.includes(trace))).toBe(true);
  });

  it("junk on the presence log is put aside and blocks nothing", async () => {
    await stage.broker.jetstream.publish("gateway.presence.seen.v1", Buffer.from("junk"));
    await stage.broker.jetstream.publish("gateway.presence.seen.v1", Buffer.from([10, 3, 1, 2, 3]));
    const viewer = await stage.viewer(100);
    const session = await stage.join(viewer, (await stage.stream()).id);
    await stage.see(strangerId(), strangerId());
    await stage.seeAt(8e15, {}, strangerId());
    await watch(MINUTE + 100, session);
    await until(
      () => stage.tokensOf(viewer),
      (tokens) => tokens === 95n,
    );
    const rejected = await stage.broker.manager.streams.info("BILLING", {
      subjects_filter: "billing.message.rejected.v1",
    });
    expect(rejected.state.subjects?.["billing.message.rejected.v1"]).toBe(2);
  });
});

describe("the end of a stream", () => {
  it("is no sighting: a minute that ended before it is paid only if the viewer was seen in between", async () => {
    const [seen, unseen] = [await stage.viewer(100), await stage.viewer(100)];
    const stream = await stage.stream();
    const sessions = [await stage.join(seen, stream.id), await stage.join(unseen, stream.id)];
    await sleep(startOf(sessions[1] as Session) + MINUTE + 50 - Date.now());
    const witness = Date.now();
    await sleep(50);
    await stage.billing.endStream({ streamId: stream.id, actorId: stream.creatorId, actorIsAdmin: false });
    // Its sighting was still on its way; the other's is from after the end.
    await stage.seeAt(witness, {}, sessions[0]?.id ?? "");
    await stage.see(sessions[1]?.id ?? "");
    await until(
      () => stage.tokensOf(seen),
      (tokens) => tokens === 95n,
    );
    await sleep(1_500);
    expect(await stage.tokensOf(unseen)).toBe(100n);
    expect(await stage.session(sessions[0]?.id ?? "")).toMatchObject({
      endReason: "stream_ended",
      minutesBilled: 1,
    });
  });
});

describe("what another decided first", () => {
  it("a stream that ended before the meter heard of it: no minute that ended later is charged", async () => {
    const viewer = await stage.viewer(100);
    const stream = await stage.stream();
    const session = await stage.join(viewer, stream.id);
    await sleep(startOf(session) + MINUTE - 300 - Date.now());
    const { rows } = await stage.sql.query(
      "UPDATE billing.stream SET ended_at = date_trunc('milliseconds', now()), ended_by = 'x' WHERE creator_id = $1 RETURNING ended_at",
      [stream.creatorId],
    );
    await sleep(startOf(session) + MINUTE + 20 - Date.now());
    await stage.see(session.id);
    await sleep(600);
    expect(await stage.tokensOf(viewer)).toBe(100n);
    expect((await stage.bill(session)).tokensChargedNow).toBe(0n);
    const ended = await until(
      () => stage.session(session.id),
      ({ endReason }) => endReason !== "",
    );
    expect(ended).toMatchObject({ endReason: "stream_ended", endedAt: rows[0].ended_at, minutesBilled: 0 });
    expect(await stage.tokensOf(viewer)).toBe(100n);
  });
});

describe.concurrent("bill", () => {
  it("200 at once charge once, and what they say they charged is what was charged", async () => {
    const viewer = await stage.viewer(100);
    const session = await stage.join(viewer, (await stage.stream()).id);
    await sleep(startOf(session) + MINUTE + 20 - Date.now());
    const answers = await Promise.all(Array.from({ length: 200 }, () => stage.bill(session)));
    const charged = answers.reduce((sum, answer) => sum + answer.tokensChargedNow, 0n);
    expect(charged).toBe(5n);
    expect(await stage.tokensOf(viewer)).toBe(95n);
    expect(answers.every((answer) => answer.session.minutesBilled === 1)).toBe(true);
    expect((await stage.bill(session)).tokensChargedNow).toBe(0n);
  });

  it("and events together charge each minute once, and bills never say more than that", async () => {
    const viewer = await stage.viewer(1_000);
    const session = await stage.join(viewer, (await stage.stream()).id);
    let charged = 0n;
    const bills = (async () => {
      while (Date.now() < startOf(session) + 3 * MINUTE + 300)
        charged += (await stage.bill(session)).tokensChargedNow;
    })();
    await Promise.all([watch(MINUTE * 3 + 300, session), bills]);
    await until(
      () => stage.tokensOf(viewer),
      (tokens) => tokens === 985n,
    );
    expect(charged).toBeLessThanOrEqual(15n);
    expect((await stage.minutesOf(session.id)).map(({ minute }) => minute)).toEqual([1, 2, 3]);
  });

  it("that can't be paid ends the session, and later bills answer the ended one", async () => {
    const viewer = await stage.viewer(5);
    const session = await stage.join(viewer, (await stage.stream()).id);
    await sleep(startOf(session) + MINUTE + 20 - Date.now());
    expect((await stage.bill(session)).tokensChargedNow).toBe(5n);
    await sleep(startOf(session) + 2 * MINUTE + 20 - Date.now());
    const { session: ended, tokensChargedNow } = await stage.bill(session);
    expect(ended).toMatchObject({
      endReason: "insufficient_funds",
      endedAt: new Date(startOf(session) + 2 * MINUTE),
    });
    expect(tokensChargedNow).toBe(0n);
    expect((await stage.bill(session)).session).toEqual(ended);
  });

  it("after a silence finds the session lost and charges up to the last sighting", async () => {
    const viewer = await stage.viewer(100);
    const session = await stage.join(viewer, (await stage.stream()).id);
    await sleep(LOST + 1_500);
    const { session: ended, tokensChargedNow } = await stage.bill(session);
    expect(ended).toMatchObject({ endReason: "lost", endedAt: session.startedAt, minutesBilled: 0 });
    expect(tokensChargedNow).toBe(0n);
    expect(await stage.tokensOf(viewer)).toBe(100n);
  });
});

describe("leaving", () => {
  it("is a sighting: what is due is paid; short visits add up to whole minutes", async () => {
    const viewer = await stage.viewer(100);
    const stream = await stage.stream();
    let watched = 0;
    for (let visit = 0; visit < 4; visit++) {
      const session = await stage.join(viewer, stream.id);
      await sleep(startOf(session) + MINUTE - 300 - Date.now());
      const { session: ended } = await stage.billing.leaveSession({
        sessionId: session.id,
        viewerId: viewer,
        seenAt: new Date(),
        forwarded: false,
      });
      watched += (ended?.endedAt?.getTime() ?? 0) - startOf(session);
    }
    const minutes = Math.floor(watched / MINUTE);
    expect(minutes).toBeGreaterThanOrEqual(3);
    await until(
      () => stage.tokensOf(viewer),
      (tokens) => tokens === 100n - 5n * BigInt(minutes),
    );
  }, 40_000);

  it("after a silence that is too long ends the session lost at the last sighting, however short beyond it", async () => {
    for (const beyond of [150, 1_500]) {
      const viewer = await stage.viewer(100);
      const session = await stage.join(viewer, (await stage.stream()).id);
      await sleep(startOf(session) + LOST + beyond - Date.now());
      const { session: ended } = await stage.leave(session);
      expect(ended).toMatchObject({ endReason: "lost", endedAt: session.startedAt, minutesBilled: 0 });
    }
  }, 40_000);

  it("waits for sightings that are still on their way: they close the gap, and it ends left", async () => {
    const viewer = await stage.viewer(100);
    const session = await stage.join(viewer, (await stage.stream()).id);
    await sleep(startOf(session) + LOST + 150 - Date.now());
    const leaving = stage.leave(session);
    await sleep(200);
    await stage.seeAt(startOf(session) + LOST - 500, {}, session.id);
    const { session: ended } = await leaving;
    expect(ended).toMatchObject({ endReason: "left", minutesBilled: 2 });
    expect(ended?.endedAt?.getTime()).toBeGreaterThanOrEqual(startOf(session) + LOST + 150);
    expect(await stage.tokensOf(viewer)).toBe(90n);
  });

  it("right after a restart, when the log may hold more than was read: the log decides, by the leave in it", async () => {
    const viewer = await stage.viewer(100);
    const session = await stage.join(viewer, (await stage.stream()).id);
    await sleep(startOf(session) + LOST + 150 - Date.now());
    await stage.world.restart("billing");
    const seenAt = Date.now();
    const left = until(
      () => stage.leave(session),
      () => true,
    );
    await stage.seeAt(seenAt, {}, session.id);
    expect((await left).session).toMatchObject({ endReason: "lost", endedAt: session.startedAt });
  }, 40_000);

  it("while the wallet is away: a minute that went by event is not counted by a bill as well", async () => {
    const viewer = await stage.viewer(100);
    const session = await stage.join(viewer, (await stage.stream()).id);
    await stage.world.service("wallet").kill("SIGKILL");
    await sleep(startOf(session) + MINUTE + 20 - Date.now());
    const before = await emitted();
    const seenAt = Date.now();
    await stage.seeAt(seenAt, {}, session.id);
    await until(emitted, (batches) => batches > before);
    const restarting = stage.world.restart("wallet");
    const { tokensChargedNow } = await until(
      // The same sighting: what became due while the wallet restarted is none of its business.
      () => stage.bill(session, new Date(seenAt)),
      () => true,
    );
    await restarting;
    expect(tokensChargedNow).toBe(0n);
    await until(
      () => stage.tokensOf(viewer),
      (tokens) => tokens === 95n,
    );
  }, 40_000);

  it("while the wallet is away ends the session; its minute is paid when the wallet is back", async () => {
    const viewer = await stage.viewer(100);
    const session = await stage.join(viewer, (await stage.stream()).id);
    await sleep(startOf(session) + MINUTE + 50 - Date.now());
    await stage.world.service("wallet").kill("SIGKILL");
    const { session: ended } = await stage.billing.leaveSession({
      sessionId: session.id,
      viewerId: viewer,
      seenAt: new Date(),
      forwarded: false,
    });
    expect(ended).toMatchObject({ endReason: "left", minutesBilled: 0 });
    await stage.world.restart("wallet");
    await until(
      () => stage.tokensOf(viewer),
      (tokens) => tokens === 95n,
    );
    await until(
      () => stage.session(session.id),
      ({ minutesBilled }) => minutesBilled === 1,
    );
  }, 40_000);
});

it("a partition that another replica holds by now: this one writes and posts nothing for it", async () => {
  const viewer = await stage.viewer(100);
  const session = await stage.join(viewer, (await stage.stream()).id);
  await sleep(startOf(session) + MINUTE + 20 - Date.now());
  const before = await emitted();
  await stage.sql.query(
    "UPDATE billing.meter_partition SET owner = gen_random_uuid(), owner_address = '127.0.0.1:1', lease_until = now() + interval '3 seconds'",
  );
  await stage.see(session.id);
  await sleep(1_500);
  expect(await emitted()).toBe(before);
  expect(await codeOf(stage.bill(session))).toBe("unavailable");
  // The thief dies; its leases run out.
  await until(
    () => stage.tokensOf(viewer),
    (tokens) => tokens === 95n,
  );
});

it("after all of this billing's books contradict nothing", async () => {
  await until(
    () => stage.sql.query("SELECT count(*)::int AS n FROM billing.session WHERE state = 'active'"),
    ({ rows }) => rows[0].n === 0,
    20_000,
  );
  const integrity = await until(
    () => stage.billing.getIntegrity({}),
    ({ unansweredMinutes }) => unansweredMinutes === 0n,
  );
  expect(integrity.contradictions).toBe(0n);
  const { rows } = await stage.sql.query(
    "SELECT count(*) FILTER (WHERE paid)::bigint AS paid FROM wallet.viewer_minute",
  );
  await until(
    () => stage.billing.getIntegrity({}),
    ({ paidMinutes }) => paidMinutes === BigInt(rows[0].paid),
  );
}, 40_000);
