import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { findPromtool } from "@metercast/local-servers";
import { repositoryPath, SERVICE_NAMES, type ServiceName } from "@metercast/provision";
import { give, pace, person, poll } from "@metercast/testkit";
import { describe, expect, it } from "vitest";
import { type Family, parseExposition, totalOf } from "./exposition.ts";
import { stage } from "./world.ts";

/** "metric | type | labels" of what a service shows, or of what the table says it shows. */
const line = (name: string, type: string, labels: readonly string[]) =>
  `${name} ${type} {${[...labels].sort().join(", ")}}`;

function documented(): Map<ServiceName, Set<string>> {
  const shown = new Map(SERVICE_NAMES.map((name) => [name, new Set<string>()]));
  const rows = readFileSync(repositoryPath("docs", "METRICS.md"), "utf8").matchAll(
    /^\| `(metercast_\w+)` \| (\w+) \| ([\w, ]*)\| ([\w, ]+) \|/gm,
  );
  for (const [, name = "", type = "", labels = "", from = ""] of rows) {
    const services = from.trim() === "all" ? SERVICE_NAMES : (from.trim().split(", ") as ServiceName[]);
    const names = labels.split(",").map((label) => label.trim());
    for (const service of services)
      shown.get(service)?.add(
        line(
          name,
          type,
          names.filter((label) => label !== ""),
        ),
      );
  }
  return shown;
}

const scrape = async (name: ServiceName): Promise<Map<string, Family>> =>
  parseExposition(await (await fetch(`${stage.world.service(name).adminUrl}/metrics`)).text());
const value = async (name: ServiceName, metric: string, labels: Record<string, string> = {}) =>
  totalOf(await scrape(name), metric, labels);

describe("metrics", () => {
  it("docs/METRICS.md lists exactly what the services show: names, types, labels", async () => {
    const table = documented();
    for (const service of SERVICE_NAMES) {
      const expected = [...(table.get(service) ?? [])].sort();
      const look = async () =>
        [...(await scrape(service))].map(([name, { type, labels }]) => line(name, type, [...labels])).sort();
      // Background figures come within seconds of the start.
      const shown = await poll(look, (lines) => lines.length >= expected.length);
      expect(shown, service).toEqual(expected);
    }
  });

  it("promtool has nothing to say about any service's metrics", async () => {
    const promtool = await findPromtool(repositoryPath(".cache"));
    for (const service of SERVICE_NAMES) {
      const input = await (await fetch(`${stage.world.service(service).adminUrl}/metrics`)).text();
      const options = { input, encoding: "utf8", timeout: 60_000 } as const;
      const { status, stdout, stderr } = spawnSync(promtool, ["check", "metrics"], options);
      expect({ status, said: stdout + stderr }, service).toEqual({ status: 0, said: "" });
    }
  }, 300_000);

  it("every series says which service it is of", async () => {
    for (const service of SERVICE_NAMES) {
      const families = [...(await scrape(service)).values()].flatMap(({ series }) => series);
      expect(families.filter(({ labels }) => labels.service_name !== service)).toEqual([]);
    }
  });

  it("paid and refused minutes are counted once each, whichever door they came by, and how late they were decided", async () => {
    const { world, admin, creator, viewer, streamId, sessionId } = stage;
    const poor = await person(world, "poor", "viewer");
    await give(admin, poor, 10);
    // A last minute of the stage's own viewer may still be on its way: what is paid besides that session is
    // looked at.
    const paidBesides = async () => {
      const paid = (await value("wallet", "metercast_minute_outcomes_total", { outcome: "paid" })) ?? 0;
      return paid - (await viewer.get(`/api/sessions/${sessionId}`)).body.minutes_billed;
    };
    await expect.poll(paidBesides).toBe(0);
    const before = {
      decided: (await value("billing", "metercast_meter_decision_delay_seconds_count")) ?? 0,
    };
    // Two streams at once with tokens for a minute of each: a third one begins in one of them before the
    // other is paid, and is refused.
    const { body: other } = await creator.post("/api/streams", { body: { title: "another" } });
    const { body: session } = await poor.post(`/api/streams/${streamId}/sessions`);
    const { body: second } = await poor.post(`/api/streams/${other.id}/sessions`);
    await pace(1_100);
    const { body: billed } = await poor.post(`/api/streams/${streamId}/bill`);
    expect(billed.minutes_billed).toBeGreaterThanOrEqual(1);
    const beat = async () => {
      await pace(250);
      const beats = [session, second].map(({ id }) => poor.post(`/api/sessions/${id}/heartbeat`));
      return (await Promise.all(beats)).map(({ body }) => body.status as string);
    };
    const bothEnded = (all: string[]) => all.every((status) => status === "ended");
    await poll(beat, bothEnded);
    const refused = () => value("wallet", "metercast_minute_outcomes_total", { outcome: "refused" });
    // Minutes that were sent with the first refused one are refused too.
    await poll(refused, (count) => Number(count) >= 1);
    await expect.poll(paidBesides).toBe(2);
    const decided = () => value("billing", "metercast_meter_decision_delay_seconds_count");
    await poll(decided, (count) => Number(count) >= before.decided + 3);
    expect(await value("billing", "metercast_sessions_ended_total", { reason: "insufficient_funds" })).toBe(
      2,
    );
  });

  it("what waits to be paid out shows with its sum, the books as right, payouts as not frozen", async () => {
    const cents = () => value("withdrawals", "metercast_withdrawals_open_cents", { status: "PENDING" });
    await expect.poll(cents).toBe(6_000);
    expect(await value("withdrawals", "metercast_payouts_frozen")).toBe(0);
    expect(await value("wallet", "metercast_integrity_check_ok", { check: "trial_balance" })).toBe(1);
    const lastRun = await value("wallet", "metercast_integrity_last_run_timestamp_seconds");
    expect(Date.now() / 1_000 - Number(lastRun)).toBeLessThan(600);
  });

  it("a freeze, a dead letter and a consumer's lag show", async () => {
    const { world, admin } = stage;
    await admin.post("/api/admin/payouts/freeze", { body: { reason: "for the test" }, key: "freeze-1" });
    const frozen = () => value("withdrawals", "metercast_payouts_frozen");
    await expect.poll(frozen).toBe(1);
    await admin.post("/api/admin/payouts/unfreeze", { body: { reason: "for the test" }, key: "lift-1" });
    const { connect } = await import("@nats-io/transport-node");
    const [, user = "", pass = "", server = ""] = /nats:\/\/(.*):(.*)@(.*)/.exec(world.nats.url) ?? [];
    const nats = await connect({ servers: server, user, pass });
    nats.publish("platform.demo.credit.requested.v1", "junk");
    await nats.drain();
    const letters = () => value("wallet", "metercast_dead_letters_total");
    await expect.poll(letters).toBe(1);
    expect(await value("wallet", "metercast_consumer_lag_messages")).toBeGreaterThanOrEqual(0);
  });
});
