import type { Session } from "@metercast/contracts/billing/v1/billing.ts";
import { insist, poll } from "@metercast/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { passed, type Stage, startOf, startStage } from "./stage.ts";

const MINUTE = 2_000;
const [HEARTBEAT, CAME, WENT] = [1, 2, 3];
let stage: Stage;
beforeAll(async () => {
  // Nobody is lost by a restart, however slow the machine.
  stage = await startStage({ METER_MINUTE_SECONDS: "2", METER_LOST_AFTER_SECONDS: "600" });
});
afterAll(() => stage?.stop());

/**
 * A viewer with 100 tokens in a stream with presence policy "both", five minutes after the join: all
 * reports are in the past.
 */
async function visitor(): Promise<{ session: Session; at: (ms: number) => number }> {
  const viewer = await stage.viewer(100);
  const stream = await stage.stream(undefined, "both");
  const session = await stage.join(viewer, stream.id);
  expect(session.witnesses).toBe("both");
  await passed(session, 5 * MINUTE);
  return { session, at: (ms) => startOf(session) + ms };
}
const leaveByMedia = ({ id, viewerId }: Session) =>
  insist(() =>
    stage.billing.leaveSession({
      sessionId: id,
      viewerId,
      seenAt: new Date(),
      forwarded: false,
      byMedia: true,
    }),
  );
const paid = (session: Session, minutes: number) =>
  poll(
    async () => [await stage.tokensOf(session.viewerId), (await stage.session(session.id)).minutesBilled],
    ([tokens, billed]) => tokens === BigInt(100 - 5 * minutes) && billed === minutes,
  );

describe.concurrent("with presence policy both", () => {
  it("minutes count from the viewer's coming, by heartbeats up to their going", async () => {
    const { session, at } = await visitor();
    await stage.publishReports(session.id, [
      [at(MINUTE), HEARTBEAT],
      [at(500), CAME],
      [at(2 * MINUTE + 499), HEARTBEAT],
    ]);
    await paid(session, 1);
    await stage.publishReports(session.id, [
      [at(2 * MINUTE + 500), HEARTBEAT],
      [at(2 * MINUTE + 900), WENT],
      [at(4 * MINUTE), HEARTBEAT],
    ]);
    const { session: ended } = await leaveByMedia(session);
    expect(ended).toMatchObject({ endReason: "left", endedAt: new Date(at(2 * MINUTE + 900)) });
    await paid(session, 2);
  });

  it("told in any order, after the end and twice: the same", async () => {
    const { session, at } = await visitor();
    await stage.publishReports(session.id, [
      [at(2 * MINUTE + 900), WENT],
      [at(4 * MINUTE), HEARTBEAT],
    ]);
    const { session: ended } = await leaveByMedia(session);
    expect(ended).toMatchObject({
      endReason: "left",
      endedAt: new Date(at(2 * MINUTE + 900)),
      minutesBilled: 0,
    });
    await stage.publishReports(session.id, [
      [at(2 * MINUTE + 500), HEARTBEAT],
      [at(700), CAME],
      [at(2 * MINUTE + 900), WENT],
      [at(500), CAME],
    ]);
    await paid(session, 2);
  });

  it("heartbeats without the media plane are free, bills too", async () => {
    const { session, at } = await visitor();
    const { tokensChargedNow, session: billed } = await insist(() =>
      stage.bill(session, new Date(at(3 * MINUTE))),
    );
    expect([tokensChargedNow, billed.minutesBilled]).toEqual([0n, 0]);
    await stage.publishReports(session.id, [[at(MINUTE), CAME]]);
    await paid(session, 2);
  });
});

it("reports from before billing died, and from while it was down, count once", async () => {
  const { session, at } = await visitor();
  await stage.publishReports(session.id, [
    [at(500), CAME],
    [at(MINUTE + 500), HEARTBEAT],
  ]);
  await paid(session, 1);
  await stage.world.service("billing").kill("SIGKILL");
  await stage.publishReports(session.id, [
    [at(2 * MINUTE + 500), HEARTBEAT],
    [at(2 * MINUTE + 600), WENT],
    [at(3 * MINUTE + 500), HEARTBEAT],
  ]);
  await stage.world.restart("billing");
  const { session: ended } = await leaveByMedia(session);
  expect(ended).toMatchObject({ endReason: "left", endedAt: new Date(at(2 * MINUTE + 600)) });
  await paid(session, 2);
});

it("after all of this billing's books contradict nothing", async () => {
  const { contradictions } = await poll(
    () => stage.billing.getIntegrity({}),
    ({ unansweredMinutes }) => unansweredMinutes === 0n,
  );
  expect(contradictions).toBe(0n);
});
