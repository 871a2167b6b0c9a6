import { setTimeout as sleep } from "node:timers/promises";
import type { Board } from "./board.ts";
import type { LiveEvent, Person } from "./person.ts";

export interface ViewerPlan {
  person: Person;
  /** Tokens given before each visit; small, so that some run out soon. */
  tokens: number;
  /** Leaves by itself after so many minutes; 0: stays until the tokens are gone. */
  stays: number;
  /** Comes for the first time after so many minutes. */
  comesAfter: number;
}

export interface Show {
  streamId: string;
  minuteMs: number;
  heartbeatMs: number;
  board: Board;
  signal: AbortSignal;
  /** The admin's credit. */
  credit(userId: string, tokens: number): Promise<void>;
}

/** Between two visits, in minutes of the meter. */
const AWAY_MINUTES = 4;

/** Watches, pays, runs out or leaves, gets new tokens after a while and comes again, until the show is over. */
export async function watchAgainAndAgain(plan: ViewerPlan, show: Show): Promise<void> {
  const { person } = plan;
  const state = { left: 0, printed: new Map<string, number>() };
  const listening = person.listen((event) => tell(person.name, event, state, show.board), show.signal);
  await pause(plan.comesAfter * show.minuteMs, show.signal);
  while (!show.signal.aborted) {
    try {
      if (state.left < plan.tokens) await show.credit(person.name, plan.tokens);
      await visit(plan, show);
    } catch (error) {
      show.board.say(person.name, `could not watch: ${error instanceof Error ? error.message : error}`);
    }
    await pause(AWAY_MINUTES * show.minuteMs, show.signal);
  }
  await listening;
}

async function visit({ person, stays }: ViewerPlan, show: Show): Promise<void> {
  const joined = await person.call("POST", `/api/streams/${show.streamId}/sessions`);
  if (joined.status > 201) {
    show.board.say(person.name, `refused at the door: ${joined.body.code}`);
    return;
  }
  const { id, balance } = joined.body;
  show.board.say(person.name, joined.status === 201 ? "joins" : "is still there", `${balance} tokens`);
  const leavesAt = stays === 0 ? Number.POSITIVE_INFINITY : Date.now() + (stays + 0.5) * show.minuteMs;
  while (!show.signal.aborted) {
    await pause(show.heartbeatMs, show.signal);
    if (show.signal.aborted) return;
    if (Date.now() > leavesAt) {
      await person.call("DELETE", `/api/sessions/${id}`);
      return;
    }
    const { status, body } = await person.call("POST", `/api/sessions/${id}/heartbeat`);
    if (status !== 200 || body.status === "ended") return;
  }
}

/** What the viewer's live page shows, as lines. */
function tell(
  name: string,
  { event, data }: LiveEvent,
  state: { left: number; printed: Map<string, number> },
  board: Board,
): void {
  if (event === "balance" && data.asset === "TOKEN") state.left = data.available;
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
    `${words[data.end_reason] ?? data.end_reason} after ${data.minutes_billed} min, ${data.tokens_charged} tokens`,
  );
  // A visit is two entries; a demo that runs for weeks must not remember all of them.
  if (state.printed.size > 100) state.printed.clear();
}

export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
