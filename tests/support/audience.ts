import { centsOf, give, type Person, pace, person, poll, type Target, tokensOf } from "@metercast/testkit";
import { expect } from "vitest";

export interface AudienceOptions {
  viewers: number;
  /** Tokens of viewer i. */
  tokens: (i: number) => number;
  heartbeatMs: number;
  /** Length of a billed minute. */
  minuteMs: number;
}

/**
 * A creator's live stream and viewers who join and send heartbeats until told to leave. It goes on through
 * every failure that the outside may meet (5xx, no answer), as players do, and counts what it met; any
 * other answer is a mistake.
 */
export interface Audience {
  creator: Person;
  admin: Person;
  viewers: Person[];
  streamId: string;
  minuteMs: number;
  /** What went wrong in a way that only a restart explains. */
  unavailable(): number;
  /** Answers that nobody should ever get. */
  mistakes: string[];
  /** Viewers who have joined. */
  joined(): number;
  /** Heartbeats that were accepted. */
  accepted(): number;
  /** All leave: the last presence report of their sessions. */
  leave(): Promise<void>;
}

let audiences = 0;

export async function gather(world: Target, options: AudienceOptions): Promise<Audience> {
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
  const joined = new Set<Person>();
  let watching = true;

  /**
   * A leave is tried again until it is answered: it is the session's last presence report, by which its
   * minutes can be counted.
   */
  async function goAway(viewer: Person, sessionId: string): Promise<void> {
    await poll(
      () => viewer.delete(`/api/sessions/${sessionId}`),
      ({ status }) => status === 200,
    );
  }

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
        joined.add(viewer);
        accepted += 1;
      }
      await pace(options.heartbeatMs * (0.8 + Math.random() * 0.4));
    }
    if (sessionId !== undefined) await goAway(viewer, sessionId);
  }

  const watchers = viewers.map(watch);
  return {
    creator,
    admin,
    viewers,
    streamId: stream.id as string,
    minuteMs: options.minuteMs,
    unavailable: () => unavailable,
    mistakes,
    joined: () => joined.size,
    accepted: () => accepted,
    async leave() {
      watching = false;
      await Promise.all(watchers);
    },
  };
}

export interface Settled {
  /** By the times on the receipts. */
  dueMinutes: number;
  paidMinutes: number;
  creatorCents: number;
  tokensSpent: number;
  sessions: number;
  /** Sessions that had not ended in time. */
  open: number;
  integrity: { ok: boolean; failing: string[] };
}

/** Waits until nothing moves any more, then says where the money is; every number from the outside. */
export async function settle(
  audience: Audience,
  tokens: (i: number) => number,
  boundMs = 120_000,
): Promise<Settled> {
  const { admin, creator, viewers, streamId } = audience;
  await poll(
    () => creator.post(`/api/streams/${streamId}/end`),
    ({ status }) => status === 200,
    boundMs,
  );
  const expected = await poll(
    () => countDue(viewers, audience.minuteMs),
    ({ open }) => open === 0,
    boundMs,
  );
  const look = async () => ({
    paidMinutes: (await receiptsOf(viewers)).flat().reduce((sum, one) => sum + one.minutes_billed, 0),
    creatorCents: await centsOf(creator),
    tokensSpent: (await Promise.all(viewers.map(tokensOf))).reduce((sum, now, i) => sum + tokens(i) - now, 0),
  });
  // What nobody may pay shows up at once or a little later: a look more when all is as it should be.
  const due = expected.dueMinutes;
  await poll(look, (now) => now.paidMinutes === due && now.creatorCents === due * 1_320, boundMs);
  await pace(700);
  const check = () => admin.get("/api/admin/integrity?run=now");
  const { body } = await poll(check, (answer) => answer.body.ok === true, boundMs);
  return {
    ...(await look()),
    ...expected,
    integrity: {
      ok: body.ok,
      failing: (body.checks ?? [])
        .filter((one: { ok: boolean }) => !one.ok)
        .map((one: object) => JSON.stringify(one)),
    },
  };
}

/**
 * What must be true however much went wrong: nobody met what only a mistake explains, everything due was
 * paid once, both sides agree, all books are right.
 */
export function expectSettled({ mistakes }: Audience, settled: Settled): void {
  expect(mistakes).toEqual([]);
  expect(settled.integrity).toEqual({ ok: true, failing: [] });
  expect(settled.open).toBe(0);
  expect(settled.paidMinutes).toBe(settled.dueMinutes);
  expect(settled.tokensSpent).toBe(settled.dueMinutes * 5);
  expect(settled.creatorCents).toBe(settled.dueMinutes * 1_320);
}

interface Receipt {
  started_at: string;
  ended_at: string | null;
  carried_seconds: number;
  minutes_billed: number;
}

/** Each viewer's sessions, oldest first. */
const receiptsOf = (viewers: readonly Person[]): Promise<Receipt[][]> =>
  Promise.all(
    viewers.map(async (viewer) => {
      const { body } = await viewer.get("/api/sessions?limit=100");
      return (body.data as Receipt[]).toReversed();
    }),
  );

/**
 * What was due, counted from the times on the receipts alone: whole minutes, with what was carried in from
 * sessions before.
 */
async function countDue(viewers: readonly Person[], minuteMs: number) {
  const counted = { dueMinutes: 0, sessions: 0, open: 0 };
  for (const receipts of await receiptsOf(viewers)) {
    for (const { started_at, ended_at, carried_seconds } of receipts) {
      counted.sessions += 1;
      if (ended_at === null) counted.open += 1;
      const watchedMs = Date.parse(ended_at ?? started_at) - Date.parse(started_at);
      counted.dueMinutes += Math.floor((carried_seconds * 1_000 + watchedMs) / minuteMs);
    }
  }
  return counted;
}
