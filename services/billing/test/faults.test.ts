import type { Session } from "@metercast/contracts/billing/v1/billing.ts";
import { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import { ensureStream } from "@metercast/outbox";
import { callGrpc } from "@metercast/runtime";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Stage, sleep, startStage, until } from "./stage.ts";

// Long enough a gap that a restart of the broker or of billing alone makes nobody lost.
const MINUTE = 2_000;
const VIEWERS = 40;
let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ METER_MINUTE_SECONDS: "2", METER_LOST_AFTER_SECONDS: "10" });
});
afterAll(() => stage?.stop());

interface Audience {
  sessions: Session[];
  creatorId: string;
  streamId: string;
}

let audience: Audience;
beforeEach(async () => {
  const stream = await stage.stream();
  const joins = Array.from({ length: VIEWERS }, async () => stage.join(await stage.viewer(1_000), stream.id));
  const sessions = await Promise.all(joins);
  audience = { sessions, creatorId: stream.creatorId, streamId: stream.id };
});

/** Everybody is seen every 300 ms for `ms`, whatever happens meanwhile; a sighting that the broker does not take is tried again. Gives the time of the last one. */
async function watch({ sessions }: Audience, ms: number): Promise<number> {
  const ids = sessions.map(({ id }) => id);
  const end = Date.now() + ms;
  for (;;) {
    const at = Date.now();
    await until(() => stage.seeAt(at, {}, ...ids).then(() => true), Boolean, 20_000);
    if (at >= end) return at;
    await sleep(300);
  }
}

const dueBy = (session: Session, at: number) =>
  Math.floor((at - (session.startedAt?.getTime() ?? 0)) / MINUTE);

/** Every minute that ended by the last sighting is paid, on both sides, and no other. */
async function expectPaidUpTo(at: number, { sessions, creatorId }: Audience): Promise<void> {
  const due = sessions.map((session) => dueBy(session, at));
  const total = due.reduce((sum, minutes) => sum + minutes, 0);
  await until(
    () => stage.centsOf(creatorId),
    (cents) => cents >= BigInt(total * 1_320),
    45_000,
  );
  await sleep(500);
  expect(await stage.centsOf(creatorId)).toBe(BigInt(total * 1_320));
  const tokens = await Promise.all(sessions.map(({ viewerId }) => stage.tokensOf(viewerId)));
  expect(tokens).toEqual(due.map((minutes) => BigInt(1_000 - 5 * minutes)));
}

/** Silence afterwards may end sessions while a busy machine catches up; none may have ended before its viewer's last sighting. */
async function expectNobodyLostBefore(last: number, { sessions }: Audience): Promise<void> {
  for (const { id } of sessions) {
    const { endedAt } = await stage.session(id);
    expect(endedAt?.getTime() ?? last).toBeGreaterThanOrEqual(last);
  }
}

describe("no minute is lost or doubled", () => {
  for (const point of [
    "billing.before_emit_commit:2",
    "billing.after_emit_commit:2",
    "billing.before_result_commit:2",
    "relay.between_publish_and_mark:3",
  ]) {
    it(`when billing dies at ${point}`, async () => {
      const crashing = await stage.world.restart("billing", { METERCAST_CRASH_AT: point });
      const watching = watch(audience, 6_000);
      await crashing.exited;
      await sleep(500);
      await stage.world.restart("billing");
      const last = await watching;
      await expectPaidUpTo(last, audience);
    }, 90_000);
  }

  it("when one of two replicas dies: the other takes its partitions over", async () => {
    const other = await stage.world.startAnother("billing");
    const owners = () =>
      stage.sql.query("SELECT owner, count(*)::int AS n FROM billing.meter_partition GROUP BY owner");
    await until(
      owners,
      ({ rows }) => rows.length === 2 && rows.every((row) => row.owner && row.n === 8),
      20_000,
    );
    const watching = watch(audience, 9_000);
    await sleep(3_000);
    await other.kill("SIGKILL");
    const last = await watching;
    await expectPaidUpTo(last, audience);
    await expectNobodyLostBefore(last, audience);
    await until(owners, ({ rows }) => rows.length === 1 && rows[0].n === 16, 20_000);
  }, 90_000);

  it("when a replica joins and leaves in good order", async () => {
    const watching = watch(audience, 9_000);
    const other = await stage.world.startAnother("billing");
    await sleep(5_000);
    await other.stop();
    const last = await watching;
    await expectPaidUpTo(last, audience);
    await expectNobodyLostBefore(last, audience);
  }, 90_000);

  it("when the broker restarts under load", async () => {
    const watching = watch(audience, 7_000);
    await sleep(3_000);
    await stage.world.nats.kill("SIGKILL");
    await stage.world.nats.restart();
    const last = await watching;
    await expectPaidUpTo(last, audience);
    await expectNobodyLostBefore(last, audience);
  }, 90_000);

  it("when the broker loses its store: what comes later is read, sightings are cumulative", async () => {
    await watch(audience, 1_000);
    await stage.broker.manager.streams.delete("PRESENCE");
    await ensureStream(stage.broker, "PRESENCE");
    const last = await watch(audience, 5_000);
    await expectPaidUpTo(last, audience);
  }, 90_000);

  it("when billing is down for longer than a lost viewer's gap; a gap inside the backlog still counts", async () => {
    const [silent, ...others] = audience.sessions;
    await watch(audience, 1_000);
    const lastSeen = Date.now();
    await stage.seeAt(lastSeen, {}, silent?.id ?? "");
    await stage.world.service("billing").kill("SIGKILL");
    const last = await watch({ ...audience, sessions: others }, 11_500);
    await stage.seeAt(last, {}, silent?.id ?? "");
    await stage.world.restart("billing");
    await stage.see(...others.map(({ id }) => id));
    const ended = await until(
      () => stage.session(silent?.id ?? ""),
      ({ endReason }) => endReason !== "",
    );
    expect(ended).toMatchObject({ endReason: "lost", endedAt: new Date(lastSeen) });
    await expectNobodyLostBefore(last, { ...audience, sessions: others });
  }, 90_000);
});

describe("two replicas", () => {
  it("bill and end any session wherever the call arrives", async () => {
    const other = await stage.world.startAnother("billing");
    const there = callGrpc(BillingServiceService, other.grpcAddress ?? "", { deadlineMs: 8_000 });
    const owners = () =>
      stage.sql.query("SELECT owner FROM billing.meter_partition WHERE owner IS NOT NULL GROUP BY owner");
    const watching = watch(audience, 6_000);
    await until(owners, ({ rows }) => rows.length === 2, 20_000);
    await watching;
    for (const [i, session] of audience.sessions.entries()) {
      const client = i % 2 ? there : stage.billing;
      const request = {
        sessionId: session.id,
        streamId: "",
        viewerId: session.viewerId,
        seenAt: new Date(),
        forwarded: false,
      };
      const { session: billed } = await client.billSession(request);
      expect(billed?.minutesBilled).toBeGreaterThanOrEqual(1);
      const { session: left } = await (i % 2 ? stage.billing : there).leaveSession({
        ...request,
        seenAt: new Date(),
      });
      expect(left?.endReason).toBe("left");
    }
    there.close();
    await other.stop();
    const sessions = await Promise.all(audience.sessions.map(({ id }) => stage.session(id)));
    await until(
      async () => (await stage.billing.getIntegrity({})).contradictions,
      (contradictions) => contradictions === 0n,
    );
    for (const session of sessions)
      expect(session.minutesBilled).toBe(dueBy(session, session.endedAt?.getTime() ?? 0));
  }, 90_000);
});
