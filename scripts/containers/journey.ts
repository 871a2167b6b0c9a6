import { eventually, type Person, person, sleep, tokensOf } from "../../tests/support/api.ts";

export interface Place {
  gatewayUrl: string;
  jwtSecret: string;
}

/** Longer than any of it takes on a machine that is five times slower. */
const PATIENCE_SECONDS = 120;

/**
 * The two lines of Metercast, from the outside: a viewer buys tokens and pays minutes, the creator asks for $100, an admin approves, Stripe's stand-in pays, and
 * the books balance. Rejects with what was seen at the step that did not come true.
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
  const { body } = await until(
    "the books balance",
    () => admin.get("/api/admin/integrity?run=now"),
    ({ body }) => body.ok === true,
  );
  say(`the books balance: ${body.checks.length} checks`);
}

async function until<T>(what: string, look: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  const last = await eventually(look, good, PATIENCE_SECONDS);
  if (!good(last))
    throw new Error(`Not seen in ${PATIENCE_SECONDS} s: ${what}. The last was ${JSON.stringify(last)}`);
  return last;
}

async function buyTokens(viewer: Person): Promise<number> {
  const packages = await until(
    "token packages",
    () => viewer.get("/api/token-packages"),
    ({ status }) => status === 200,
  );
  const [smallest] = packages.body.data;
  const asked = { body: { package_id: smallest.id }, key: "smoke-buy" };
  const { body } = await until(
    "a Checkout page",
    () => viewer.post("/api/wallet/top-ups", asked),
    ({ status }) => status === 201,
  );
  await fetch(body.url, {
    method: "POST",
    body: new URLSearchParams({ outcome: "paid" }),
    redirect: "manual",
  });
  return until(
    "tokens after Checkout",
    () => tokensOf(viewer),
    (tokens) => tokens === smallest.tokens,
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
    await sleep(200);
    return earned(creator);
  };
  await until("minutes paid", look, (sum) => sum >= dollars);
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
  await until(
    "a payout method that is ready",
    () => creator.get("/api/payout-methods"),
    ({ body }) => body.data?.[0]?.state === "ready",
  );
  const asked = await creator.post("/api/withdrawals", { body: { amount: "100.00" }, key: "smoke-ask" });
  if (asked.status !== 201) throw new Error(`The withdrawal was refused: ${JSON.stringify(asked.body)}`);
  const path = `/api/withdrawals/${asked.body.id}`;
  const approval = await admin.patch(path, { body: { action: "approve" }, key: "smoke-approve" });
  if (approval.status !== 200) throw new Error(`The approval was refused: ${JSON.stringify(approval.body)}`);
  await until(
    "a completed withdrawal",
    () => creator.get(path),
    ({ body }) => body.status === "COMPLETED",
  );
}
