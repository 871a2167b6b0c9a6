import { type Service, startService } from "@metercast/local-servers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ROUTES } from "../src/domain/access.ts";
import { gateway } from "./api-world.ts";
import { call, callPatiently } from "./harness.ts";

let quiet: Service;
// biome-ignore lint/suspicious/noExplicitAny: the document is what is tested
let document: any;

beforeAll(async () => {
  quiet = await startService("gateway", { ...gateway.env, DEMO: "0" });
  document = (await call(gateway.url, "GET", "/openapi.json")).body;
});
afterAll(() => quiet?.stop());

const documented = () =>
  Object.entries<object>(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );

it("documents exactly the routes of the role table", () => {
  expect(documented().sort()).toEqual(Object.keys(ROUTES).sort());
});

/** The documented paths of an address: a fixed one may also be another one's parameter. */
const answering = (asked: string): object[] =>
  Object.entries<object>(document.paths)
    .filter(([path]) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(asked))
    .map(([, item]) => item);

it("everything documented is deployed, and nothing else answers", async () => {
  for (const path of Object.keys(document.paths)) {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
      if (`${method} ${path}` === "GET /api/wallet/events") continue;
      // A rail that does not exist answers 404 without a token, so a real one is named.
      const asked = path.replace("{rail}", "stripe").replace(/\{\w+\}/, "x");
      const { status } = await call(gateway.url, method, asked);
      const known = answering(asked).some((item) => method.toLowerCase() in item);
      // Without a token and a body: deployed ones say 401, 400, 422 or 200; others 405.
      expect([method, path, status === 405]).toEqual([method, path, !known]);
      expect(status).not.toBe(404);
    }
  }
});

it.each(["/openapi.json", "/docs"])(
  "%s is served packed, and not again to a client that has it",
  async (path) => {
    const ask = (headers: Record<string, string>) => fetch(gateway.url + path, { headers });
    const plain = await ask({ "Accept-Encoding": "identity" });
    const text = await plain.text();
    for (const encoding of ["br", "gzip"]) {
      const packed = await ask({ "Accept-Encoding": encoding });
      expect(packed.headers.get("content-encoding")).toBe(encoding);
      expect(packed.headers.get("vary")).toContain("Accept-Encoding");
      expect(await packed.text()).toBe(text);
    }
    expect((await ask({ "Accept-Encoding": "br;q=0, gzip;q=0" })).headers.get("content-encoding")).toBeNull();
    const etag = plain.headers.get("etag") as string;
    const again = await ask({ "If-None-Match": `"other", ${etag}` });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect((await ask({ "If-None-Match": '"other"' })).status).toBe(200);
  },
);

it("without DEMO=1 the demo's login neither exists nor is documented", async () => {
  const { status, body } = await call(quiet.baseUrl as string, "POST", "/api/demo/login", {
    body: { persona: "admin" },
  });
  expect([status, body.code]).toEqual([404, "not_found"]);
  const other = await call(quiet.baseUrl as string, "GET", "/openapi.json");
  expect(Object.keys(other.body.paths)).not.toContain("/api/demo/login");
});

it("every operation says who may call it, what it answers and with which error codes", () => {
  expect(document.openapi).toMatch(/^3\.1/);
  const ids = new Set<string>();
  for (const [path, item] of Object.entries<object>(document.paths)) {
    // biome-ignore lint/suspicious/noExplicitAny: as above
    for (const [method, operation] of Object.entries<any>(item)) {
      const name = `${method} ${path}`;
      ids.add(operation.operationId);
      expect([name, operation.summary?.length > 0, operation.security !== undefined]).toEqual([
        name,
        true,
        true,
      ]);
      const statuses = Object.keys(operation.responses);
      expect([name, ...statuses]).toEqual(expect.arrayContaining([name, "429"]));
      expect([name, statuses.some((status) => status.startsWith("2"))]).toEqual([name, true]);
      if (operation.security.length > 0)
        expect([name, ...statuses]).toEqual(expect.arrayContaining([name, "401", "500", "503"]));
      // biome-ignore lint/suspicious/noExplicitAny: as above
      for (const [status, response] of Object.entries<any>(operation.responses)) {
        if (Number(status) >= 400 && path.startsWith("/api/")) {
          expect([name, status, response.description]).toEqual([
            name,
            status,
            expect.stringMatching(/^`[a-z_]+`/),
          ]);
          const { schema, examples } = response.content["application/problem+json"];
          expect(schema).toEqual({ $ref: "#/components/schemas/Problem" });
          const described = [...response.description.matchAll(/`([a-z_]+)`:/g)].map(([, code]) => code);
          expect([name, Object.keys(examples).sort()]).toEqual([name, described.sort()]);
        }
      }
    }
  }
  expect(ids.size).toBe(documented().length);
});

it("the page shows every route and loads nothing from anywhere", async () => {
  const response = await fetch(`${gateway.url}/docs`);
  const page = await response.text();
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  // Addresses may stand there as text: in an example, say.
  expect(page).not.toMatch(/<script|<link|<img|<iframe|src=|url\(|@import|href="(?!#|\/)/);
  for (const path of Object.keys(document.paths)) expect(page).toContain(`<code>${path}</code>`);
});

it("health and metrics answer", async () => {
  // A check that takes over a second is a failed one.
  expect((await callPatiently(gateway.url, "GET", "/readyz")).status).toBe(200);
  const metrics = await (await fetch(`${gateway.service.adminUrl}/metrics`)).text();
  expect(metrics).toContain("metercast_http_requests_total{");
  expect(metrics).toContain("http_request_duration_seconds_bucket");
  expect(metrics).toContain("metercast_sse_connections");
  expect(metrics).toContain('route="GET /openapi.json"');
});
