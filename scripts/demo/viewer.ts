import { setTimeout as sleep } from "node:timers/promises";
import { type EventsOf, MetercastApiError } from "@metercast/client";
import type { Board } from "./board.ts";
import { type Person, wordFor } from "./person.ts";

export interface ViewerPlan {
  person: Person;
  /** Tokens before each visit; few, so that some viewers run out soon. */
  tokens: number;
  /** Leaves after so many minutes; 0: stays until the tokens are gone. */
  stays: number;
  /** Minutes before the first visit. */
  comesAfter: number;
}

export interface Show {
  streamId: string;
  minuteMs: number;
  heartbeatMs: number;
  board: Board;
  signal: AbortSignal;
  credit(userId: string, tokens: number): Promise<void>;
}

/** Between two visits, in minutes of the meter. */
const AWAY_MINUTES = 4;

/** Watches, pays, runs out or leaves, gets new tokens after a while and returns, until the demo stops. */
export async function watchAgainAndAgain(plan: ViewerPlan, show: Show): Promise<void> {
  const { person } = plan;
  const state: Told = { left: 0, printed: new Map() };
  const listening = listen(plan, show, state);
  await pause(plan.comesAfter * show.minuteMs, show.signal);
  while (!show.signal.aborted) {
    try {
      if (state.left < plan.tokens) await show.credit(person.name, plan.tokens);
      await visit(plan, show);
    } catch (error) {
      show.board.say(person.name, `could not watch: ${wordFor(error)}`);
    }
    await pause(AWAY_MINUTES * show.minuteMs, show.signal);
  }
  await listening;
}

interface Told {
  left: number;
  printed: Map<string, number>;
}

async function listen({ person }: ViewerPlan, { board, signal }: Show, state: Told): Promise<void> {
  for await (const event of person.api.events("/api/wallet/events", { signal }))
    tell(person.name, event, state, board);
}

async function visit({ person, stays }: ViewerPlan, show: Show): Promise<void> {
  const { api } = person;
  const joined = await api
    .post("/api/streams/{id}/sessions", { params: { path: { id: show.streamId } } })
    .catch((error: unknown) => {
      if (!(error instanceof MetercastApiError)) throw error;
      show.board.say(person.name, `refused at the door: ${error.code}`);
    });
  if (!joined) return;
  const { id, balance } = joined.data;
  show.board.say(person.name, joined.status === 201 ? "joins" : "is still there", `${balance} tokens`);
  const leavesAt = stays === 0 ? Number.POSITIVE_INFINITY : Date.now() + (stays + 0.5) * show.minuteMs;
  const session = { params: { path: { id } } };
  while (!show.signal.aborted) {
    await pause(show.heartbeatMs, show.signal);
    if (show.signal.aborted) return;
    if (Date.now() > leavesAt) {
      await api.delete("/api/sessions/{id}", session);
      return;
    }
    const { data } = await api.post("/api/sessions/{id}/heartbeat", session);
    if (data.status === "ended") return;
  }
}

function tell(
  name: string,
  { event, data }: EventsOf<"/api/wallet/events">,
  state: Told,
  board: Board,
): void {
  if (event === "balance" && typeof data.available === "number") state.left = data.available;
  if (event === "low_balance") board.say(name, "is warned: few tokens left", `${data.available} tokens`);
  if (event !== "session") return;
  const before = state.printed.get(data.id) ?? 0;
  if (data.minutes_billed > before) {
    const minutes =
      data.minutes_billed - before === 1
        ? `minute ${data.minutes_billed}`
        : `minutes ${before + 1}–${data.minutes_billed}`;
    board.say(name, `${minutes} paid`, `${state.left} tokens`);
    state.printed.set(data.id, data.minutes_billed);
  }
  if (data.status !== "ended" || data.end_reason === "stream_ended") return;
  if (state.printed.get(`${data.id} end`)) return;
  state.printed.set(`${data.id} end`, 1);
  const words: Record<string, string> = {
    insufficient_funds: "REFUSED: can't pay the next minute, stopped",
    left: "leaves",
    lost: "was lost",
  };
  board.say(
    name,
    `${words[data.end_reason ?? ""] ?? data.end_reason} after ${data.minutes_billed} min, ${data.tokens_charged} tokens`,
  );
  // A visit adds two entries; a demo that runs for weeks must drop old ones.
  if (state.printed.size > 100) state.printed.clear();
}

export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
