import {
  Client,
  type ClientOptions,
  type handleUnaryCall,
  Metadata,
  type MethodDefinition,
  Server,
  type ServiceError,
  status,
} from "@grpc/grpc-js";
import { context, propagation } from "@opentelemetry/api";
import { HealthImplementation } from "grpc-health-check";
import { listenHost } from "./config.ts";
import {
  ERROR_CODES,
  type ErrorCode,
  type FieldError,
  isInfrastructureFailure,
  MetercastError,
} from "./errors.ts";
import { addReflection } from "./grpc-reflection.ts";
import { channelCredentials, serverCredentials, tlsServerName } from "./grpc-tls.ts";
import type { Logger } from "./log.ts";
import { counter, histogram } from "./metrics.ts";
import { inSpan, SpanKind, traceHeaders } from "./telemetry.ts";

// biome-ignore lint/suspicious/noExplicitAny: a definition has methods of every request and response type
type Method = MethodDefinition<any, any>;
type Methods = Record<string, Method>;
type Request<M> = M extends { requestDeserialize: (bytes: Buffer) => infer R } ? R : never;
type Response<M> = M extends { responseDeserialize: (bytes: Buffer) => infer R } ? R : never;

/** One async function per method of a ts-proto service definition; what it throws becomes a status with a stable reason. */
export type Handlers<D extends Methods> = {
  [K in keyof D]: (request: Request<D[K]>) => Promise<Response<D[K]>>;
};
/** The same, seen from the caller. `deadlineMs` overrides the client's default. */
export type Caller<D extends Methods> = {
  [K in keyof D]: (request: Request<D[K]>, options?: { deadlineMs?: number }) => Promise<Response<D[K]>>;
};

const CODE_KEY = "metercast-code";
const FIELDS_KEY = "metercast-fields-bin";
/** Batches of minutes are under 200 kB; nothing we send comes near this. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** A caller without a deadline gets none of our time for longer than this. */
const DRAIN_MS = 4_000;
/** What runs on a connection that has come of age may end; callers' deadlines are shorter. */
const CONNECTION_GRACE_MS = 30_000;
/** A name is asked for its addresses again this soon after the last time: with grpc-js's 30 s a rolling restart that is quicker leaves callers with addresses of which none is left. */
const LOOKUP_INTERVAL_MS = 2_000;

export interface GrpcServer {
  port: number;
  /** Says NOT_SERVING, finishes running calls (bounded), closes. */
  drain(): Promise<void>;
}

/** Serves a definition with the standard health and reflection services. `name` is its full name; port 0 takes a free one; without an age connections stay. */
export async function serveGrpc<D extends Methods>(options: {
  name: string;
  definition: D;
  handlers: Handlers<D>;
  port: number;
  log: Logger;
  maxConnectionAgeSeconds?: number;
}): Promise<GrpcServer> {
  const server = new Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    ...(options.maxConnectionAgeSeconds !== undefined && {
      "grpc.max_connection_age_ms": options.maxConnectionAgeSeconds * 1_000,
      "grpc.max_connection_age_grace_ms": CONNECTION_GRACE_MS,
    }),
  });
  const count = callMetrics(Object.values(options.definition).map(({ path }) => path.slice(1)));
  const implementation = Object.fromEntries(
    Object.entries(options.definition).map(([key, method]) => [
      key,
      unary(
        method.path,
        options.handlers[key as keyof D] as (request: unknown) => Promise<unknown>,
        options.log,
        count,
      ),
    ]),
  );
  server.addService(readable(options.definition), implementation);
  const health = new HealthImplementation({ "": "SERVING", [options.name]: "SERVING" });
  health.addToServer(server);
  addReflection(server, options.name);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${listenHost()}:${options.port}`, serverCredentials(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    drain: () =>
      new Promise((resolve) => {
        health.setStatus("", "NOT_SERVING");
        health.setStatus(options.name, "NOT_SERVING");
        const timer = setTimeout(() => server.forceShutdown(), DRAIN_MS);
        server.tryShutdown(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}

/** What can't be read as a request: handled like any other, so that its caller is told whose fault it is. */
class Unreadable {}

/** The definition with requests that can't be read turned into Unreadable; grpc-js would call them INTERNAL. */
function readable<D extends Methods>(definition: D): Methods {
  const read = (method: Method) => (bytes: Buffer) => {
    try {
      return method.requestDeserialize(bytes);
    } catch {
      return new Unreadable();
    }
  };
  const methods = Object.entries(definition);
  return Object.fromEntries(
    methods.map(([key, method]) => [key, { ...method, requestDeserialize: read(method) }]),
  );
}

function unary(
  path: string,
  handle: (request: unknown) => Promise<unknown>,
  log: Logger,
  count: CountCall,
): handleUnaryCall<unknown, unknown> {
  return (call, callback) => {
    const began = performance.now();
    const carrier = Object.fromEntries(
      Object.entries(call.metadata.getMap()).map(([key, value]) => [key, String(value)]),
    );
    const parent = propagation.extract(context.active(), carrier);
    void context
      .with(parent, () =>
        inSpan(path.slice(1), { kind: SpanKind.SERVER }, async () => {
          if (call.request instanceof Unreadable) throw new MetercastError("malformed_request");
          return handle(call.request);
        }),
      )
      .then(
        (response) => {
          count(path.slice(1), "ok", began);
          callback(null, response);
        },
        (thrown: unknown) => {
          const error = MetercastError.from(thrown);
          count(path.slice(1), error.code, began);
          if (error.code === "internal") log.error({ err: thrown, method: path }, "call failed");
          if (error.code === "unavailable") log.warn({ err: thrown, method: path }, "call failed for now");
          callback(toStatus(error));
        },
      );
  };
}

type CountCall = (method: string, code: ErrorCode | "ok", began: number) => void;

/** Calls are quick or wait for a lock or a deadline of seconds. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

function callMetrics(methods: string[]): CountCall {
  const series = methods.map((method) => ({ method, code: "ok" }));
  const calls = counter("metercast_grpc_requests_total", "Calls answered, by method and stable code", series);
  const duration = histogram(
    "metercast_grpc_request_duration_seconds",
    "From a call's request to its answer",
    DURATION_BUCKETS,
    "s",
  );
  return (method, code, began) => {
    calls.add(1, { method, code });
    duration.record((performance.now() - began) / 1_000, { method });
  };
}

function toStatus(error: MetercastError): Partial<ServiceError> {
  const metadata = new Metadata();
  metadata.set(CODE_KEY, error.code);
  if (error.fields.length) metadata.set(FIELDS_KEY, Buffer.from(JSON.stringify(error.fields)));
  return { code: ERROR_CODES[error.code].grpc, details: error.message, metadata };
}

/** Methods that only read, by their names: what they answer may be asked for again. */
const READS = /^(Get|List|Search)/;
/** Within the call's deadline; two more tries bridge a replica that goes away. */
const RETRY_READS = {
  maxAttempts: 3,
  initialBackoff: "0.1s",
  maxBackoff: "0.5s",
  backoffMultiplier: 2,
  retryableStatusCodes: ["UNAVAILABLE"],
};

/** Calls go to all addresses of a name in turn (dns:///name:port asks for all of them). Reads are tried again; whether a write may be, only its caller knows. */
function serviceConfig(definition: Methods): string {
  const paths = Object.values(definition).map(({ path }) => path.slice(1).split("/") as [string, string]);
  const reads = paths.filter(([, method]) => READS.test(method));
  return JSON.stringify({
    loadBalancingConfig: [{ round_robin: {} }],
    methodConfig: [
      { name: reads.map(([service, method]) => ({ service, method })), retryPolicy: RETRY_READS },
    ],
  });
}

/** A client of a definition. Every call has a deadline; only reads are repeated here. */
export function callGrpc<D extends Methods>(
  definition: D,
  address: string,
  defaults: { deadlineMs: number },
): Caller<D> & { close(): void; ready(): Promise<void> } {
  const options: ClientOptions = {
    "grpc.service_config": serviceConfig(definition),
    ...tlsServerName(),
    // After an outage the first call should not wait for a long backoff.
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 2_000,
    "grpc.dns_min_time_between_resolutions_ms": LOOKUP_INTERVAL_MS,
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
  };
  const client = new Client(address, channelCredentials(), options);
  const methods = Object.fromEntries(
    Object.entries(definition).map(([key, method]) => [
      key,
      (request: unknown, call: { deadlineMs?: number } = {}) =>
        callUnary(client, method, request, call.deadlineMs ?? defaults.deadlineMs),
    ]),
  ) as Caller<D>;
  return Object.assign(methods, {
    close: () => client.close(),
    ready: () =>
      new Promise<void>((resolve, reject) => {
        client.waitForReady(Date.now() + 900, (error) => (error ? reject(error) : resolve()));
      }),
  });
}

function callUnary(client: Client, method: Method, request: unknown, deadlineMs: number): Promise<unknown> {
  return inSpan(method.path.slice(1), { kind: SpanKind.CLIENT }, async () => {
    // A callee that restarts is back within the deadline more often than not: wait for it rather than fail at once.
    const metadata = new Metadata({ waitForReady: true });
    for (const [key, value] of Object.entries(traceHeaders())) metadata.set(key, value);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      metadata,
      { deadline: Date.now() + deadlineMs },
      (error, response) => (error ? reject(fromStatus(error)) : resolve(response)),
    );
    return promise;
  });
}

/** The other side's MetercastError again; a call that found nobody, or whose answer did not come in time, is `unavailable`: its outcome is unknown. */
function fromStatus(error: ServiceError): MetercastError {
  const code = error.metadata?.get(CODE_KEY)[0]?.toString();
  if (code !== undefined && code in ERROR_CODES) {
    const fields = error.metadata.get(FIELDS_KEY)[0];
    const parsed = fields ? (JSON.parse(fields.toString()) as FieldError[]) : [];
    return new MetercastError(code as ErrorCode, error.details, { fields: parsed });
  }
  const away = [status.UNAVAILABLE, status.DEADLINE_EXCEEDED, status.CANCELLED].includes(error.code);
  return new MetercastError(away || isInfrastructureFailure(error) ? "unavailable" : "internal", undefined, {
    cause: error,
  });
}
