import { DiagLogLevel, diag } from "@opentelemetry/api";
import { diagLogLevelFromString, getNumberFromEnv } from "@opentelemetry/core";
import { defaultResource, resourceFromAttributes } from "@opentelemetry/resources";
import {
  type IMetricReader,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from "@opentelemetry/sdk-metrics";
import type { Logger } from "./log.ts";

export interface Wanted {
  traces: boolean;
  metrics: boolean;
}

/**
 * The signals that the standard OTEL_ variables request. Unlike in the specification, which defaults to
 * localhost, nothing is sent without an endpoint or an exporter: a service that runs alone must not retry a
 * closed port. Logs go to stdout only.
 */
export function wantedBy(env: NodeJS.ProcessEnv): Wanted {
  const wants = (signal: "TRACES" | "METRICS") =>
    env.OTEL_SDK_DISABLED?.toLowerCase() !== "true" &&
    env[`OTEL_${signal}_EXPORTER`] !== "none" &&
    Boolean(
      env[`OTEL_${signal}_EXPORTER`] ||
        env.OTEL_EXPORTER_OTLP_ENDPOINT ||
        env[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`],
    );
  return { traces: wants("TRACES"), metrics: wants("METRICS") };
}

/**
 * Starts OpenTelemetry's Node SDK, which reads the OTEL_ variables (endpoints, protocols, headers, sampler,
 * batches, resource attributes). Loaded only here, because it includes every exporter. `scraped` is a
 * reader of the same metrics.
 */
export async function startSdk(service: string, wanted: Wanted, scraped: IMetricReader, log: Logger) {
  const { NodeSDK } = await import("@opentelemetry/sdk-node");
  // The SDK would add its own console logger for this one.
  const { OTEL_LOG_LEVEL: level } = process.env;
  delete process.env.OTEL_LOG_LEVEL;
  process.env.OTEL_LOGS_EXPORTER = "none";
  if (!wanted.traces) process.env.OTEL_TRACES_EXPORTER = "none";
  const sdk = new NodeSDK({
    // As the resource, so that OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES override it.
    resource: defaultResource().merge(
      resourceFromAttributes({ "service.name": service, "service.namespace": "metercast" }),
    ),
    metricReaders: [scraped, ...(wanted.metrics ? [await otlpMetrics(process.env)] : [])],
    instrumentations: [],
  });
  logDiagnostics(log, level);
  sdk.start();
  return sdk;
}

/** Below the 60 s between two exports. */
const EXPORT_TIMEOUT_MS = 30_000;

async function otlpMetrics(env: NodeJS.ProcessEnv): Promise<IMetricReader> {
  const intervalMs = getNumberFromEnv("OTEL_METRIC_EXPORT_INTERVAL") ?? 60_000;
  const timeoutMs = getNumberFromEnv("OTEL_METRIC_EXPORT_TIMEOUT") ?? EXPORT_TIMEOUT_MS;
  return new PeriodicExportingMetricReader({
    exporter: await metricExporter(
      env.OTEL_EXPORTER_OTLP_METRICS_PROTOCOL || env.OTEL_EXPORTER_OTLP_PROTOCOL || "http/protobuf",
    ),
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: Math.min(timeoutMs, intervalMs),
  });
}

async function metricExporter(protocol: string): Promise<PushMetricExporter> {
  if (protocol === "grpc")
    return new (await import("@opentelemetry/exporter-metrics-otlp-grpc")).OTLPMetricExporter();
  if (protocol === "http/json")
    return new (await import("@opentelemetry/exporter-metrics-otlp-http")).OTLPMetricExporter();
  return new (await import("@opentelemetry/exporter-metrics-otlp-proto")).OTLPMetricExporter();
}

/** The same warning (an unreachable collector) is logged once in this time. */
const REPEAT_AFTER_MS = 60_000;
const MAX_REMEMBERED = 100;

/** OpenTelemetry's own messages as JSON in our log. Never throws into the service. */
function logDiagnostics(log: Logger, level: string | undefined): void {
  const said = new Map<string, number>();
  const say =
    (severity: "warn" | "info" | "debug") =>
    (message: string, ...details: unknown[]) => {
      // An export error is one JSON text with its stack; the first line identifies it.
      const key = message.slice(0, 120);
      const now = Date.now();
      if (now - (said.get(key) ?? 0) < REPEAT_AFTER_MS) return;
      if (said.size >= MAX_REMEMBERED) said.clear();
      said.set(key, now);
      log[severity]({ telemetry: [message, ...details.map(String)].join(" ").slice(0, 2_000) }, "telemetry");
    };
  const logger = {
    error: say("warn"),
    warn: say("warn"),
    info: say("info"),
    debug: say("debug"),
    verbose: say("debug"),
  };
  diag.setLogger(logger, {
    logLevel: diagLogLevelFromString(level || "WARN") ?? DiagLogLevel.WARN,
    suppressOverrideMessage: true,
  });
}
