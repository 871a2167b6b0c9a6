import { type handleUnaryCall, Server, status } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";
import { ERROR_CODES, type ErrorCode, MetercastError } from "./errors.ts";
import { type Callers, type CheckCaller, callerCheck } from "./grpc-callers.ts";
import { MAX_MESSAGE_BYTES, type Method, type Methods, type Request, type Response } from "./grpc-method.ts";
import { addReflection } from "./grpc-reflection.ts";
import { toStatus } from "./grpc-status.ts";
import { isTlsOn, mayBeInTheClear, serverCredentials } from "./grpc-tls.ts";
import { authority, hostToListenOn, listenHost } from "./listen.ts";
import type { Logger } from "./log.ts";
import { counter, histogram } from "./metrics.ts";
import { rpcAttributes, rpcOutcome } from "./span-attributes.ts";
import { inSpan, recordError, SpanKind } from "./telemetry.ts";

/**
 * One async function per method of a ts-proto service definition; its errors become a status with a stable
 * reason.
 */
export type Handlers<D extends Methods> = {
  [K in keyof D]: (request: Request<D[K]>) => Promise<Response<D[K]>>;
};
/** The deadline of a call without one. */
const DRAIN_MS = 4_000;
/** Grace for calls on an aged connection; callers' deadlines are shorter. */
const CONNECTION_GRACE_MS = 30_000;

export interface GrpcServer {
  port: number;
  /** Reports NOT_SERVING, finishes running calls (bounded), closes. */
  drain(): Promise<void>;
}

/**
 * Serves a definition with the standard health and reflection services, open to every certificate of our
 * authority. `name` is its full name; port 0 takes a free one; without an age connections stay.
 */
export async function serveGrpc<D extends Methods>(options: {
  name: string;
  definition: D;
  callers: Callers<D>;
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
        callerCheck(method.path, options.callers[key as keyof D], options.log),
        options.log,
        count,
      ),
    ]),
  );
  server.addService(readable(options.definition), implementation);
  const health = new HealthImplementation({ "": "SERVING", [options.name]: "SERVING" });
  health.addToServer(server);
  addReflection(server, options.name);
  const host = listenHost();
  mayBeInTheClear(`LISTEN_HOST=${host}`, [host]);
  if (!isTlsOn()) options.log.info({ host }, "gRPC is in the clear: who calls is not checked");
  const port = await bind(server, host, options.port);
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

async function bind(server: Server, host: string, port: number): Promise<number> {
  const on = authority(await hostToListenOn(host), port);
  return new Promise((resolve, reject) => {
    server.bindAsync(on, serverCredentials(), (error, bound) => (error ? reject(error) : resolve(bound)));
  });
}

/** An unreadable request, passed to the handler so that the caller gets INVALID_ARGUMENT. */
class Unreadable {}

/** The definition with unreadable requests as Unreadable; grpc-js would report INTERNAL. */
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
  checkCaller: CheckCaller,
  log: Logger,
  count: CountCall,
): handleUnaryCall<unknown, unknown> {
  const attributes = rpcAttributes(path);
  return (call, callback) => {
    const began = performance.now();
    const parent = Object.fromEntries(
      Object.entries(call.metadata.getMap()).map(([key, value]) => [key, String(value)]),
    );
    const settings = { kind: SpanKind.SERVER, attributes, parent };
    void inSpan(path.slice(1), settings, async (span): Promise<() => void> => {
      try {
        checkCaller(call);
        if (call.request instanceof Unreadable) throw new MetercastError("malformed_request");
        const response = await handle(call.request);
        span.setAttributes(rpcOutcome(status.OK));
        count(path.slice(1), "ok", began);
        return () => callback(null, response);
      } catch (thrown) {
        const error = MetercastError.from(thrown);
        const { grpc } = ERROR_CODES[error.code];
        span.setAttributes({ ...rpcOutcome(grpc), "error.type": error.code });
        if (OUR_FAULTS.has(grpc)) recordError(span, thrown);
        count(path.slice(1), error.code, began);
        if (error.code === "internal") log.error({ err: thrown, method: path }, "call failed");
        if (error.code === "unavailable") log.warn({ err: thrown, method: path }, "call failed for now");
        return () => callback(toStatus(error));
      }
    }).then((answer) => answer());
  };
}

/** By the conventions, only these make a server's span an error. */
const OUR_FAULTS: ReadonlySet<status> = new Set([
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.UNIMPLEMENTED,
  status.INTERNAL,
  status.UNAVAILABLE,
  status.DATA_LOSS,
]);

type CountCall = (method: string, code: ErrorCode | "ok", began: number) => void;

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
