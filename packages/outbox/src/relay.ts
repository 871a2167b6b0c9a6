import {
  type AnyEvent,
  decodeEvent,
  type EventType,
  encodeEvent,
  OLDER_VERSIONS,
  streamOf,
  withOlderVersions,
} from "@metercast/contracts";
import type { Sql } from "@metercast/postgres";
import {
  failpoint,
  gauge,
  inSpan,
  type Logger,
  messagingAttributes,
  type Sampled,
  SpanKind,
  sample,
  startJob,
  type TraceHeaders,
  traceHeaders,
} from "@metercast/runtime";
import { headers } from "@nats-io/transport-node";
import { type Broker, ensureStream } from "./connection.ts";
import { deadLetters } from "./dead-letter.ts";

export interface RelayOptions {
  service: string;
  sql: Sql;
  broker: Broker;
  log: Logger;
}

export interface Relay {
  /** Call after a commit, so that its events leave at once. */
  wake(): void;
  /** Stops after what is under way. */
  stop(): Promise<void>;
}

/**
 * Rows of one claim: enough to fill the connection to JetStream, few enough that another relay soon
 * publishes a dead relay's share.
 */
const CLAIM_ROWS = 64;
/**
 * Length of a claim: twice the timeout of a publish. A claim whose response was lost delays its events as
 * long.
 */
const CLAIM_SECONDS = 10;
/**
 * Finds rows of a crashed replica; a commit of rows wakes the relay. A run without rows costs one index
 * probe, which at five a second was a third of what an idle service does.
 */
const IDLE_MS = 1_000;

/**
 * Only rows of this claim: a replay meanwhile removes the claim, because the broker may have lost the
 * published rows.
 */
const OURS = "id = ANY($1::uuid[]) AND claimed_until = $2::timestamptz AND sent_at IS NULL";
/**
 * Marks published rows and claims the next ones in one commit: under load this halves the waits for the
 * disk.
 */
const MARK_AND_CLAIM = `
  WITH marked AS (UPDATE outbox SET sent_at = now() WHERE ${OURS})
  UPDATE outbox SET claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS})
  WHERE id IN (
    SELECT id FROM outbox
    WHERE sent_at IS NULL AND (claimed_until IS NULL OR claimed_until < now()) AND id <> ALL($1::uuid[])
    ORDER BY id LIMIT ${CLAIM_ROWS} FOR UPDATE SKIP LOCKED)
  RETURNING id::text, subject, content_type, payload, headers, created_at, claimed_until::text AS claim`;
const RELEASE = `UPDATE outbox SET claimed_until = NULL WHERE ${OURS}`;

interface Row {
  id: string;
  subject: string;
  content_type: string;
  payload: Uint8Array;
  headers: TraceHeaders | null;
  created_at: Date;
  /** The claim of the row, shared by all rows of one claim. */
  claim: string;
}

interface Published {
  ids: string[];
  claim: string | null;
}
const NOTHING: Published = { ids: [], claim: null };

/**
 * Publishes committed events until stopped: claim → publish → JetStream's ack → mark, with the next claim.
 * A crash in between publishes again under the same id, which consumers and JetStream's window deduplicate.
 */
export function startRelay(options: RelayOptions): Relay {
  const { sql, log } = options;
  /** Published; the next run marks it immediately. */
  let published = NOTHING;
  const unsent = observeUnsent(options);
  deadLetters();
  const job = startJob({
    name: "relay_outbox",
    everyMs: IDLE_MS,
    log,
    async run() {
      try {
        // The next run marks what this one published, so it follows at once.
        return (await relayOnce(options)) > 0 ? "again" : undefined;
      } catch (error) {
        // A broker that lost its store has no stream for the events.
        await ensureStream(options.broker, streamOf(`${options.service}.`)).catch(() => undefined);
        throw error;
      }
    },
  });

  return {
    wake: () => job.wake(),
    async stop() {
      await Promise.all([job.stop(), unsent.stop()]);
      // Publishes what was committed while stopping; the second run marks it.
      try {
        await relayOnce(options);
        if (published.ids.length > 0) await relayOnce(options);
      } catch (err) {
        log.warn({ err }, "outbox: the last run failed; the next start sends the events");
      }
    },
  };

  async function relayOnce({ broker }: RelayOptions): Promise<number> {
    const rows = await sql.$queryRawUnsafe<Row[]>(MARK_AND_CLAIM, published.ids, published.claim);
    published = NOTHING;
    const claim = rows[0]?.claim;
    if (claim === undefined) return 0;
    // Roughly in commit order, so that a replay's minutes arrive in sequence.
    rows.sort((a, b) => (a.id < b.id ? -1 : 1));
    const outcomes = await Promise.allSettled(
      rows.map((row) => publishVersions(broker, options.service, row)),
    );
    const idsOf = (status: "fulfilled" | "rejected") =>
      rows.filter((_, i) => outcomes[i]?.status === status).map(({ id }) => id);
    published = { ids: idsOf("fulfilled"), claim };
    const failed = idsOf("rejected");
    failpoint("relay.between_publish_and_mark");
    if (failed.length) {
      await sql.$executeRawUnsafe(RELEASE, failed, claim);
      throw outcomes.find((outcome) => outcome.status === "rejected")?.reason;
    }
    return rows.length;
  }
}

/** An event and its older versions: made here, so that events that SQL functions write have them too. */
const publishVersions = (broker: Broker, service: string, row: Row): Promise<unknown> =>
  Promise.all([row, ...olderVersions(row)].map((version) => publish(broker, service, version)));

function olderVersions(row: Row): Row[] {
  if (!Object.hasOwn(OLDER_VERSIONS, row.subject)) return [];
  const type = row.subject as EventType;
  const event = { type, message: decodeEvent(type, row.payload) } as AnyEvent;
  return withOlderVersions([event])
    .slice(1)
    .map((older) => {
      const { contentType, payload } = encodeEvent(older.type, older.message as never);
      // Another id: JetStream would drop a second message with the same one.
      return {
        ...row,
        id: `${row.id}.${older.type}`,
        subject: older.type,
        content_type: contentType,
        payload,
      };
    });
}

function publish(broker: Broker, service: string, row: Row): Promise<unknown> {
  const parent = row.headers ?? {};
  const attributes = messagingAttributes({ subject: row.subject, id: row.id, bytes: row.payload.length });
  return inSpan(`publish ${row.subject}`, { kind: SpanKind.PRODUCER, parent, attributes }, async () => {
    const header = headers();
    header.set("Nats-Msg-Id", row.id);
    header.set("ce-id", row.id);
    header.set("ce-type", row.subject);
    header.set("ce-source", service);
    header.set("ce-specversion", "1.0");
    header.set("ce-time", row.created_at.toISOString());
    header.set("Content-Type", row.content_type);
    for (const [key, value] of Object.entries(traceHeaders())) header.set(key, value);
    return broker.jetstream.publish(row.subject, row.payload, { headers: header });
  });
}

const MAX_COUNTED = 100_000;
const UNSENT = `
  SELECT count(*)::int AS rows, coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS age
  FROM (SELECT created_at FROM outbox WHERE sent_at IS NULL ORDER BY id LIMIT ${MAX_COUNTED}) AS unsent`;

function observeUnsent({ sql, log }: RelayOptions): Sampled<unknown> {
  const unsent = sample(log, "outbox", async () => {
    const [row] = await sql.$queryRawUnsafe<{ rows: number; age: number }[]>(UNSENT);
    return row;
  });
  gauge(
    "metercast_outbox_unsent_events",
    "Committed events not yet published, counted up to 100,000",
    (result) => {
      const found = unsent.latest();
      if (found) result.observe(found.rows);
    },
  );
  gauge(
    "metercast_outbox_oldest_unsent_age_seconds",
    "Age of the oldest event not yet published",
    (result) => {
      const found = unsent.latest();
      if (found) result.observe(found.age);
    },
  );
  return unsent;
}
