import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StripeStandin, startStripe } from "@metercast/local-servers";
import { SERVICE_NAMES } from "@metercast/provision";
import { credit, give, type Person, pace, person, poll, startWorld, type World } from "@metercast/testkit";
import { Collector } from "./collector.ts";
import { SECRET } from "./secrets.ts";

/** Every service, a stand-in for Stripe, a collector, and people who did a bit of everything. */
export interface Stage {
  world: World;
  stripe: StripeStandin;
  collector: Collector;
  admin: Person;
  creator: Person;
  viewer: Person;
  streamId: string;
  sessionId: string;
  /** Everything that the services have written. */
  logs(): string[];
  stop(): Promise<void>;
}

export async function setStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "metercast-observability-"));
  const stripe = await startStripe({ apiKey: SECRET.stripeKey, platformBalance: 0, payoutDelayMs: 200 });
  const collector = await Collector.start();
  const world = await startWorld({ logFolder: folder, env: environment(stripe, collector) });
  const door = `${world.gatewayUrl}/webhooks/stripe`;
  await stripe.control.setWebhooks({
    endpoints: [
      { url: `${door}/payments`, secrets: [SECRET.paymentsSecret], connect: false },
      { url: `${door}/payouts`, secrets: [SECRET.payoutsSecret], connect: true },
    ],
  });
  const people = {
    admin: await person(world, "admin", "admin"),
    creator: await person(world, "creator", "creator"),
    viewer: await person(world, "viewer", "viewer"),
  };
  return {
    world,
    stripe,
    collector,
    ...people,
    ...(await live(people)),
    // What comes after the last end of a line is one that is still being written.
    logs: () =>
      SERVICE_NAMES.flatMap((name) =>
        readFileSync(join(folder, `${name}.log`), "utf8")
          .split("\n")
          .slice(0, -1),
      ).filter((line) => line !== ""),
    async stop() {
      await world.stop();
      await stripe.stop();
      collector.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function environment(stripe: StripeStandin, collector: Collector) {
  const shared = { STRIPE_SECRET_KEY: SECRET.stripeKey, STRIPE_API_BASE_URL: stripe.url };
  return {
    LOG_LEVEL: "debug",
    METER_MINUTE_SECONDS: "1",
    METER_LOST_AFTER_SECONDS: "600",
    GRPC_DEADLINE_MS: "30000",
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
    OTEL_BSP_SCHEDULE_DELAY: "100",
    OTEL_METRIC_EXPORT_INTERVAL: "1000",
    billing: { ...shared, STRIPE_WEBHOOK_SECRETS: SECRET.paymentsSecret },
    notifications: {
      NOTIFICATIONS_ENCRYPTION_KEYS: `stage:${Buffer.alloc(32, 7).toString("base64")}`,
      EGRESS_ALLOW_PRIVATE: "1",
    },
    withdrawals: {
      ...shared,
      STRIPE_WEBHOOK_SECRETS: SECRET.payoutsSecret,
      STRIPE_OPENING_BALANCE_CENTS: "0",
    },
  };
}

/**
 * A viewer with tokens for more minutes than this will ever take watches until some are paid; another is
 * refused the third; a creator asks for a payout by hand; a webhook is attempted.
 */
async function live({ admin, creator, viewer }: Pick<Stage, "admin" | "creator" | "viewer">) {
  await give(admin, viewer, 100_000);
  const { body: stream } = await creator.post("/api/streams", { body: { title: "measured" } });
  const { body: session } = await viewer.post(`/api/streams/${stream.id}/sessions`);
  await credit(admin, { user_id: creator.id, asset: "USD", amount: "80.00" });
  await creator.post("/api/payout-methods", {
    body: { kind: "manual", details: SECRET.payoutDetails },
    key: "manual-1",
  });
  // Nobody listens there: an attempt is measured anyway.
  const endpoint = await admin.post("/api/admin/webhook-endpoints", { body: { url: "http://127.0.0.1:9/" } });
  await admin.post(`/api/admin/webhook-endpoints/${endpoint.body.id}/test`);
  const asked = await creator.post("/api/withdrawals", { body: { amount: "60.00" }, key: "ask-1" });
  if (asked.status !== 201) throw new Error(`no withdrawal: ${JSON.stringify(asked.body)}`);
  return { streamId: stream.id as string, sessionId: session.id as string };
}

/** Heartbeats until the session shows so many paid minutes. */
export async function watch(viewer: Person, sessionId: string, minutes: number): Promise<void> {
  const beat = async () => {
    await pace(250);
    return (await viewer.post(`/api/sessions/${sessionId}/heartbeat`)).body;
  };
  await poll(beat, ({ minutes_billed }) => minutes_billed >= minutes);
}
