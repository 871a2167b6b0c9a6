import { startWorld, type World } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually, give, person, sleep, tokensOf } from "../support/api.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ env: { METER_MINUTE_SECONDS: "1", METER_LOST_AFTER_SECONDS: "10" } });
});
afterAll(() => world?.stop());

/** name{labels} → value, of a service's /metrics. */
async function metrics(name: "wallet" | "billing" | "gateway"): Promise<Map<string, number>> {
  const text = await (await fetch(`${world.service(name).adminUrl}/metrics`)).text();
  const lines = text.split("\n").filter((line) => line && !line.startsWith("#"));
  return new Map(
    lines.map((line) => [
      line.slice(0, line.lastIndexOf(" ")),
      Number(line.slice(line.lastIndexOf(" ") + 1)),
    ]),
  );
}

/** The sum of all series of a metric whose labels include `label`. */
async function value(
  name: "wallet" | "billing" | "gateway",
  metric: string,
  label = "",
): Promise<number | undefined> {
  const found = [...(await metrics(name))].filter(([key]) => key.startsWith(metric) && key.includes(label));
  return found.length ? found.reduce((sum, [, one]) => sum + one, 0) : undefined;
}

it("what was paid and refused, how late and in what batches, the outbox's age and the pools show at /metrics", async () => {
  const admin = await person(world, "admin", "admin");
  const creator = await person(world, "creator", "creator");
  const viewer = await person(world, "viewer", "viewer");
  await give(admin, viewer, 12);
  const { body: stream } = await creator.post("/api/streams", { body: { title: "measured" } });
  const { body: session } = await viewer.post(`/api/streams/${stream.id}/sessions`);
  for (let beats = 0; beats < 20; beats++) {
    const { body } = await viewer.post(`/api/sessions/${session.id}/heartbeat`);
    if (body.status === "ended") break;
    await sleep(300);
  }
  expect(await tokensOf(viewer)).toBe(2);
  const refused = () => value("wallet", "metercast_minutes_total", 'outcome="refused"');
  expect(await eventually(refused, (count) => count === 1)).toBe(1);
  expect(await value("wallet", "metercast_minutes_total", 'outcome="paid"')).toBe(2);
  for (const [service, metric] of [
    ["wallet", "metercast_posting_batch_lines_count"],
    ["wallet", "metercast_posting_duration_seconds_count"],
    ["wallet", "metercast_posting_delay_seconds_count"],
    ["wallet", "metercast_messages_handled_total"],
    ["wallet", 'metercast_database_pool_connections{state="idle"'],
    ["billing", 'metercast_database_pool_connections{state="idle"'],
  ] as const) {
    expect(await value(service, metric), `${service} ${metric}`).toBeGreaterThan(0);
  }
  for (const service of ["wallet", "billing"] as const) {
    expect(
      await value(service, "metercast_outbox_oldest_unsent_age_seconds"),
      service,
    ).toBeGreaterThanOrEqual(0);
  }
  const names = [...(await metrics("billing")).keys()].join("\n");
  expect(names).toMatch(/lag/);
  expect(names).toMatch(/unanswered/);
}, 60_000);
