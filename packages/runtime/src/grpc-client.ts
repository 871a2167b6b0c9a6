import { Client, type ClientOptions, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { MAX_MESSAGE_BYTES, type Method, type Methods, type Request, type Response } from "./grpc-method.ts";
import { fromStatus } from "./grpc-status.ts";
import { channelCredentials, hostsOf, mayBeInTheClear, tlsServerName } from "./grpc-tls.ts";
import { type Attributes, rpcAttributes, rpcOutcome, serverAttributes } from "./span-attributes.ts";
import { inSpan, SpanKind, traceHeaders } from "./telemetry.ts";

/**
 * One async function per method of a ts-proto service definition; it throws the callee's MetercastError.
 * `deadlineMs` overrides the client's default.
 */
export type Caller<D extends Methods> = {
  [K in keyof D]: (request: Request<D[K]>, options?: { deadlineMs?: number }) => Promise<Response<D[K]>>;
};

/**
 * Minimum interval of DNS lookups. grpc-js's 30 s would leave callers without live addresses in a fast
 * rolling restart.
 */
const LOOKUP_INTERVAL_MS = 2_000;
/** Methods that only read, by name: they may be retried. */
const READS = /^(Get|List|Search)/;
/** Within the call's deadline; two more attempts cover a stopping replica. */
const RETRY_READS = {
  maxAttempts: 3,
  initialBackoff: "0.1s",
  maxBackoff: "0.5s",
  backoffMultiplier: 2,
  retryableStatusCodes: ["UNAVAILABLE"],
};

/**
 * A vanished machine closes no connection, so keepalive pings detect it, also without calls. The timeout is
 * a call's deadline, so that a slow server loses no call.
 */
const KEEPALIVE = { afterMs: 5_000, timeoutMs: 5_000 };

/**
 * Connections to a callee (one a replica) that may close at the same moment; after more refusals the callee
 * counts as down.
 */
const MAX_REFUSED = 10;

/**
 * Calls rotate over all addresses of a name (dns:///name:port resolves all). Reads are retried; only the
 * caller knows whether a write may be.
 */
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

/** The service that a definition belongs to: `wallet` of /wallet.v1.WalletService/GetBalances. */
const calleeOf = (definition: Methods): string =>
  Object.values(definition)[0]?.path.slice(1).split(".")[0] ?? "";

/**
 * A client of a definition. Every call has a deadline. The client retries only reads, and calls that no
 * callee has started.
 */
export function callGrpc<D extends Methods>(
  definition: D,
  address: string,
  defaults: { deadlineMs: number; keepalive?: typeof KEEPALIVE },
): Caller<D> & { close(): void; ready(): Promise<void> } {
  const { keepalive = KEEPALIVE } = defaults;
  mayBeInTheClear(address, hostsOf(address));
  const options: ClientOptions = {
    "grpc.service_config": serviceConfig(definition),
    ...tlsServerName(calleeOf(definition)),
    "grpc.keepalive_time_ms": keepalive.afterMs,
    "grpc.keepalive_timeout_ms": keepalive.timeoutMs,
    "grpc.keepalive_permit_without_calls": 1,
    // The first call after an outage must not wait for a long backoff.
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 2_000,
    "grpc.dns_min_time_between_resolutions_ms": LOOKUP_INTERVAL_MS,
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
  };
  const client = new Client(address, channelCredentials(), options);
  const server = serverAttributes(address);
  const methods = Object.fromEntries(
    Object.entries(definition).map(([key, method]) => [
      key,
      (request: unknown, call: { deadlineMs?: number } = {}) =>
        callUnary(client, method, request, call.deadlineMs ?? defaults.deadlineMs, server),
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

function callUnary(
  client: Client,
  method: Method,
  request: unknown,
  deadlineMs: number,
  server: Attributes,
): Promise<unknown> {
  const attributes = { ...rpcAttributes(method.path), ...server };
  return inSpan(method.path.slice(1), { kind: SpanKind.CLIENT, attributes }, async (span) => {
    // A restarting callee is usually back within the deadline, so wait for it.
    const metadata = new Metadata({ waitForReady: true });
    for (const [key, value] of Object.entries(traceHeaders())) metadata.set(key, value);
    const deadline = Date.now() + deadlineMs;
    for (let refused = 0; ; refused++) {
      try {
        const response = await callOnce(client, method, request, metadata, deadline);
        span.setAttributes(rpcOutcome(status.OK));
        return response;
      } catch (error) {
        if (refused < MAX_REFUSED && isRefused(error as ServiceError)) continue;
        span.setAttributes(rpcOutcome((error as ServiceError).code));
        throw fromStatus(error as ServiceError);
      }
    }
  });
}

function callOnce(
  client: Client,
  method: Method,
  request: unknown,
  metadata: Metadata,
  deadline: number,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      metadata,
      { deadline },
      (error, response) => (error ? reject(error) : resolve(response)),
    );
  });
}

/**
 * HTTP/2's REFUSED_STREAM (RFC 9113, 8.7): the connection was closing and the callee has not started the
 * call, so even a write may be retried. grpc-js shows it by this text only. Its own single retry may meet
 * the next closing connection.
 */
const isRefused = (error: ServiceError) =>
  error.code === status.UNAVAILABLE && error.details === "Stream refused by server";
