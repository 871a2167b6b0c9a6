import { insist, pace, poll } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Stage, startStage } from "./stage.ts";

const MINUTE = 2_000;
let stage: Stage;
beforeAll(async () => {
  stage = await startStage(
    { METER_MINUTE_SECONDS: "2", METER_LOST_AFTER_SECONDS: "300" },
    { ownPostgres: true },
  );
});
afterAll(() => stage?.stop());

it("Postgres killed under load: no minute is lost or doubled, and nobody is lost", async () => {
  const stream = await stage.stream();
  const sessions = await stage.fill(stream.id, 30);
  const end = Date.now() + 10_000;
  const killing = pace(3_000)
    .then(() => stage.world.postgres?.kill("SIGKILL"))
    .then(() => stage.world.postgres?.restart());
  let last = 0;
  while (Date.now() < end) {
    last = Date.now();
    await stage.seeAt(last, {}, ...sessions.map(({ id }) => id));
    await pace(300);
  }
  await killing;
  const due = sessions.map(({ startedAt }) => Math.floor((last - (startedAt?.getTime() ?? 0)) / MINUTE));
  const total = due.reduce((sum, minutes) => sum + minutes, 0);
  await poll(
    () => stage.centsOf(stream.creatorId),
    (cents) => cents === BigInt(total * 1_320),
  );
  const paid = await insist(() =>
    Promise.all(sessions.map(async ({ id }) => (await stage.minutesOf(id)).length)),
  );
  expect(paid).toEqual(due);
  // Asked again where they still meet connections that died with Postgres.
  const shown = await insist(() => stage.billing.getStream({ streamId: stream.id }));
  expect(shown.stream?.viewers).toBe(30);
  await poll(
    () => stage.billing.getIntegrity({}),
    ({ paidMinutes }) => paidMinutes === BigInt(total),
  );
});
