import {
  context,
  metrics,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { type Logger, withoutSecrets } from "./log.ts";
import { startSdk, wantedBy } from "./otlp.ts";
import { observeProcess } from "./process-metrics.ts";

export interface Telemetry {
  /** The Prometheus text of all metrics. */
  prometheus: PrometheusExporter;
  shutdown(): Promise<void>;
}

/**
 * Metrics always (at /metrics); traces and metrics by OTLP if the standard OTEL_ variables request them.
 * Otherwise trace context still passes through, so a gap in one service cuts no trace.
 */
export async function startTelemetry(
  service: string,
  log: Logger,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Telemetry> {
  const prometheus = new PrometheusExporter({
    preventServerStart: true,
    // Every series names its service, so that rules do not depend on the scrape configuration.
    withResourceConstantLabels: /^service\.name$/,
    withoutScopeInfo: true,
    withoutTargetInfo: true,
  });
  const wanted = wantedBy(env);
  const sdk =
    wanted.traces || wanted.metrics
      ? await startSdk(service, wanted, prometheus, log)
      : startPlain(env.OTEL_SERVICE_NAME || service, prometheus);
  observeProcess();
  return { prometheus, shutdown: () => sdk.shutdown() };
}

function startPlain(service: string, prometheus: PrometheusExporter): { shutdown(): Promise<void> } {
  const meters = new MeterProvider({
    resource: resourceFromAttributes({ "service.name": service }),
    readers: [prometheus],
  });
  metrics.setGlobalMeterProvider(meters);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  return meters;
}

const tracer = () => trace.getTracer("metercast");

export interface SpanOptions {
  kind?: SpanKind;
  attributes?: Record<string, string | number | boolean>;
  /** Trace headers of the message that caused this; without it the active span is the parent. */
  parent?: TraceHeaders | undefined;
  /** Trace headers of the other messages in the same batch. */
  links?: TraceHeaders[];
}

/** W3C trace context as it travels in message headers. */
export type TraceHeaders = Record<string, string>;

/** Runs `work` inside a span; records and rethrows errors. */
export async function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const parent = options.parent ? propagation.extract(context.active(), options.parent) : context.active();
  const links = (options.links ?? []).flatMap((headers) => {
    const linked = trace.getSpanContext(propagation.extract(context.active(), headers));
    return linked ? [{ context: linked }] : [];
  });
  const settings = { kind: options.kind ?? SpanKind.INTERNAL, attributes: options.attributes ?? {}, links };
  return tracer().startActiveSpan(name, settings, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setAttribute("error.type", typeOf(error));
      recordError(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Marks the span as failed, without secrets. */
export function recordError(span: Span, error: unknown): void {
  span.recordException(forSpan(error));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** A stable code if there is one, because the conventions require few values. */
function typeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return typeof code === "string" ? code : String(name ?? "_OTHER");
}

/** Spans contain no secrets, like logs. */
function forSpan(error: unknown) {
  if (!(error instanceof Error)) return withoutSecrets(String(error));
  return {
    name: error.name,
    message: withoutSecrets(error.message),
    stack: withoutSecrets(error.stack ?? ""),
  };
}

/** The active trace context for a message or an outbox row. Empty outside of a trace. */
export function traceHeaders(): TraceHeaders {
  const headers: TraceHeaders = {};
  propagation.inject(context.active(), headers);
  return headers;
}

export { SpanKind, SpanStatusCode };
