import { withClient } from "@metercast/provision";
import { startWorld, type World } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { mailTokens } from "../src/adapters/crypto/mail-tokens.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const at = (path: string, init: RequestInit = {}) => fetch(`${world.gatewayUrl}${path}`, init);
const query = (sql: string, parameters: unknown[] = []) =>
  withClient(world.adminUrl, async (client) => (await client.query(sql, parameters)).rows);

it("an unsubscribe link's page changes nothing; its POST needs no cookie and takes any body", async () => {
  const { text, hash } = mailTokens("a secret of the links' tests, 32 characters").unsubscribe("ada", [
    "money",
  ]);
  await query("INSERT INTO notifications.unsubscribe_token VALUES ($1, 'ada', '{money}', now())", [
    Buffer.from(hash),
  ]);
  const off = () => query("SELECT off FROM notifications.preference WHERE user_id = 'ada'");
  const page = await at(`/u/${text}`, { headers: { "Accept-Language": "de-AT" } });
  expect(await page.text()).toContain('<button type="submit">Abbestellen</button>');
  expect(await off()).toEqual([]);
  const form = new FormData();
  form.set("List-Unsubscribe", "One-Click");
  for (const body of [new URLSearchParams({ "List-Unsubscribe": "One-Click" }), form])
    expect((await at(`/u/${text}`, { method: "POST", body })).status).toBe(200);
  expect(await off()).toEqual([{ off: ["money:email"] }]);
});

it("a link that nobody made leads nowhere", async () => {
  for (const path of ["/c/x", "/u/x"]) expect((await at(path, { method: "POST" })).status).toBe(404);
  expect((await at("/u/x")).status).toBe(404);
  const confirmation = {
    method: "POST",
    body: '{"token":"x"}',
    headers: { "Content-Type": "application/json" },
  };
  expect((await at("/api/email-confirmations", confirmation)).status).toBe(404);
});
