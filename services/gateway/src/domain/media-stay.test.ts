import fc from "fast-check";
import { expect, it } from "vitest";
import { isPresent, joinOpens, leaveEnds, leaveEndsPresence, type MediaStay, vouches } from "./media-stay.ts";

interface Event {
  sid: string;
  kind: "joined" | "left";
  atMs: number;
}

/**
 * One viewer in one stream; what the use case does with these rules, event by event, the first of them at
 * 1,000.
 */
class Room {
  readonly stays = new Map<string, MediaStay>();
  session: { id: string; startedAtMs: number } | undefined;
  opened = 0;
  readonly #ends: typeof leaveEnds;
  #now = 1_000;

  constructor(ends: typeof leaveEnds = leaveEnds) {
    this.#ends = ends;
  }

  take({ sid, kind, atMs }: Event): void {
    this.#now += 1;
    const before = this.stays.get(sid);
    const stay: MediaStay = {
      sid,
      joinedAtMs: kind === "joined" ? Math.min(atMs, before?.joinedAtMs ?? atMs) : before?.joinedAtMs,
      leftAtMs: kind === "left" ? Math.min(atMs, before?.leftAtMs ?? atMs) : before?.leftAtMs,
      leftReportedAtMs: before?.leftReportedAtMs ?? (kind === "left" ? this.#now : undefined),
      served: before?.served ?? false,
      openedSessionId: before?.openedSessionId,
    };
    this.stays.set(sid, stay);
    if (kind === "joined" && joinOpens(stay)) this.#open(stay);
    if (kind === "left" && this.session && this.#ends(stay, [...this.stays.values()], this.session)) {
      this.session = undefined;
      const back = [...this.stays.values()].find(isPresent);
      if (back) this.#open(back);
    }
  }

  /** The viewer's own doing, by the API. */
  leave(): void {
    this.session = undefined;
  }
  join(): void {
    this.session ??= { id: "own", startedAtMs: this.#now };
  }

  #open(stay: MediaStay): void {
    stay.served = true;
    if (this.session) return;
    this.opened += 1;
    stay.openedSessionId = `session-${this.opened}`;
    this.session = { id: stay.openedSessionId, startedAtMs: this.#now };
  }
}

/** Stays of a viewer, some of which go on, with their events shuffled and some of them doubled. */
const visits = fc
  .array(fc.record({ from: fc.nat(500), for: fc.option(fc.nat(400)) }), { minLength: 1, maxLength: 5 })
  .chain((stays) => {
    const events = stays.flatMap(({ from, for: length }, i): Event[] => {
      const sid = `PA_${i}`;
      const left: Event[] = length === null ? [] : [{ sid, kind: "left", atMs: from + length }];
      return [{ sid, kind: "joined", atMs: from }, ...left];
    });
    const order = fc
      .tuple(
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.array(fc.tuple(fc.nat(2 * events.length), fc.constantFrom(...events)), {
          maxLength: events.length,
        }),
      )
      .map(([once, again]) => {
        const all = [...once];
        for (const [place, event] of again) all.splice(place, 0, event);
        return all;
      });
    return fc.record({ events: order, somebody: fc.constant(stays.some((stay) => stay.for === null)) });
  });

const rules = fc.constantFrom(leaveEnds, leaveEndsPresence);

it("in any order and any number: a session is open exactly where a stay goes on", () => {
  fc.assert(
    fc.property(visits, rules, ({ events, somebody }, ends) => {
      const room = new Room(ends);
      for (const event of events) room.take(event);
      expect([...room.stays.values()].some(isPresent)).toBe(somebody);
      expect(room.session !== undefined).toBe(somebody);
    }),
  );
});

it("events that come again after all were taken change nothing, whatever the viewer has done since by the API", () => {
  fc.assert(
    fc.property(visits, rules, fc.constantFrom("leave", "join"), ({ events }, ends, doing) => {
      const room = new Room(ends);
      for (const event of events) room.take(event);
      room[doing]();
      const { session, opened } = room;
      for (const event of events) room.take(event);
      expect([room.session, room.opened]).toEqual([session, opened]);
    }),
  );
});

it("the end of a stay ends a session that the viewer had opened before it, not one of after it", () => {
  for (const [startedAtMs, ends] of [
    [400, true],
    [500, true],
    [501, false],
  ] as const) {
    const room = new Room();
    room.session = { id: "own", startedAtMs };
    room.take({ sid: "PA_1", kind: "left", atMs: 500 });
    expect([startedAtMs, room.session === undefined]).toEqual([startedAtMs, ends]);
  }
});

const stayOf = (
  sid: string,
  joinedAtMs: number | undefined,
  leftAtMs?: number,
  leftReportedAtMs = leftAtMs,
): MediaStay => ({
  sid,
  joinedAtMs,
  leftAtMs,
  leftReportedAtMs,
  served: true,
  openedSessionId: undefined,
});

it("with policy 'both' a session that the end of a stay falls into ends, unless another stay lasts beyond it", () => {
  const left = stayOf("PA_1", 100, 500, 900);
  for (const [other, ends] of [
    [stayOf("PA_2", 600), true],
    [stayOf("PA_2", 500), false],
    [stayOf("PA_2", 100, 501), false],
    [stayOf("PA_2", 100, 500), true],
    [stayOf("PA_2", undefined, 600), true],
  ] as const)
    expect([other, leaveEndsPresence(left, [left, other], { startedAtMs: 400 })]).toEqual([other, ends]);
});

it("with policy 'both' a session of after the end of a stay ends with it only where it began before the report of that end", () => {
  for (const [toldAtMs, others, ends] of [
    [900, [], false],
    [901, [], true],
    [1_000, [stayOf("PA_2", 800)], false],
    [1_000, [stayOf("PA_2", 800, 850)], true],
  ] as const) {
    const left = stayOf("PA_1", 100, 500, toldAtMs);
    expect([toldAtMs, leaveEndsPresence(left, [left, ...others], { startedAtMs: 900 })]).toEqual([
      toldAtMs,
      ends,
    ]);
  }
});

it("a stay vouches for a session that it overlaps and does not end before", () => {
  const open = { startedAtMs: 400, endedAtMs: undefined };
  const ended = { startedAtMs: 400, endedAtMs: 700 };
  expect(vouches(stayOf("PA", 100), open)).toBe(true);
  expect(vouches(stayOf("PA", 100, 400), open)).toBe(false);
  expect(vouches(stayOf("PA", undefined, 900), open)).toBe(false);
  expect(vouches(stayOf("PA", 699), ended)).toBe(true);
  expect(vouches(stayOf("PA", 700), ended)).toBe(false);
  expect(vouches(stayOf("PA", 100, 700), ended)).toBe(true);
  expect(vouches(stayOf("PA", 100, 699), ended)).toBe(false);
});
