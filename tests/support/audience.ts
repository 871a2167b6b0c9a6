import type { World } from "@metercast/testkit";
import { centsOf, eventually, give, type Person, person, sleep, tokensOf } from "./api.ts";

export interface AudienceOptions {
  viewers: number;
  /** Tokens of viewer i. */
  tokens: (i: number) => number;
  heartbeatMs: number;
}

/**
 * A creator's live stream and viewers who join and send heartbeats until told to leave. It goes on through every failure that the outside may meet (5xx, no
 * answer), as players do, and counts what it met; any other answer is a mistake.
 */
export interface Audience {
  creator: Person;
  admin: Person;
  viewers: Person[];
  streamId: string;
  /** What went wrong in a way that only a restart explains. */
  unavailable(): number;
  /** Answers that nobody should ever get. */
  mistakes: string[];
  /** Heartbeats that were accepted. */
  accepted(): number;
  leave(): Promise<void>;
}

let audiences = 0;

export async function gather(world: World, options: AudienceOptions): Promise<Audience> {
  const tag = `a${audiences++}`;
  const admin = await person(world, `${tag}-admin`, "admin");
  const creator = await person(world, `${tag}-creator`, "creator");
  const viewers = await Promise.all(
    Array.from({ length: options.viewers }, (_, i) => person(world, `${tag}-viewer-${i}`, "viewer")),
  );
  for (const [i, viewer] of viewers.entries())
    if (options.tokens(i) > 0) await give(admin, viewer, options.tokens(i));
  const { body: stream } = await creator.post("/api/streams", { body: { title: "live" } });
  const mistakes: string[] = [];
  let unavailable = 0;
  let accepted = 0;
  let watching = true;

  async function watch(viewer: Person): Promise<void> {
    let sessionId: string | undefined;
    while (watching) {
      const answer = await (sessionId === undefined
        ? viewer.post(`/api/streams/${stream.id}/sessions`)
        : viewer.post(`/api/sessions/${sessionId}/heartbeat`)
      ).catch(() => undefined);
      if (answer === undefined || answer.status === 503 || answer.status === 502) unavailable += 1;
      else if (answer.status === 402) return;
      else if (answer.status >= 300)
        mistakes.push(`${viewer.id} ${sessionId ?? "join"}: ${answer.status} ${JSON.stringify(answer.body)}`);
      else if (answer.body.status === "ended") {
        if (answer.body.end_reason === "insufficient_funds") return;
        sessionId = undefined;
      } else {
        sessionId = answer.body.id as string;
        accepted += 1;
      }
      await sleep(options.heartbeatMs * (0.8 + Math.random() * 0.4));
    }
  }

  const watchers = viewers.map(watch);
  return {
    creator,
    admin,
    viewers,
    streamId: stream.id as string,
    unavailable: () => unavailable,
    mistakes,
    accepted: () => accepted,
    async leave() {
      watching = false;
      await Promise.all(watchers);
    },
  };
}

export interface Settled {
  paidMinutes: number;
  creatorCents: number;
  tokensSpent: number;
  sessions: number;
  integrity: { ok: boolean; failing: string[] };
}

/** Waits until nothing moves any more, then says where the money is; every number from the outside. */
export async function settle(
  audience: Audience,
  tokens: (i: number) => number,
  seconds = 60,
): Promise<Settled> {
  const { admin, creator, viewers, streamId } = audience;
  await eventually(
    () => creator.post(`/api/streams/${streamId}/end`),
    ({ status }) => status === 200,
    seconds,
  );
  let last = "";
  const quiet = async () => {
    const now = JSON.stringify([await centsOf(creator), await Promise.all(viewers.map(tokensOf))]);
    const same = now === last;
    last = now;
    await sleep(700);
    return same;
  };
  await eventually(quiet, (same) => same, seconds);
  const check = () => admin.get("/api/admin/integrity?run=now");
  const { body } = await eventually(check, (answer) => answer.body.ok === true, seconds);
  const sessions = (
    await Promise.all(viewers.map((viewer) => viewer.get("/api/sessions?limit=100")))
  ).flatMap((answer) => answer.body.data);
  const left = await Promise.all(viewers.map(tokensOf));
  return {
    paidMinutes: sessions.reduce((sum, session) => sum + session.minutes_billed, 0),
    creatorCents: await centsOf(creator),
    tokensSpent: left.reduce((sum, now, i) => sum + tokens(i) - now, 0),
    sessions: sessions.length,
    integrity: {
      ok: body.ok,
      failing: (body.checks ?? [])
        .filter((one: { ok: boolean }) => !one.ok)
        .map((one: object) => JSON.stringify(one)),
    },
  };
}
