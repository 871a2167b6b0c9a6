import { encodeEvent, newUuid, publicId } from "@metercast/contracts";
import { type Broker, connectBroker, ensureStream } from "@metercast/outbox";
import { withClient } from "@metercast/provision";
import { createLogger } from "@metercast/runtime";
import { eventHeaders, startWorld, type World } from "@metercast/testkit";
import { EXAMPLES } from "../packages/contracts/src/examples.ts";
import { allBooks, type BenchContext, type Books, type Figure, type Result, same } from "./support/bench.ts";
import { startCost } from "./support/cost.ts";
import { quantile, significant } from "./support/numbers.ts";
import { afterOutage, type Outage } from "./support/outage.ts";
import { peakRssMb } from "./support/processes.ts";
import { POSTGRES_SETTINGS } from "./support/servers.ts";

const TYPE = "withdrawals.payout.paid.v1";
/** A stall as long as this ends the bench with wrong books instead of never. */
const PATIENCE_MS = 60_000;
/** Publishes at a time: enough to fill the connection. */
const IN_FLIGHT = 256;

/**
 * Events in bursts until each is in its person's inbox; and the minutes a second of billing and wallet after
 * an outage, without notifications and beside it, in turns.
 */
export async function notifications(context: BenchContext): Promise<Result> {
  const events = context.setting("events", 100_000, 2_000);
  const bursts = context.setting("bursts", 10, 4);
  const people = context.setting("people", 10_000, 200);
  const sessions = context.setting("sessions", 100_000, 5_000);
  const rounds = context.setting("rounds", 3, 1);
  const outageMinutes = context.setting("outage_minutes", 3, 3);
  const inbox = await fillInboxes(context, { events, bursts, people });
  const alone: Outage[] = [];
  const beside: Outage[] = [];
  for (let round = 1; round <= rounds; round++) {
    const options = { sessions, creators: 100, minutes: outageMinutes };
    context.progress(`round ${round}: without notifications`);
    alone.push(await afterOutage(context, options));
    context.progress(`round ${round}: with notifications`);
    const services = ["wallet", "billing", "notifications"] as const;
    beside.push(await afterOutage(context, { ...options, services }));
  }
  return {
    figures: [...inbox.figures, ...comparison(alone, beside)],
    settings: {
      events,
      bursts,
      people,
      sessions,
      rounds,
      outage_minutes: outageMinutes,
      ...POSTGRES_SETTINGS,
    },
    books: allBooks(inbox.books, ...alone.map(({ books }) => books), ...beside.map(({ books }) => books)),
  };
}

const rateOf = ({ paid, seconds }: Outage): number => paid / seconds;

/** Medians over the rounds: one slow round of a shared machine says nothing. */
function comparison(alone: readonly Outage[], beside: readonly Outage[]): Figure[] {
  const [without, with_] = [alone, beside].map((runs) => quantile(runs.map(rateOf), 0.5)) as [number, number];
  const micros = (process: string) =>
    quantile(
      beside.map(({ cost, paid }) => ((cost.cpuSeconds[process] ?? 0) * 1e6) / paid),
      0.5,
    );
  return [
    { name: "minutes_per_second_alone", value: significant(without) },
    { name: "minutes_per_second_beside_notifications", value: significant(with_) },
    { name: "minutes_ratio", value: significant(with_ / without) },
    { name: "notifications_us_per_minute", value: significant(micros("notifications")) },
    {
      name: "postgres_for_notifications_us_per_minute",
      value: significant(micros("postgres_for_notifications")),
    },
  ];
}

interface Load {
  events: number;
  bursts: number;
  people: number;
}

async function fillInboxes(context: BenchContext, load: Load): Promise<{ figures: Figure[]; books: Books }> {
  const world = await startWorld({ services: ["notifications"], env: { LOG_LEVEL: "warn" } });
  const broker = await connectBroker(world.nats.url, "bench", createLogger("bench", "error"));
  try {
    await ensureStream(broker, "WITHDRAWALS");
    await addPeople(world, load.people);
    const service = world.service("notifications");
    const endCost = await startCost(world.adminUrl, { notifications: service.pid, nats: world.nats.pid });
    const began = performance.now();
    const seconds: number[] = [];
    for (let burst = 1; burst <= load.bursts; burst++) {
      const burstBegan = performance.now();
      const published = Math.floor((load.events * burst) / load.bursts);
      await publish(broker, load, Math.floor((load.events * (burst - 1)) / load.bursts), published);
      // What did not arrive is in the comparison at the end.
      if (!(await shown(world, published))) break;
      seconds.push((performance.now() - burstBegan) / 1_000);
      context.progress(`${published} events are in the inboxes`);
    }
    const total = (performance.now() - began) / 1_000;
    const cost = await endCost();
    const micros = (process: string) => significant(((cost.cpuSeconds[process] ?? 0) * 1e6) / load.events);
    return {
      figures: [
        { name: "events_per_second", value: significant(load.events / total) },
        { name: "burst_seconds_median", value: significant(quantile(seconds, 0.5)) },
        { name: "burst_seconds_longest", value: significant(Math.max(...seconds)) },
        ...["notifications", "postgres", "nats"].map((process) => ({
          name: `${process}_us_per_event`,
          value: micros(process),
        })),
        { name: "wal_bytes_per_event", value: Math.round(cost.walBytes / load.events) },
        { name: "notifications_peak_rss_mb", value: peakRssMb(service.pid) },
      ],
      books: await compare(world, load),
    };
  } finally {
    await broker.close().catch(() => undefined);
    await world.stop();
  }
}

/** People as the gateway reports them, without an address: what is measured ends in the inbox. */
async function addPeople({ adminUrl }: World, people: number): Promise<void> {
  await withClient(adminUrl, (client) =>
    client.query(
      `INSERT INTO notifications.person (user_id, roles, seen_at)
       SELECT 'person-' || i, '{creator}', now() FROM generate_series(0, $1 - 1) AS i`,
      [people],
    ),
  );
}

/** As the relay of withdrawals publishes them. */
async function publish(broker: Broker, { people }: Load, from: number, to: number): Promise<void> {
  let next = from;
  const lane = async () => {
    for (let i = next++; i < to; i = next++) {
      const id = newUuid(Date.now());
      const message = { ...EXAMPLES[TYPE], creatorId: `person-${i % people}`, ...withdrawalOf(id) };
      const { payload, contentType } = encodeEvent(TYPE, message);
      const headers = eventHeaders(TYPE, {
        "Nats-Msg-Id": id,
        "ce-id": id,
        "ce-specversion": "1.0",
        "ce-time": new Date().toISOString(),
        "Content-Type": contentType,
      });
      await broker.jetstream.publish(TYPE, payload, { headers });
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

const withdrawalOf = (uuid: string) => ({
  withdrawalId: publicId("withdrawal", uuid),
  attemptId: publicId("attempt", uuid),
});

const count = ({ adminUrl }: World, sql: string): Promise<number> =>
  withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ n: string }>(sql);
    return Number(rows[0]?.n);
  });

/** Waits until so many notifications are there. False: nothing has changed for a while. */
async function shown(world: World, wanted: number): Promise<boolean> {
  for (let last = { rows: -1, at: Date.now() }; ; ) {
    const rows = await count(world, "SELECT count(*) AS n FROM notifications.notification");
    if (rows >= wanted) return true;
    if (rows !== last.rows) last = { rows, at: Date.now() };
    if (Date.now() - last.at > PATIENCE_MS) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function compare(world: World, { events }: Load): Promise<Books> {
  const rows = await count(world, "SELECT count(*) AS n FROM notifications.notification");
  const handled = await count(world, "SELECT count(DISTINCT event_id) AS n FROM notifications.notification");
  const unread = await count(world, "SELECT coalesce(sum(unread), 0) AS n FROM notifications.inbox_state");
  return allBooks(
    same("notifications", events, rows),
    same("events with one", events, handled),
    same("unread", events, unread),
  );
}
