import { withClient } from "@metercast/testkit";
import { describe, expect, it } from "vitest";
import { sign } from "./harness.ts";
import { ask, newKey, world } from "./withdrawals-world.ts";

// The bounds are withdrawals-world.ts's: two live streams, three payout methods, five hundred keys.
describe("what one person may have at once", () => {
  it("is so many live streams, however many are started together; ending one makes room", async () => {
    const token = await sign(world.jwtSecret, "many-streams", ["creator"]);
    const start = (title: string, headers = {}) => ask("POST", "/api/streams", token, { title }, headers);
    const key = newKey();
    const first = await start("First", key);
    const others = await Promise.all(Array.from({ length: 6 }, (_, i) => start(`Other ${i}`)));
    expect(others.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    const refused = others.find(({ status }) => status === 409);
    expect([refused?.body.code, refused?.body.detail]).toEqual([
      "too_many_streams",
      "at most 2 at once: end one first",
    ]);
    // The same request finds its stream, also without room.
    expect((await start("First", key)).body.id).toBe(first.body.id);
    expect((await ask("POST", `/api/streams/${first.body.id}/end`, token)).status).toBe(200);
    expect((await start("Next")).status).toBe(201);
  });

  it("is so many payout methods; removing one makes room", async () => {
    const token = await sign(world.jwtSecret, "many-methods", ["creator"]);
    const add = (details: string) => ask("POST", "/api/payout-methods", token, { kind: "manual", details });
    const added = await Promise.all(Array.from({ length: 6 }, (_, i) => add(`IBAN ${i}`)));
    expect(added.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409, 409, 409]);
    expect(added.find(({ status }) => status === 409)?.body.code).toBe("too_many_payout_methods");
    const { body } = await ask("GET", "/api/payout-methods", token);
    expect(body.data).toHaveLength(3);
    expect((await ask("DELETE", `/api/payout-methods/${body.data[0].id}`, token)).status).toBe(200);
    expect((await add("IBAN again")).status).toBe(201);
  });

  it("is so many Idempotency-Keys, of which the old ones still answer", async () => {
    const token = await sign(world.jwtSecret, "many-keys", ["creator"]);
    const stream = await ask("POST", "/api/streams", token, { title: "One" });
    const end = (key: string) =>
      ask("POST", `/api/streams/${stream.body.id}/end`, token, undefined, { "Idempotency-Key": key });
    expect((await end("old")).status).toBe(200);
    const used = `INSERT INTO gateway.idempotency_key SELECT subject, 'used-' || n, request_hash, lease_id, lease_until, status, body, headers, created_at, expires_at
      FROM gateway.idempotency_key, generate_series(1, 498) AS n WHERE subject = 'many-keys' AND key = 'old'`;
    await withClient(world.adminUrl, (client) => client.query(used));
    expect((await end("the-last")).status).toBe(200);
    const refused = await end("one-more");
    expect([refused.status, refused.body.code]).toEqual([429, "rate_limited"]);
    expect((await end("old")).headers.get("idempotent-replayed")).toBe("true");
  });
});
