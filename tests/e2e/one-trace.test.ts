import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { startWorld, type World } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually, give, person, sleep } from "../support/api.ts";

interface Span {
  service: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
}

const spans: Span[] = [];
let collector: Server;
let world: World;

/** Takes what services export by OTLP over HTTP, in JSON. */
async function startCollector(): Promise<string> {
  collector = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.url === "/v1/traces") collect(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
}

interface Export {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: Span[] }[];
  }[];
}
function collect({ resourceSpans }: Export): void {
  for (const { resource, scopeSpans } of resourceSpans) {
    const service = resource.attributes.find(({ key }) => key === "service.name")?.value.stringValue ?? "";
    for (const scope of scopeSpans) spans.push(...scope.spans.map((span) => ({ ...span, service })));
  }
}

beforeAll(async () => {
  const endpoint = await startCollector();
  world = await startWorld({
    env: {
      METER_MINUTE_SECONDS: "1",
      METER_LOST_AFTER_SECONDS: "10",
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_BSP_SCHEDULE_DELAY: "100",
    },
  });
});
afterAll(async () => {
  await world?.stop();
  collector?.close();
});

/** The chain of a span's ancestors within its trace, as "service name", the span first. */
function ancestors(span: Span): string[] {
  const parent = spans.find(
    ({ traceId, spanId }) => traceId === span.traceId && spanId === span.parentSpanId,
  );
  return [`${span.service} ${span.name}`, ...(parent ? ancestors(parent) : [])];
}

it("one trace runs from a heartbeat's HTTP request over NATS and the meter to the posting of its minute", async () => {
  const admin = await person(world, "admin", "admin");
  const creator = await person(world, "creator", "creator");
  const viewer = await person(world, "viewer", "viewer");
  await give(admin, viewer, 50);
  const { body: stream } = await creator.post("/api/streams", { body: { title: "traced" } });
  const { body: session } = await viewer.post(`/api/streams/${stream.id}/sessions`);
  await sleep(1_200);
  const traceId = "5af7183fb1d4cf5f9c2b2d7a1e3c4d5e";
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  await viewer.post(`/api/sessions/${session.id}/heartbeat`, { headers: { traceparent } });
  const mine = () => spans.filter((span) => span.traceId === traceId);
  const posting = await eventually(
    async () => mine().find(({ service, name }) => service === "wallet" && name === "post minutes"),
    (span) => span !== undefined,
  );
  expect(posting, JSON.stringify(mine().map(({ service, name }) => `${service} ${name}`))).toBeDefined();
  // Spans come when they end, and those of other services in their own time.
  const chain = await eventually(
    async () => ancestors(posting as Span),
    (names) => names.some((name) => name.startsWith("gateway POST")),
  );
  expect(chain).toEqual(
    expect.arrayContaining([
      "wallet post minutes",
      "wallet handle billing.minutes.due.v1",
      "billing publish billing.minutes.due.v1",
      expect.stringMatching(/^gateway POST .*heartbeat/),
    ]),
  );
}, 60_000);

it("one trace runs from a bill over gRPC to billing and on to the wallet's posting", async () => {
  const viewer = await person(world, "viewer", "viewer");
  const { body } = await viewer.get("/api/sessions?limit=1");
  await sleep(1_200);
  const traceId = "6bf7183fb1d4cf5f9c2b2d7a1e3c4d5f";
  const headers = { traceparent: `00-${traceId}-b7ad6b7169203332-01` };
  const { body: billed } = await viewer.post(`/api/streams/${body.data[0].stream_id}/bill`, { headers });
  expect(billed.status).toBe("active");
  const posting = await eventually(
    async () => spans.find((span) => span.traceId === traceId && span.name === "post minutes"),
    (span) => span !== undefined,
  );
  const chain = await eventually(
    async () => ancestors(posting as Span),
    (names) => names.some((name) => name.startsWith("gateway POST")),
  );
  expect(chain).toEqual(
    expect.arrayContaining([
      "wallet post minutes",
      "wallet wallet.v1.WalletService/PostMinutes",
      "billing wallet.v1.WalletService/PostMinutes",
      "billing billing.v1.BillingService/BillSession",
      expect.stringMatching(/^gateway POST .*bill/),
    ]),
  );
}, 60_000);
