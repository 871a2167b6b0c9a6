import { newUuid, publicId } from "@metercast/contracts";
import { pace, poll } from "@metercast/testkit";
import { describe, expect, it } from "vitest";
import type { CollectedSpan } from "./collector.ts";
import { stage } from "./world.ts";

/** The posting in a trace, once the gateway's span (which ends last) has come too, with its ancestors. */
async function chainOf(
  traceId: string,
  by = "",
  again: () => Promise<unknown> = async () => undefined,
): Promise<string[]> {
  const { collector } = stage;
  const isPosting = (span: CollectedSpan) =>
    span.traceId === traceId &&
    span.name === "post minutes" &&
    collector.ancestors(span).some((name) => name.includes(by));
  const posting = await poll(
    async () => {
      const found = collector.spans.find(isPosting);
      if (found === undefined) await again();
      return found;
    },
    (span) => span !== undefined,
  );
  return poll(
    async () => (posting ? collector.ancestors(posting as CollectedSpan) : []),
    (names) => names.some((name) => name.startsWith("gateway POST")),
  );
}

describe("traces", () => {
  it("one trace runs from a heartbeat's HTTP request over NATS and the meter to the posting of its minute", async () => {
    const { viewer, sessionId } = stage;
    await pace(1_200);
    const traceId = "5af7183fb1d4cf5f9c2b2d7a1e3c4d5e";
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
    await viewer.post(`/api/sessions/${sessionId}/heartbeat`, { headers });
    expect(await chainOf(traceId)).toEqual(
      expect.arrayContaining([
        "wallet post minutes",
        "wallet process billing.minutes.due.v1",
        "billing publish billing.minutes.due.v1",
        expect.stringMatching(/^gateway POST .*heartbeat/),
      ]),
    );
  });

  it("one trace runs from a bill over gRPC to billing and on to the wallet's posting", async () => {
    const { viewer, streamId } = stage;
    await pace(1_200);
    const traceId = "6bf7183fb1d4cf5f9c2b2d7a1e3c4d5f";
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203332-01` };
    // A minute that the events' path was faster with is not posted by the bill: the next one may be.
    const bill = async () => {
      await pace(400);
      const { body: billed } = await viewer.post(`/api/streams/${streamId}/bill`, { headers });
      expect(billed.status).toBe("active");
    };
    expect(await chainOf(traceId, "BillSession", bill)).toEqual(
      expect.arrayContaining([
        "wallet post minutes",
        "wallet wallet.v1.WalletService/PostMinutes",
        "billing wallet.v1.WalletService/PostMinutes",
        "billing billing.v1.BillingService/BillSession",
        expect.stringMatching(/^gateway POST .*bill/),
      ]),
    );
  });

  it("spans carry what OpenTelemetry's conventions ask for: HTTP, gRPC, NATS and each request to Stripe", async () => {
    const { collector, admin, viewer } = stage;
    const { body: packages } = await viewer.get("/api/token-packages");
    const buying = { body: { package_id: packages.data[0].id }, key: "buy-traced" };
    expect((await viewer.post("/api/wallet/top-ups", buying)).status).toBe(201);
    const traceId = "9ef7183fb1d4cf5f9c2b2d7a1e3c4d62";
    const nowhere = publicId("stream", newUuid(Date.now()));
    await admin.get(`/api/streams/${nowhere}`, { traceparent: `00-${traceId}-b7ad6b7169203335-01` });
    const one = async (of: string, wanted: (span: CollectedSpan) => boolean) => {
      const find = async () => collector.spans.find((span) => span.service === of && wanted(span));
      const found = (await poll(find, (span) => span !== undefined)) as CollectedSpan;
      return { ...found, attributes: collector.attributesOf(found) };
    };
    const http = await one("gateway", (span) => span.traceId === traceId && span.kind === 2);
    expect(http.attributes).toMatchObject({
      "http.request.method": "GET",
      "http.route": "/api/streams/{id}",
      "http.response.status_code": 404,
      "url.path": `/api/streams/${nowhere}`,
      "url.scheme": "http",
      "server.address": "127.0.0.1",
    });
    const rpc = {
      "rpc.system.name": "grpc",
      "rpc.method": "billing.v1.BillingService/GetStream",
      "rpc.service": "billing.v1.BillingService",
      "rpc.status_code": "NOT_FOUND",
      "rpc.grpc.status_code": 5,
    };
    const client = await one("gateway", (span) => span.traceId === traceId && span.kind === 3);
    expect(client.attributes).toMatchObject({ ...rpc, "server.address": "127.0.0.1" });
    const server = await one("billing", (span) => span.traceId === traceId && span.kind === 2);
    expect(server.attributes).toMatchObject(rpc);
    // A refusal is an error for who asked, and an answer for who gave it.
    expect([client.status?.code, server.status?.code ?? 0]).toEqual([2, 0]);

    const nats = {
      "messaging.system.name": "nats",
      "messaging.destination.name": "billing.minutes.due.v1",
      "messaging.message.id": expect.stringMatching(/^[0-9a-f-]{36}$/),
      "messaging.message.body.size": expect.any(Number),
    };
    const sent = await one("billing", ({ name }) => name === "publish billing.minutes.due.v1");
    expect(sent).toMatchObject({ kind: 4, attributes: { ...nats, "messaging.operation.type": "send" } });
    const handled = await one("wallet", ({ name }) => name === "process billing.minutes.due.v1");
    expect(handled).toMatchObject({
      kind: 5,
      attributes: {
        ...nats,
        "messaging.operation.type": "process",
        "messaging.consumer.group.name": "wallet-minutes",
      },
    });
    for (const service of ["billing", "withdrawals"]) {
      const call = await one(service, (span) => collector.attributesOf(span)["peer.service"] === "stripe");
      expect(call).toMatchObject({
        kind: 3,
        name: expect.stringMatching(/^(GET|POST) \/v1\/[a-z_/{}]+$/),
        attributes: {
          "http.request.method": expect.stringMatching(/^(GET|POST)$/),
          "http.response.status_code": expect.any(Number),
          "server.address": "127.0.0.1",
          "url.full": expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v1\/[^?]+$/),
        },
      });
    }
  });

  it("a caller that says it is not sampled is not traced: the standard sampler decides", async () => {
    const { viewer, collector } = stage;
    const traceId = "7cf7183fb1d4cf5f9c2b2d7a1e3c4d60";
    await viewer.get("/api/wallet", { traceparent: `00-${traceId}-b7ad6b7169203333-00` });
    const sampled = "8df7183fb1d4cf5f9c2b2d7a1e3c4d61";
    await viewer.get("/api/wallet", { traceparent: `00-${sampled}-b7ad6b7169203334-01` });
    const came = () => collector.spans.filter((span) => span.traceId === sampled);
    await poll(() => came().length > 0);
    expect(collector.spans.filter((span) => span.traceId === traceId)).toEqual([]);
  });
});

describe("OTLP", () => {
  it("the money's figures arrive at a collector, with the resource that OTEL_ variables name", async () => {
    const { collector } = stage;
    const value = (key: string) => collector.metrics.get(key)?.value ?? 0;
    await poll(() => value("wallet metercast_minute_outcomes_total") > 0);
    await poll(() => value("billing metercast_meter_decision_delay_seconds") > 0);
    await poll(() => value("withdrawals metercast_withdrawals_open_cents") === 6_000);
    expect(collector.resources.get("wallet")).toMatchObject({
      "service.namespace": "metercast",
      "deployment.environment.name": "test",
    });
  });

  it("a collector that never answers costs the service nothing: it starts, serves, says so in its log and stops cleanly", async () => {
    const { world, viewer } = stage;
    const net = await import("node:net");
    const hole = net.createServer(() => undefined);
    await new Promise<void>((resolve) => hole.listen(0, "127.0.0.1", resolve));
    const { port } = hole.address() as { port: number };
    const another = await world.startAnother("gateway", {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_TIMEOUT: "300",
      OTEL_METRIC_EXPORT_TIMEOUT: "300",
    });
    const headers = { authorization: `Bearer ${viewer.token}` };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fetch(`${another.baseUrl}/api/wallet`, { headers })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const complaints = () => another.lines().filter((line) => line.includes('"telemetry"'));
    const said = await poll(complaints, ({ length }) => length > 0);
    for (const line of said) expect(JSON.parse(line)).toMatchObject({ service: "gateway" });
    expect(await another.stop()).toEqual({ code: 0, signal: null });
    hole.close();
  });
});
