// The demo of `npm start`: a creator goes live, viewers watch, pay and run out, an admin credits tokens and looks at the books, and the
// creator is paid. It uses the HTTP API like any other client. Reads GATEWAY_URL, METER_MINUTE_SECONDS, METER_LOST_AFTER_SECONDS, AUTH_JWT_SECRET, DEMO_VIEWERS.
import { randomUUID } from "node:crypto";
import { startBoard } from "./board.ts";
import { paydays } from "./payday.ts";
import { demoViewer, persona } from "./person.ts";
import { pause, type Show, type ViewerPlan, watchAgainAndAgain } from "./viewer.ts";

const url = process.env.GATEWAY_URL ?? "http://127.0.0.1:8080";
const secret = process.env.AUTH_JWT_SECRET ?? "";
const minuteMs = Number(process.env.METER_MINUTE_SECONDS ?? 60) * 1_000;
const lostAfterMs = Number(process.env.METER_LOST_AFTER_SECONDS ?? 45) * 1_000;
/** A handful tells the story; fifty is a small load. */
const viewerCount = Math.min(50, Math.max(1, Number(process.env.DEMO_VIEWERS ?? 5)));
/** Often enough that a minute is posted soon after its end, and three may be lost before the viewer is. */
const heartbeatMs = Math.max(250, Math.min(minuteMs / 4, lostAfterMs / 3));
const TITLE = "Demo: an evening walk";
const BOOKS_EVERY_MINUTES = 6;
/** Ending everything takes a second; npm start waits 15. */
const LAST_WORDS_MS = 5_000;
const WELCOME = "demo-welcome";

const board = startBoard();
const over = new AbortController();
const run = randomUUID().slice(0, 8);
let credits = 0;

const admin = persona(url, "admin");
const creator = persona(url, "creator");

async function credit(userId: string, tokens: number, key = `demo-${run}-${credits++}`): Promise<void> {
  const body = {
    user_id: userId,
    asset: "TOKEN",
    direction: "credit",
    amount: tokens,
    reason: "tokens for the demo",
  };
  const answer = await admin.call("POST", "/api/admin/adjustments", body, { "Idempotency-Key": key });
  if (answer.status !== 201) throw new Error(`no credit: ${answer.body?.code ?? answer.status}`);
  if (key !== WELCOME) board.say("demo-admin", `credits ${userId}`, `+${tokens} tokens`);
}

/** What a demo that was killed left live would count viewers for ever. */
async function endOldStreams(): Promise<void> {
  const { body } = await creator.call("GET", "/api/streams?creator_id=demo-creator&limit=100");
  for (const stream of body.data ?? []) {
    if (stream.status !== "live" || stream.title !== TITLE) continue;
    await creator.call("POST", `/api/streams/${stream.id}/end`);
    board.say("demo-creator", "ends the stream of the last start");
  }
}

async function goLive(): Promise<string> {
  const { status, body } = await creator.call("POST", "/api/streams", { title: TITLE });
  if (status !== 201) throw new Error(`the stream could not start: ${body?.code ?? status}`);
  const { tokens_per_minute: price, creator_per_minute: earns } = body.rate;
  board.say("demo-creator", `is live: ${price} tokens and $${earns.amount} a viewer-minute`);
  return body.id;
}

/** One line when something changed, at most one a second: the gateway sends no more. */
function tellEarnings(streamId: string): Promise<void> {
  let last = "";
  return creator.listen(({ event, data }) => {
    if (event !== "stream" || data.id !== streamId || data.status !== "live") return;
    const line = `${data.viewers} watching, ${data.earnings.viewer_minutes} viewer-minutes earned`;
    if (line !== last) board.say("demo-creator", line, `$${data.earnings.so_far.amount}`);
    last = line;
  }, over.signal);
}

async function checkBooks(): Promise<void> {
  while (!over.signal.aborted) {
    await pause(BOOKS_EVERY_MINUTES * minuteMs, over.signal);
    if (over.signal.aborted) return;
    const { status, body } = await admin.call("GET", "/api/admin/integrity?run=now");
    if (status !== 200) board.say("books", `not available: ${body?.code ?? status}`);
    else if (body.ok) board.say("books", `all ${body.checks.length} checks are right`);
    else
      board.say(
        "books",
        `WRONG: ${body.checks.filter((check: { ok: boolean }) => !check.ok).map((check: { name: string }) => check.name)}`,
      );
  }
}

function plans(): ViewerPlan[] {
  return Array.from({ length: viewerCount }, (_, i) => ({
    person: demoViewer(url, `demo-viewer-${i + 1}`, secret),
    tokens: 12 + ((i * 17) % 50),
    stays: i % 3 === 2 ? 3 + i : 0,
    comesAfter: i * 0.7,
  }));
}

async function main(): Promise<void> {
  if (Buffer.byteLength(secret) < 32)
    throw new Error("AUTH_JWT_SECRET is needed: the demo signs its viewers in");
  await endOldStreams();
  // For whoever tries the API by hand as the persona "viewer"; once for ever, by its key.
  await credit("demo-viewer", 500, WELCOME);
  const streamId = await goLive();
  const show: Show = { streamId, minuteMs, heartbeatMs, board, signal: over.signal, credit };
  const watching = plans().map((plan) => watchAgainAndAgain(plan, show));
  const buyer = persona(url, "viewer");
  const payday = paydays({ creator, admin, buyer, board, minuteMs, signal: over.signal, run });
  await Promise.all([...watching, tellEarnings(streamId), checkBooks(), payday]);
  const { body } = await creator.call("POST", `/api/streams/${streamId}/end`);
  board.say("demo-creator", "ends the stream", body?.earnings ? `$${body.earnings.so_far.amount}` : "");
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    over.abort();
    setTimeout(() => process.exit(0), LAST_WORDS_MS).unref();
  });
}
await main().catch((error: unknown) => {
  board.say("demo", `stopped: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
});
process.exit();
