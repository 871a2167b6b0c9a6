import fc from "fast-check";
import { expect, it } from "vitest";
import { isPresent, joinOpens, leaveEnds, type MediaStay } from "./media-stay.ts";

interface Event {
  sid: string;
  kind: "joined" | "left";
  atMs: number;
}

/** One viewer in one stream; what the use case does with these rules, event by event, the first of them at 1,000. */
class Room {
  readonly stays = new Map<string, MediaStay>();
  session: { id: string; startedAtMs: number } | undefined;
  opened = 0;
  #now = 1_000;

  take({ sid, kind, atMs }: Event): void {
    this.#now += 1;
    const before = this.stays.get(sid);
    const stay: MediaStay = {
      sid,
      joinedAtMs: kind === "joined" ? Math.min(atMs, before?.joinedAtMs ?? atMs) : before?.joinedAtMs,
      leftAtMs: kind === "left" ? Math.min(atMs, before?.leftAtMs ?? atMs) : before?.leftAtMs,
      served: before?.served ?? false,
      openedSessionId: before?.openedSessionId,
    };
    this.stays.set(sid, stay);
    if (kind === "joined" && joinOpens(stay)) this.#open(stay);
    if (kind === "left" && this.session && leaveEnds(stay, [...this.stays.values()], this.session))
      this.session = undefined;
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

it("in any order and any number: a session is open exactly where a stay goes on", () => {
  fc.assert(
    fc.property(visits, ({ events, somebody }) => {
      const room = new Room();
      for (const event of events) room.take(event);
      expect([...room.stays.values()].some(isPresent)).toBe(somebody);
      expect(room.session !== undefined).toBe(somebody);
    }),
  );
});

it("events that come again after all were taken change nothing, whatever the viewer has done since by the API", () => {
  fc.assert(
    fc.property(visits, fc.constantFrom("leave", "join"), ({ events }, doing) => {
      const room = new Room();
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
