import { STREAMS, type StreamName, type StreamSpec } from "@metercast/contracts";
import type { Logger } from "@metercast/runtime";
import {
  DiscardPolicy,
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from "@nats-io/jetstream";
import { connect, type NatsConnection, nanos } from "@nats-io/transport-node";

/** Stream settings of one installation. */
export interface StreamSettings {
  /** Copies: 1 on one server, 3 in a cluster. */
  replicas: number;
  /** Times the byte limits of STREAMS. */
  scale: number;
}

export interface Broker {
  connection: NatsConnection;
  jetstream: JetStreamClient;
  manager: JetStreamManager;
  streams: StreamSettings;
  /** Rejects if the server does not respond. */
  ready(): Promise<unknown>;
  close(): Promise<void>;
}

const OLDEST_SERVER = [2, 10];
/** The caller repeats JetStream calls that take longer. */
const CALL_TIMEOUT_MS = 5_000;

/**
 * Connects to NATS and reconnects without limit. The URL carries user and password. @throws if the server
 * is older than 2.10 or unreachable for 10 s at the start
 */
export async function connectBroker(
  url: string,
  name: string,
  log: Logger,
  streams: StreamSettings = { replicas: 1, scale: 1 },
): Promise<Broker> {
  const { servers, user, pass } = splitUrl(url);
  const connection = await connect({
    servers,
    // The user's own inbox: the server lets no other user subscribe there.
    ...(user !== undefined && { user, pass: pass ?? "", inboxPrefix: `_INBOX_${user}` }),
    name,
    timeout: 10_000,
    maxReconnectAttempts: -1,
    // A refused password may be valid after the server's next restart.
    ignoreAuthErrorAbort: true,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    pingInterval: 10_000,
  });
  assertVersion(connection.info?.version ?? "0");
  void logStatus(connection, log);
  const manager = await jetstreamManager(connection, { timeout: CALL_TIMEOUT_MS });
  return {
    connection,
    manager,
    streams,
    jetstream: jetstream(connection, { timeout: CALL_TIMEOUT_MS }),
    ready: () => connection.flush(),
    close: () => connection.drain(),
  };
}

/** nats://user:password@a:4222,b:4222 → servers without credentials, and these. */
function splitUrl(url: string) {
  const [, scheme = "nats", credentials, hosts = ""] = /^(nats|tls):\/\/(?:([^@]*)@)?(.+)$/.exec(url) ?? [];
  const [user, pass] = credentials?.split(":").map(decodeURIComponent) ?? [];
  return { servers: hosts.split(",").map((host) => `${scheme}://${host}`), user, pass };
}

function assertVersion(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [wantMajor = 0, wantMinor = 0] = OLDEST_SERVER;
  if (major > wantMajor || (major === wantMajor && minor >= wantMinor)) return;
  throw new Error(`nats-server ${OLDEST_SERVER.join(".")} or newer is needed; this one is ${version}`);
}

async function logStatus(connection: NatsConnection, log: Logger): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === "disconnect" || status.type === "reconnect")
      log.warn({ status: status.type }, "broker connection");
    if (status.type === "error") log.error({ err: status.error }, "broker error");
  }
}

/** Creates or updates a stream to STREAMS. */
export const ensureStream = (broker: Broker, name: StreamName): Promise<void> =>
  ensureStreamAs(broker, name, STREAMS[name]);

/** Settings that bypass publish permissions. No stream of ours has one. */
const SIDE_DOORS = [
  ...["mirror", "sources", "republish", "subject_transform", "allow_rollup_hdrs"],
  ...["allow_msg_ttl", "allow_msg_schedules", "allow_msg_counter", "allow_atomic", "allow_batched"],
] as const;

/**
 * Creates or updates a stream to its specification and verifies the result, because an old server ignores
 * unknown settings silently. Removes settings that bypass permissions.
 */
export async function ensureStreamAs(broker: Broker, name: string, spec: StreamSpec): Promise<void> {
  const config = {
    ...Object.fromEntries(SIDE_DOORS.map((setting) => [setting, undefined])),
    name,
    subjects: [...spec.subjects],
    retention: spec.untilHandled ? RetentionPolicy.Workqueue : RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_age: nanos(spec.maxAgeHours * 3_600_000),
    max_bytes: Math.floor(spec.maxBytes * broker.streams.scale),
    max_msgs: spec.maxMessages ?? -1,
    max_msg_size: spec.maxMessageBytes ?? -1,
    duplicate_window: nanos(120_000),
    num_replicas: broker.streams.replicas,
  };
  const { config: got } = await createOrUpdate(broker.manager, config).catch((error: Error) => {
    if (!/insufficient storage resources/i.test(error.message)) throw error;
    const gib = (config.max_bytes / 1024 ** 3).toFixed(1);
    throw new Error(
      `stream ${name}: the broker has no room for its ${gib} GiB: raise max_file_store, or lower NATS_STREAM_SCALE`,
      { cause: error },
    );
  });
  for (const key of CHECKED)
    if (got[key] !== config[key])
      throw new Error(`stream ${name}: asked for ${key}=${config[key]}, got ${got[key]}`);
  const open = SIDE_DOORS.filter((setting) => (got as unknown as Record<string, unknown>)[setting]);
  if (open.length > 0) throw new Error(`stream ${name}: ${open.join(", ")} must not be set`);
}

const CHECKED = [
  ...["storage", "retention", "discard", "max_age", "max_bytes", "num_replicas"],
  ...["max_msgs", "max_msg_size"],
] as const;

type Config = Parameters<JetStreamManager["streams"]["add"]>[0];

async function createOrUpdate(manager: JetStreamManager, config: Config & { name: string }) {
  const exists = await manager.streams.info(config.name).then(
    () => true,
    (error: Error) => {
      if (error.name === "StreamNotFoundError" || /stream not found/i.test(error.message)) return false;
      throw error;
    },
  );
  return exists ? manager.streams.update(config.name, config) : manager.streams.add(config);
}
