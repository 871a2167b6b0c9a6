import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface CollectedSpan {
  service: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  /** 2: server, 3: client, 4: producer, 5: consumer. */
  kind: number;
  attributes: Attribute[];
  status?: { code?: number };
  events?: unknown[];
}

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: string | number };
}

export interface CollectedMetric {
  service: string;
  name: string;
  /** Sum over all its series. */
  value: number;
}

interface Resource {
  attributes: { key: string; value: { stringValue?: string } }[];
}
interface Point {
  asInt?: string | number;
  asDouble?: number;
  count?: string | number;
}
interface Metric {
  name: string;
  sum?: { dataPoints: Point[] };
  gauge?: { dataPoints: Point[] };
  histogram?: { dataPoints: Point[] };
}
interface Export {
  resourceSpans?: { resource: Resource; scopeSpans: { spans: CollectedSpan[] }[] }[];
  resourceMetrics?: { resource: Resource; scopeMetrics: { metrics: Metric[] }[] }[];
}

/** Takes what services export by OTLP over HTTP, in JSON. */
export class Collector {
  readonly spans: CollectedSpan[] = [];
  /** By "service name", the last that came. */
  readonly metrics = new Map<string, CollectedMetric>();
  /** Every resource's attributes, by service. */
  readonly resources = new Map<string, Record<string, string | undefined>>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<Collector> {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      collector.#collect(JSON.parse(Buffer.concat(chunks).toString("utf8")));
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
    const collector = new Collector(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** A span's attributes, by name. */
  attributesOf(span: CollectedSpan): Record<string, string | number | undefined> {
    return Object.fromEntries(
      span.attributes.map(({ key, value: { stringValue, intValue } }) => [
        key,
        stringValue ?? (intValue === undefined ? undefined : Number(intValue)),
      ]),
    );
  }

  /** The chain of a span's ancestors within its trace, as "service name", the span first. */
  ancestors(span: CollectedSpan): string[] {
    const parent = this.spans.find(
      ({ traceId, spanId }) => traceId === span.traceId && spanId === span.parentSpanId,
    );
    return [`${span.service} ${span.name}`, ...(parent ? this.ancestors(parent) : [])];
  }

  #collect({ resourceSpans = [], resourceMetrics = [] }: Export): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = this.#service(resource);
      for (const scope of scopeSpans) this.spans.push(...scope.spans.map((span) => ({ ...span, service })));
    }
    for (const { resource, scopeMetrics } of resourceMetrics) {
      const service = this.#service(resource);
      for (const metric of scopeMetrics.flatMap(({ metrics }) => metrics))
        this.metrics.set(`${service} ${metric.name}`, { service, name: metric.name, value: sumOf(metric) });
    }
  }

  #service({ attributes }: Resource): string {
    const all = Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));
    const service = all["service.name"] ?? "";
    this.resources.set(service, all);
    return service;
  }
}

function sumOf({ sum, gauge, histogram }: Metric): number {
  const points = (sum ?? gauge ?? histogram)?.dataPoints ?? [];
  return points.reduce(
    (total, { asInt, asDouble, count }) => total + Number(asInt ?? asDouble ?? count ?? 0),
    0,
  );
}
