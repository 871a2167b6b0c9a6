// One evening as its viewer, its creator and its admin live it, request by request: docs/conversations.
// UPDATE_DOCS=1 rewrites the pages.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type StripeStandin, startStripe } from "@metercast/local-servers";
import { repositoryPath } from "@metercast/provision";
import { poll, type World } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Names, type Speaker, speaker } from "./conversation.ts";
import { startDoors } from "./doors-world.ts";
import type { Json } from "./shapes.ts";

let stripe: StripeStandin;
let world: World;
let viewer: Speaker;
let creator: Speaker;
let admin: Speaker;

const NOTE =
  "Recorded by `tests/doors/conversations.test.ts`, which fails if the API responds differently (`UPDATE_DOCS=1 npm test -- tests/doors/conversations` rewrites it). Ids and times are the same in every run; `<name>` stands for a token; a minute lasts 8 seconds here.";

beforeAll(async () => {
  stripe = await startStripe();
  world = await startDoors(stripe, { METER_MINUTE_SECONDS: "8" });
  const names = new Names();
  viewer = await speaker(world, "A viewer's evening", "viewer-42", "viewer", names);
  creator = await speaker(world, "A creator's evening", "creator-7", "creator", names);
  admin = await speaker(world, "An admin's evening", "admin-1", "admin", names);
  for (const one of [viewer, creator, admin]) one.say(NOTE);
});
afterAll(async () => {
  await world?.stop();
  await stripe?.stop();
});

it("the API says what docs/conversations shows", async () => {
  const stream = await goLive();
  await giveTokens();
  const session = await watch(stream);
  await earn(stream);
  await ask();
  const withdrawal = await decide();
  await seeItPaid(withdrawal);
  await lookAround(withdrawal, session);
  for (const [name, { transcript }] of Object.entries({ viewer, creator, admin })) {
    const file = repositoryPath("docs", "conversations", `${name}.md`);
    if (process.env.UPDATE_DOCS === "1") {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, transcript());
    }
    // All three, so that a difference in one of them is seen next to what it changed in the others.
    expect.soft(existsSync(file) ? readFileSync(file, "utf8") : "").toBe(transcript());
  }
});

async function goLive(): Promise<string> {
  creator.say("The creator goes live.");
  const { id } = await creator.ask("post", "/api/streams", {
    body: { title: "Evening walk" },
    key: "go-live-1",
  });
  return id;
}

async function giveTokens(): Promise<void> {
  admin.say(
    "Somebody wrote to support; the admin credits ten tokens by hand, with a reason that stays on the record.",
  );
  const body = {
    user_id: "viewer-42",
    asset: "TOKEN",
    direction: "credit",
    amount: 10,
    reason: "sorry for the outage",
  };
  await admin.ask("post", "/api/admin/adjustments", { body, key: "sorry-1" });
  admin.say("The same request again, after a lost connection say, has no second effect.");
  await admin.ask("post", "/api/admin/adjustments", { body, key: "sorry-1" });
}

async function watch(stream: string): Promise<string> {
  viewer.say("What is on, and what there is to spend.");
  await viewer.ask("get", "/api/streams");
  await viewer.ask("get", "/api/wallet");
  viewer.say("Buying tokens leads to Stripe's page; the tokens come when Stripe says that they are paid.");
  await viewer.ask("get", "/api/token-packages");
  await viewer.ask("post", "/api/wallet/top-ups", { body: { package_id: "tokens_100" }, key: "buy-1" });
  viewer.say("Joining, and the player's heartbeat every 15 seconds.");
  const { id } = await viewer.ask("post", `/api/streams/${stream}/sessions`, { key: "join-1" });
  await viewer.ask("post", `/api/sessions/${id}/heartbeat`);
  viewer.say(
    "The wallet's live events: the present first, then what changes (left out here). Two minutes later the tokens are gone and the session ends: a minute begins only where it can be paid.",
  );
  const beating = keepWatching(stream);
  await viewer.events("/api/wallet/events", { first: "balance", last: "insufficient_funds" });
  await beating;
  viewer.say("The session has ended, and says why. Joining again needs tokens.");
  await viewer.ask("get", `/api/sessions/${id}`);
  await viewer.ask("post", `/api/streams/${stream}/sessions`, { key: "join-2" });
  viewer.say("Every token is accounted for.");
  await viewer.ask("get", "/api/wallet/entries");
  return id;
}

/** As the player does, until the session has ended. */
async function keepWatching(stream: string): Promise<void> {
  const bill = () => viewer.person.post(`/api/streams/${stream}/bill`);
  const { body } = await poll(bill, (answer) => answer.body.status === "ended");
  expect([body.end_reason, body.minutes_billed]).toEqual(["insufficient_funds", 2]);
}

async function earn(stream: string): Promise<void> {
  creator.say("Two viewer-minutes later.");
  await creator.ask("get", `/api/streams/${stream}`);
  await creator.ask("post", `/api/streams/${stream}/end`, { key: "end-1" });
  await creator.ask("get", "/api/earnings/summary");
  creator.say("All of it can be withdrawn at once, because this platform has no hold yet.");
  await creator.ask("get", "/api/earnings/availability");
}

async function ask(): Promise<void> {
  creator.say("Where the money should go, and how much. It is less than the minimum.");
  const method = { kind: "manual", details: "IBAN DE02 1203 0000 0000 2020 51" };
  await creator.ask("post", "/api/payout-methods", { body: method, key: "method-1" });
  await creator.ask("post", "/api/withdrawals", { body: { amount: "20.00" }, key: "ask-1" });
  admin.say("A waiver for one creator.");
  const waiver = { amount: "20.00", reason: "moving to another platform" };
  await admin.ask("put", "/api/admin/creators/creator-7/withdrawal-minimum", {
    body: waiver,
    key: "waiver-1",
  });
  creator.say(
    "Support has lowered it. The amount is held at once; a second withdrawal has to wait for the first.",
  );
  await creator.ask("post", "/api/withdrawals", { body: { amount: "20.00" }, key: "ask-2" });
  await creator.ask("post", "/api/withdrawals", { body: { amount: "5.00" }, key: "ask-3" });
  await creator.ask("get", "/api/wallet");
}

async function decide(): Promise<string> {
  admin.say("What waits for a decision. Rejecting needs a reason; this one is approved.");
  const { data } = await admin.ask("get", "/api/withdrawals?status=PENDING");
  const path = `/api/withdrawals/${data[0].id}`;
  await admin.ask("patch", path, { body: { action: "reject" }, key: "decide-1" });
  await admin.ask(
    "patch",
    path,
    { body: { action: "approve", note: "seen" }, key: "decide-2" },
    "attempts",
    "payout",
  );
  admin.say("It can't be approved twice. The payout method is `manual`: the admin pays by bank and says so.");
  await admin.ask("patch", path, { body: { action: "approve" }, key: "decide-3" });
  await poll(
    () => admin.person.get(path),
    ({ body }) => body.attempts[0]?.state === "sent",
  );
  const paid = { action: "mark_paid", reference: "SEPA 2026-0001" };
  await admin.ask("patch", path, { body: paid, key: "decide-4" });
  return data[0].id;
}

async function seeItPaid(withdrawal: string): Promise<void> {
  creator.say("Approved and paid.");
  await creator.ask("get", `/api/withdrawals/${withdrawal}`);
  await poll(
    () => creator.person.get("/api/earnings/summary"),
    ({ body }) => body.on_its_way?.amount === "0.00",
  );
  await creator.ask("get", "/api/earnings/summary");
}

async function lookAround(withdrawal: string, session: string): Promise<void> {
  creator.say("A viewer's session is not the creator's to see.");
  await creator.ask("get", `/api/sessions/${session}`);
  viewer.say("What is for admins is not for viewers.");
  await viewer.ask("get", "/api/admin/audit");
  admin.say("From tomorrow on a day's earnings wait for a week, and a tenth of them for a month.");
  const policy = {
    scope: "platform",
    hold_days: 7,
    new_creator_days: 0,
    new_creator_hold_days: 0,
    reserve_percent: 10,
    reserve_days: 30,
    reason: "disputes arrive within a week",
  };
  const path = "/api/admin/policies/earnings";
  await admin.ask("put", path, { body: policy, key: "policy-1" });
  admin.say("A shorter hold would release money earlier: a second admin has to confirm that.");
  await admin.ask("put", path, { body: { ...policy, hold_days: 3 }, key: "policy-2" });
  admin.say("Who did what, what an id names, and whether the books are right.");
  await admin.ask("get", "/api/admin/audit?limit=3");
  await admin.ask("get", `/api/admin/search?q=${withdrawal}`);
  const books = () => admin.person.get("/api/admin/integrity?run=now");
  await poll(books, ({ body }: { body: Json }) => body.ok === true);
  await admin.ask("get", "/api/admin/integrity");
}
