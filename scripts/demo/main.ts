// The demo of `npm start`: a creator goes live, viewers watch, pay and run out, an admin credits tokens and
// reads the books, and the creator is paid. It uses only the HTTP API. Reads GATEWAY_URL,
// METER_MINUTE_SECONDS, METER_LOST_AFTER_SECONDS, AUTH_JWT_SECRET, DEMO_VIEWERS.
import { randomUUID } from "node:crypto";
import { startBoard } from "./board.ts";
import { paydays } from "./payday.ts";
import { demoPerson, persona, wordFor } from "./person.ts";
import { pause, type Show, type ViewerPlan, watchAgainAndAgain } from "./viewer.ts";

const url = process.env.GATEWAY_URL ?? "http://127.0.0.1:8080";
const secret = process.env.AUTH_JWT_SECRET ?? "";
const minuteMs = Number(process.env.METER_MINUTE_SECONDS ?? 60) * 1_000;
const lostAfterMs = Number(process.env.METER_LOST_AFTER_SECONDS ?? 45) * 1_000;
const viewerCount = Math.min(50, Math.max(1, Number(process.env.DEMO_VIEWERS ?? 5)));
/** A minute is posted soon after its end, and three heartbeats may be lost before the session is. */
const heartbeatMs = Math.max(250, Math.min(minuteMs / 4, lostAfterMs / 3));
const TITLE = "Demo: an evening walk";
const BOOKS_EVERY_MINUTES = 6;
const LAST_WORDS_MS = 5_000;
const WELCOME = "demo-welcome";

const board = startBoard();
const over = new AbortController();
const run = randomUUID().slice(0, 8);
let credits = 0;

const admin = persona(url, "admin");
/** The credits of a day exceed the limit of one admin at some point. */
const second = demoPerson(url, "demo-second-admin", secret, "admin");
const creator = persona(url, "creator");

async function credit(userId: string, tokens: number, key = `demo-${run}-${credits++}`): Promise<void> {
  const { status, data } = await admin.api.post("/api/admin/adjustments", {
    body: {
      user_id: userId,
      asset: "TOKEN",
      direction: "credit",
      amount: tokens,
      reason: "tokens for the demo",
    },
    idempotencyKey: key,
  });
  if (status === 202) {
    const path = { id: data.id };
    await second.api.post("/api/admin/acts/{id}/confirm", { params: { path } });
    board.say(second.name, `confirms a credit to ${userId}`, "above the limit of one admin");
  }
  if (key !== WELCOME) board.say("demo-admin", `credits ${userId}`, `+${tokens} tokens`);
}

/** A killed demo leaves its streams live. */
async function endOldStreams(): Promise<void> {
  const query = { creator_id: "demo-creator", limit: 100 };
  const { data: streams } = await creator.api.get("/api/streams", { params: { query } });
  for (const { id, status, title } of streams.data) {
    if (status !== "live" || title !== TITLE) continue;
    await creator.api.post("/api/streams/{id}/end", { params: { path: { id } } });
    board.say("demo-creator", "ends the stream of the last start");
  }
}

async function goLive(): Promise<string> {
  const { data: stream } = await creator.api.post("/api/streams", { body: { title: TITLE } });
  const { tokens_per_minute: price, creator_per_minute: earns } = stream.rate;
  board.say("demo-creator", `is live: ${price} tokens and $${earns.amount} a viewer-minute`);
  return stream.id;
}

async function tellEarnings(streamId: string): Promise<void> {
  let last = "";
  for await (const { event, data } of creator.api.events("/api/wallet/events", { signal: over.signal })) {
    if (event !== "stream" || data.id !== streamId || data.status !== "live" || !data.earnings) continue;
    const line = `${data.viewers} watching, ${data.earnings.viewer_minutes} viewer-minutes earned`;
    if (line !== last) board.say("demo-creator", line, `$${data.earnings.so_far.amount}`);
    last = line;
  }
}

async function checkBooks(): Promise<void> {
  while (!over.signal.aborted) {
    await pause(BOOKS_EVERY_MINUTES * minuteMs, over.signal);
    if (over.signal.aborted) return;
    board.say("books", await stateOfBooks().catch((error: unknown) => `not available: ${wordFor(error)}`));
  }
}

async function stateOfBooks(): Promise<string> {
  const { data } = await admin.api.get("/api/admin/integrity", { params: { query: { run: "now" } } });
  if (data.ok) return `all ${data.checks.length} checks are right`;
  return `WRONG: ${data.checks.filter(({ ok }) => !ok).map(({ name }) => name)}`;
}

function plans(): ViewerPlan[] {
  return Array.from({ length: viewerCount }, (_, i) => ({
    person: demoPerson(url, `demo-viewer-${i + 1}`, secret),
    tokens: 12 + ((i * 17) % 50),
    stays: i % 3 === 2 ? 3 + i : 0,
    comesAfter: i * 0.7,
  }));
}

async function main(): Promise<void> {
  if (Buffer.byteLength(secret) < 32)
    throw new Error("AUTH_JWT_SECRET is needed: the demo signs its viewers in");
  await endOldStreams();
  // Tokens for the persona "viewer", for requests by hand; once, by its key.
  await credit("demo-viewer", 500, WELCOME);
  const streamId = await goLive();
  const show: Show = { streamId, minuteMs, heartbeatMs, board, signal: over.signal, credit };
  const watching = plans().map((plan) => watchAgainAndAgain(plan, show));
  const buyer = persona(url, "viewer");
  const payday = paydays({ creator, admin, second, buyer, board, minuteMs, signal: over.signal, run });
  await Promise.all([...watching, tellEarnings(streamId), checkBooks(), payday]);
  const end = { params: { path: { id: streamId } } };
  const { data: stream } = await creator.api.post("/api/streams/{id}/end", end);
  board.say("demo-creator", "ends the stream", stream.earnings && `$${stream.earnings.so_far.amount}`);
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    over.abort();
    setTimeout(() => process.exit(0), LAST_WORDS_MS).unref();
  });
}
await main().catch((error: unknown) => {
  board.say("demo", `stopped: ${wordFor(error)}`);
  process.exitCode = 1;
});
process.exit();
