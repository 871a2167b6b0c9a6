import type { Session } from "@metercast/contracts/billing/v1/billing.ts";
import { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import { ensureStream } from "@metercast/outbox";
import { callGrpc } from "@metercast/runtime";
import { insist, pace, poll } from "@metercast/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Stage, startOf, startStage } from "./stage.ts";

const MINUTE = 2_000;
const VIEWERS = 40;
let stage: Stage;
beforeAll(async () => {
  // Longer a gap than any restart of the broker or of billing takes, also on a slow machine: nobody is lost
  // by that.
  stage = await startStage({ METER_MINUTE_SECONDS: "2", METER_LOST_AFTER_SECONDS: "60" });
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
  const sessions = await stage.fill(stream.id, VIEWERS);
  audience = { sessions, creatorId: stream.creatorId, streamId: stream.id };
});

/** Everybody is seen every 300 ms until told to stop, whatever happens meanwhile. */
function watch({ sessions }: Audience): { stop(): Promise<number> } {
  const ids = sessions.map(({ id }) => id);
  let watching = true;
  const last = (async () => {
    for (;;) {
      const at = Date.now();
      const wasLast = !watching;
      await stage.seeAt(at, {}, ...ids);
      if (wasLast) return at;
      await pace(300);
    }
  })();
  return {
    /** One more presence report of all; gives its time. */
    stop() {
      watching = false;
      return last;
    },
  };
}

/** Everybody is seen for `ms`. Gives the time of the last presence report. */
async function watchFor(seen: Audience, ms: number): Promise<number> {
  const watching = watch(seen);
  await pace(ms);
  return watching.stop();
}

const dueBy = (session: Session, at: number) => Math.floor((at - startOf(session)) / MINUTE);

/** Every minute that ended by the last presence report is paid, on both sides, and no other. */
async function expectPaidUpTo(at: number, { sessions, creatorId }: Audience): Promise<void> {
  const due = sessions.map((session) => dueBy(session, at));
  const total = due.reduce((sum, minutes) => sum + minutes, 0);
  await poll(
    () => stage.centsOf(creatorId),
    (cents) => cents >= BigInt(total * 1_320),
  );
  await pace(500);
  expect(await stage.centsOf(creatorId)).toBe(BigInt(total * 1_320));
  const tokens = await Promise.all(sessions.map(({ viewerId }) => stage.tokensOf(viewerId)));
  expect(tokens).toEqual(due.map((minutes) => BigInt(1_000 - 5 * minutes)));
}

/** The first of them at least. */
const minutesArePaid = ({ creatorId }: Audience) =>
  poll(
    () => stage.centsOf(creatorId),
    (cents) => cents > 0n,
  );

/**
 * Silence afterwards may end sessions while a busy machine catches up; none may have ended before its
 * viewer's last presence report.
 */
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
      const crashing = await stage.world.arm("billing", point);
      const watching = watch(audience);
      await crashing.exited;
      await stage.world.restart("billing");
      await expectPaidUpTo(await watching.stop(), audience);
    });
  }

  it("when one of two replicas dies: the other takes its partitions over", async () => {
    const other = await stage.world.startAnother("billing");
    const owners = () =>
      stage.sql.query("SELECT owner, count(*)::int AS n FROM billing.shard_lease GROUP BY owner");
    await poll(owners, ({ rows }) => rows.length === 2 && rows.every((row) => row.owner && row.n === 8));
    const watching = watch(audience);
    await minutesArePaid(audience);
    await other.kill("SIGKILL");
    await poll(owners, ({ rows }) => rows.length === 1 && rows[0].n === 16);
    const last = await watching.stop();
    await expectPaidUpTo(last, audience);
    await expectNobodyLostBefore(last, audience);
  });

  it("when a replica joins and leaves in good order", async () => {
    const watching = watch(audience);
    const other = await stage.world.startAnother("billing");
    await minutesArePaid(audience);
    await other.stop();
    await pace(MINUTE);
    const last = await watching.stop();
    await expectPaidUpTo(last, audience);
    await expectNobodyLostBefore(last, audience);
  });

  it("when the broker restarts under load", async () => {
    const watching = watch(audience);
    await minutesArePaid(audience);
    await stage.world.nats.kill("SIGKILL");
    await stage.world.nats.restart();
    await pace(MINUTE);
    const last = await watching.stop();
    await expectPaidUpTo(last, audience);
    await expectNobodyLostBefore(last, audience);
  });

  it("when the broker loses its store: what comes later is read, presence reports are cumulative", async () => {
    await watchFor(audience, 1_000);
    await stage.broker.manager.streams.delete("PRESENCE");
    await ensureStream(stage.broker, "PRESENCE");
    const last = await watchFor(audience, 5_000);
    await expectPaidUpTo(last, audience);
  });

  it("when billing is down for longer than a lost viewer's gap; a gap inside the backlog still counts", async () => {
    const [silent, ...others] = audience.sessions;
    // Seen all the time: a restart may take longer than the gap that counts from then on.
    const watching = watch(audience);
    await stage.world.restart("billing", { METER_LOST_AFTER_SECONDS: "12" });
    await pace(1_000);
    await watching.stop();
    const lastSeen = Date.now();
    await stage.seeAt(lastSeen, {}, silent?.id ?? "");
    await stage.world.service("billing").kill("SIGKILL");
    const last = await watchFor({ ...audience, sessions: others }, 13_500);
    await stage.seeAt(last, {}, silent?.id ?? "");
    await stage.world.restart("billing", { METER_LOST_AFTER_SECONDS: "12" });
    await stage.see(...others.map(({ id }) => id));
    const ended = await poll(
      () => stage.session(silent?.id ?? ""),
      ({ endReason }) => endReason !== "",
    );
    expect(ended).toMatchObject({ endReason: "lost", endedAt: new Date(lastSeen) });
    await expectNobodyLostBefore(last, { ...audience, sessions: others });
    await stage.world.restart("billing");
  });
});

describe("two replicas", () => {
  it("bill and end any session wherever the call arrives", async () => {
    const other = await stage.world.startAnother("billing");
    const there = callGrpc(BillingServiceService, other.grpcAddress ?? "", { deadlineMs: 30_000 });
    const owners = () =>
      stage.sql.query(
        "SELECT count(*)::int AS n FROM billing.shard_lease WHERE owner IS NOT NULL GROUP BY owner",
      );
    const watching = watch(audience);
    await poll(owners, ({ rows }) => rows.length === 2 && rows.every(({ n }) => n === 8));
    await pace(2 * MINUTE);
    // Seen until the last of them has left: eighty calls may take a slow machine longer than what counts as
    // lost.
    for (const [i, session] of audience.sessions.entries()) {
      const client = i % 2 ? there : stage.billing;
      const request = () => ({
        sessionId: session.id,
        streamId: "",
        viewerId: session.viewerId,
        seenAt: new Date(),
        forwarded: false,
        byMedia: false,
      });
      // A replica that has just learned of a partition may say to come again.
      const { session: billed } = await insist(() => client.billSession(request()));
      expect(billed?.minutesBilled).toBeGreaterThanOrEqual(1);
      const { session: left } = await insist(() => (i % 2 ? stage.billing : there).leaveSession(request()));
      expect(left?.endReason).toBe("left");
    }
    await watching.stop();
    there.close();
    await other.stop();
    await poll(
      () => stage.billing.getIntegrity({}),
      ({ contradictions, unansweredMinutes }) => contradictions === 0n && unansweredMinutes === 0n,
    );
    for (const { id } of audience.sessions)
      await poll(
        () => stage.session(id),
        (session) => session.minutesBilled === dueBy(session, session.endedAt?.getTime() ?? 0),
      );
  });
});
