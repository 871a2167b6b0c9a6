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

export interface Telemetry {
  /** The Prometheus text of all metrics. */
  prometheus: PrometheusExporter;
  shutdown(): Promise<void>;
}

/**
 * Metrics always (scraped from /metrics); traces where the standard OTEL_ variables ask for them: then OpenTelemetry's Node SDK
 * is loaded and configures itself. Without it trace context still passes through, so a gap in one service cuts no trace.
 */
export async function startTelemetry(
  service: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Telemetry> {
  const prometheus = new PrometheusExporter({ preventServerStart: true });
  const meters = new MeterProvider({
    resource: resourceFromAttributes({ "service.name": service }),
    readers: [prometheus],
  });
  metrics.setGlobalMeterProvider(meters);
  const sdk = wantsTraces(env) ? await startTraces(service) : undefined;
  if (!sdk) {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  }
  return {
    prometheus,
    async shutdown() {
      await sdk?.shutdown();
      await meters.shutdown();
    },
  };
}

function wantsTraces(env: NodeJS.ProcessEnv): boolean {
  if (env.OTEL_SDK_DISABLED === "true" || env.OTEL_TRACES_EXPORTER === "none") return false;
  return Boolean(
    env.OTEL_TRACES_EXPORTER || env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,
  );
}

async function startTraces(service: string) {
  const { NodeSDK } = await import("@opentelemetry/sdk-node");
  // Metrics and logs have their own ways out of the process.
  process.env.OTEL_METRICS_EXPORTER ??= "none";
  process.env.OTEL_LOGS_EXPORTER ??= "none";
  const sdk = new NodeSDK({ serviceName: service, instrumentations: [] });
  sdk.start();
  return sdk;
}

const tracer = () => trace.getTracer("metercast");

export interface SpanOptions {
  kind?: SpanKind;
  attributes?: Record<string, string | number | boolean>;
  /** Trace headers of the message that caused this; without it the active span is the parent. */
  parent?: TraceHeaders | undefined;
  /** Trace headers of the other messages that were handled together with it. */
  links?: TraceHeaders[];
}

/** W3C trace context as it travels in message headers. */
export type TraceHeaders = Record<string, string>;

/** Runs `work` inside a span; what it throws is recorded and thrown on. */
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
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The active trace context, to be carried in a message or stored with an outbox row. Empty outside of a trace. */
export function traceHeaders(): TraceHeaders {
  const headers: TraceHeaders = {};
  propagation.inject(context.active(), headers);
  return headers;
}

export { SpanKind };
