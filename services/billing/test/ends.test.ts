import { insist, pace, poll } from "@metercast/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { passed, type Stage, startOf, startStage } from "./stage.ts";

const MINUTE = 2_000;
/** Longer than a busy machine stands still. */
const LOST = 10_000;
let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ METER_MINUTE_SECONDS: "2", METER_LOST_AFTER_SECONDS: "10" });
});
afterAll(() => stage?.stop());

const joined = async () => stage.join(await stage.viewer(100), (await stage.stream()).id);
const ended = (sessionId: string) =>
  poll(
    () => stage.session(sessionId),
    ({ endReason }) => endReason !== "",
  );
/** A leave that may not be answered yet is asked again, with the same time. */
const leftAt = (session: Parameters<Stage["leave"]>[0], seenAt: number) =>
  poll(
    () => stage.leave(session, new Date(seenAt)),
    () => true,
  );

describe.concurrent("a viewer who goes silent", () => {
  it("is lost at the last presence report and pays up to there, never for what is unseen", async () => {
    const session = await joined();
    const seen = await stage.seeAfter(MINUTE + 500, session);
    expect(await ended(session.id)).toMatchObject({ endReason: "lost", endedAt: new Date(seen) });
    // The end may be known before the wallet's answer to the minute.
    await poll(
      () => stage.session(session.id),
      ({ minutesBilled }) => minutesBilled === 1,
    );
    expect(await stage.tokensOf(session.viewerId)).toBe(95n);
  });

  it("and comes back pays for the silence at once, as far as it is whole minutes: also to another stream of that creator", async () => {
    const viewer = await stage.viewer(100);
    const { id, creatorId } = await stage.stream();
    const session = await stage.join(viewer, id);
    const seen = await stage.seeAfter(MINUTE - 200, session);
    await ended(session.id);
    const back = await stage.join(viewer, (await stage.stream(creatorId)).id);
    // What was seen, and the silence: until it was found, at most twice what is allowed.
    const watched = seen - startOf(session);
    expect(back.carriedMs).toBeGreaterThanOrEqual(watched + LOST);
    expect(back.carriedMs).toBeLessThanOrEqual(watched + 2 * LOST);
    const owed = BigInt(5 * Math.floor(back.carriedMs / MINUTE));
    await poll(
      () => stage.tokensOf(viewer),
      (tokens) => tokens <= 100n - owed,
    );
    // Taken over once: the next one carries in what this one left, and no more.
    const { session: left } = await insist(() => stage.leave(back));
    const next = await stage.join(viewer, id);
    const lasted = (left?.endedAt?.getTime() ?? 0) - startOf(back);
    expect(next.carriedMs).toBe((back.carriedMs + lasted) % MINUTE);
  });

  it("is found lost by a bill, which charges up to the last presence report", async () => {
    const session = await joined();
    await passed(session, LOST + 1_500);
    const { session: billed, tokensChargedNow } = await poll(
      () => stage.bill(session),
      (answer) => answer.session.endReason !== "",
    );
    expect(billed).toMatchObject({ endReason: "lost", endedAt: session.startedAt, minutesBilled: 0 });
    expect(tokensChargedNow).toBe(0n);
    expect(await stage.tokensOf(session.viewerId)).toBe(100n);
  });

  it.for([150, 1_500])("and leaves %i ms too late is lost at the last presence report", async (beyond) => {
    const session = await joined();
    const seenAt = await passed(session, LOST + beyond);
    expect((await leftAt(session, seenAt)).session).toMatchObject({
      endReason: "lost",
      endedAt: session.startedAt,
      minutesBilled: 0,
    });
  });
});

describe("a leave", () => {
  it("is a presence report: what is due is paid; short visits add up to whole minutes", async () => {
    const viewer = await stage.viewer(100);
    const stream = await stage.stream();
    let watched = 0;
    for (let visit = 0; visit < 4; visit++) {
      const session = await stage.join(viewer, stream.id);
      await passed(session, MINUTE - 300);
      const { session: left } = await insist(() => stage.leave(session));
      expect(left?.endReason).toBe("left");
      watched += (left?.endedAt?.getTime() ?? 0) - startOf(session);
    }
    const minutes = Math.floor(watched / MINUTE);
    expect(minutes).toBeGreaterThanOrEqual(3);
    await poll(
      () => stage.tokensOf(viewer),
      (tokens) => tokens === 100n - 5n * BigInt(minutes),
    );
  });

  it("waits for presence reports that are still on their way: they close the gap, and it ends left", async () => {
    const session = await joined();
    // After a restart nobody is taken for silent before the log was read for as long as that: they have so
    // long to come.
    await stage.world.service("billing").kill("SIGKILL");
    const seenAt = await passed(session, LOST + 150);
    await stage.world.restart("billing");
    const leaving = leftAt(session, seenAt);
    await pace(200);
    await stage.seeAt(startOf(session) + LOST - 500, {}, session.id);
    expect((await leaving).session).toMatchObject({ endReason: "left", endedAt: new Date(seenAt) });
    const minutes = Math.floor((seenAt - startOf(session)) / MINUTE);
    await poll(
      () => stage.session(session.id),
      ({ minutesBilled }) => minutesBilled === minutes,
    );
    expect(await stage.tokensOf(session.viewerId)).toBe(100n - 5n * BigInt(minutes));
  });

  it("right after a restart, when the log may hold more than was read: the log decides, by the leave in it", async () => {
    const session = await joined();
    const seenAt = await passed(session, LOST + 150);
    await stage.world.restart("billing");
    const left = leftAt(session, seenAt);
    await stage.seeAt(seenAt, {}, session.id);
    expect((await left).session).toMatchObject({ endReason: "lost", endedAt: session.startedAt });
  });
});

describe("the end of a stream", () => {
  it("is no presence report: a minute that ended before it is paid only if the viewer was seen in between", async () => {
    const [seen, unseen] = [await stage.viewer(100), await stage.viewer(100)];
    const stream = await stage.stream();
    const [first, second] = [await stage.join(seen, stream.id), await stage.join(unseen, stream.id)];
    const reportedAt = await passed(second, MINUTE + 50);
    await pace(50);
    const end = { streamId: stream.id, actorId: stream.creatorId, actorIsAdmin: false };
    await insist(() => stage.billing.endStream(end));
    // Its presence report was still on its way; the other's is from after the end.
    await stage.seeAt(reportedAt, {}, first.id);
    await stage.see(second.id);
    const minutes = Math.floor((reportedAt - startOf(first)) / MINUTE);
    await poll(
      () => stage.tokensOf(seen),
      (tokens) => tokens === 100n - 5n * BigInt(minutes),
    );
    // What the wallet has posted, the session shows once billing has heard of it.
    const shown = await poll(
      () => stage.session(first.id),
      ({ minutesBilled }) => minutesBilled === minutes,
    );
    expect(shown.endReason).toBe("stream_ended");
    await pace(1_500);
    expect(await stage.tokensOf(unseen)).toBe(100n);
  });

  it("that the meter has not read yet still counts: no minute that ended later is charged", async () => {
    const viewer = await stage.viewer(100);
    const stream = await stage.stream();
    const session = await stage.join(viewer, stream.id);
    const endedAt = new Date(await passed(session, MINUTE - 300));
    await stage.sql.query("UPDATE billing.stream SET ended_at = $2, ended_by = 'x' WHERE creator_id = $1", [
      stream.creatorId,
      endedAt,
    ]);
    await stage.seeAfter(MINUTE + 20, session);
    await pace(600);
    expect(await stage.tokensOf(viewer)).toBe(100n);
    expect((await insist(() => stage.bill(session))).tokensChargedNow).toBe(0n);
    expect(await ended(session.id)).toMatchObject({ endReason: "stream_ended", endedAt, minutesBilled: 0 });
    expect(await stage.tokensOf(viewer)).toBe(100n);
  });
});
