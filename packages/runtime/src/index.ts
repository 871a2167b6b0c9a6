export { type AdminServer, type ReadyCheck, runChecks, startAdminServer } from "./admin-server.ts";
export { backoffMs } from "./backoff.ts";
export { type Clock, systemClock } from "./clock.ts";
export {
  commaList,
  commonConfig,
  grpcAddress,
  InvalidConfig,
  integer,
  integrityStaleMinutes,
  integrityStaleMs,
  maxConnectionAgeSeconds,
  postgresUrl,
  readConfig,
  secret,
  z,
} from "./config.ts";
export { demoConflict } from "./demo.ts";
export {
  ERROR_CODES,
  type ErrorCode,
  type FieldError,
  isInfrastructureFailure,
  MetercastError,
  sqlStateOf,
} from "./errors.ts";
export { type Failpoint, failpoint } from "./failpoint.ts";
export { gathered, grouped } from "./grouped.ts";
export { type Caller, callGrpc } from "./grpc-client.ts";
export { type GrpcServer, type Handlers, serveGrpc } from "./grpc-server.ts";
export { type Job, startJob, stopJobs, type Wakeable } from "./job.ts";
export { isLoopback, listenOn } from "./listen.ts";
export { createLogger, type Logger, withoutSecrets } from "./log.ts";
export { counter, gauge, histogram, observedCounter } from "./metrics.ts";
export { withProviderSpans } from "./provider-span.ts";
export { type Sampled, sample } from "./sample.ts";
export { runService, type Wired } from "./service.ts";
export { messagingAttributes } from "./span-attributes.ts";
export {
  inSpan,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  startTelemetry,
  type Telemetry,
  type TraceHeaders,
  traceHeaders,
} from "./telemetry.ts";
