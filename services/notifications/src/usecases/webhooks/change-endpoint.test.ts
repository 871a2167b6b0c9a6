import { systemClock } from "@metercast/runtime";
import { expect, it } from "vitest";
import { createEgress } from "../../adapters/egress/request.ts";
import type { Store } from "../../ports/store.ts";
import type { WebhookKeys } from "../../ports/webhook-keys.ts";
import { changeEndpoint } from "./change-endpoint.ts";
import { createEndpoint } from "./create-endpoint.ts";

/** Nothing may be stored of a URL that is refused. */
const store = {
  transaction: () => Promise.reject(new Error("a transaction began")),
} as unknown as Store;
const ports = {
  store,
  egress: createEgress({ allowPrivate: false }),
  webhookKeys: {} as WebhookKeys,
  clock: systemClock,
};
const change = { id: "e", description: undefined, eventTypes: undefined, enabled: undefined };

it.each([
  "http://example.com/",
  "https://127.0.0.1/",
  "https://2130706433/",
  "https://[::ffff:10.0.0.1]/",
  "https://169.254.169.254/latest/meta-data",
  "https://user:password@example.com/",
  "https://example.com:6379/",
  "https://metadata.google.internal/",
  "ftp://example.com/",
  "example.com",
])("neither a new endpoint nor a change takes %s", async (url) => {
  const refused = expect.objectContaining({
    code: "invalid_request",
    fields: [{ field: "url", message: expect.any(String) }],
  });
  await expect(createEndpoint(ports, { url, description: "", eventTypes: ["*"] })).rejects.toEqual(refused);
  await expect(changeEndpoint(ports, { ...change, url })).rejects.toEqual(refused);
});

it("a public URL passes the guard", async () => {
  const url = "https://hooks.example.com:8443/a?b=c";
  await expect(changeEndpoint(ports, { ...change, url })).rejects.toThrow("a transaction began");
});
