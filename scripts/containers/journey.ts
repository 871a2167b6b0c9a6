import { type Person, pace, person, poll, tokensOf } from "@metercast/testkit";

export interface Place {
  gatewayUrl: string;
  jwtSecret: string;
}

const PATIENCE_MS = 120_000;

/**
 * The two lines of Metercast, from the outside: a viewer buys tokens and pays minutes, the creator requests
 * $100, an admin approves, Stripe's stand-in pays, and the books balance. Rejects with the last state of a
 * step that does not complete.
 */
export async function journey(place: Place, say: (line: string) => void): Promise<void> {
  const admin = await person(place, "smoke-admin", "admin");
  const creator = await person(place, "smoke-creator", "creator");
  const viewer = await person(place, "smoke-viewer", "viewer");
  say(`a viewer bought ${await buyTokens(viewer)} tokens by Checkout`);
  const minutes = await watchUntil(creator, viewer, 105.6);
  say(`${minutes} minutes were paid; the creator has $${await earned(creator)}`);
  await bePaid(creator, admin);
  say("the creator asked for $100.00, an admin approved, the stand-in paid");
  const { body } = await poll(
    () => admin.get("/api/admin/integrity?run=now"),
    ({ body }) => body.ok === true,
    PATIENCE_MS,
  );
  say(`the books balance: ${body.checks.length} checks`);
}

async function buyTokens(viewer: Person): Promise<number> {
  const packages = await poll(
    () => viewer.get("/api/token-packages"),
    ({ status }) => status === 200,
    PATIENCE_MS,
  );
  const [smallest] = packages.body.data;
  const asked = { body: { package_id: smallest.id }, key: "smoke-buy" };
  const { body } = await poll(
    () => viewer.post("/api/wallet/top-ups", asked),
    ({ status }) => status === 201,
    PATIENCE_MS,
  );
  await fetch(body.url, {
    method: "POST",
    body: new URLSearchParams({ outcome: "paid" }),
    redirect: "manual",
  });
  return poll(
    () => tokensOf(viewer),
    (tokens) => tokens === smallest.tokens,
    PATIENCE_MS,
  );
}

async function earned(creator: Person): Promise<number> {
  const { body } = await creator.get("/api/wallet");
  const usd = body.accounts?.find((account: { asset: string }) => account.asset === "USD");
  return Number(usd?.available.amount ?? 0);
}

async function watchUntil(creator: Person, viewer: Person, dollars: number): Promise<number> {
  const { body: stream } = await creator.post("/api/streams", { body: { title: "smoke" } });
  const { body: session } = await viewer.post(`/api/streams/${stream.id}/sessions`);
  const look = async () => {
    await viewer.post(`/api/sessions/${session.id}/heartbeat`);
    await pace(200);
    return earned(creator);
  };
  await poll(look, (sum) => sum >= dollars, PATIENCE_MS);
  await viewer.delete(`/api/sessions/${session.id}`);
  await creator.post(`/api/streams/${stream.id}/end`);
  const { body: receipt } = await viewer.get(`/api/sessions/${session.id}`);
  return receipt.minutes_billed;
}

async function bePaid(creator: Person, admin: Person): Promise<void> {
  const onboarding = await creator.post("/api/payout-methods/stripe/onboarding", {
    body: {},
    key: "smoke-onboard",
  });
  await fetch(onboarding.body.url, { redirect: "manual" });
  await poll(
    () => creator.get("/api/payout-methods"),
    ({ body }) => body.data?.[0]?.state === "ready",
    PATIENCE_MS,
  );
  const asked = await creator.post("/api/withdrawals", { body: { amount: "100.00" }, key: "smoke-ask" });
  if (asked.status !== 201) throw new Error(`The withdrawal was refused: ${JSON.stringify(asked.body)}`);
  const path = `/api/withdrawals/${asked.body.id}`;
  const approval = await admin.patch(path, { body: { action: "approve" }, key: "smoke-approve" });
  if (approval.status !== 200) throw new Error(`The approval was refused: ${JSON.stringify(approval.body)}`);
  await poll(
    () => creator.get(path),
    ({ body }) => body.status === "COMPLETED",
    PATIENCE_MS,
  );
}
