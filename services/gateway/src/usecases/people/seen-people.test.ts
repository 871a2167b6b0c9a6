import { createLogger, MetercastError, systemClock } from "@metercast/runtime";
import { expect, it } from "vitest";
import type { Principal } from "../../domain/principal.ts";
import type { SeenPerson } from "../../ports/people.ts";
import { seenPeople } from "./seen-people.ts";

const HOUR_MS = 3_600_000;
const ANA: Principal = {
  userId: "ana",
  name: "Ana",
  email: "ana@example.com",
  roles: ["viewer"],
  expiresAtMs: 0,
};

function world() {
  const state = { now: 480_000 * HOUR_MS, fails: false, directoryFails: false };
  const reported: SeenPerson[] = [];
  const learned: string[] = [];
  const seen = seenPeople({
    clock: { ...systemClock, now: () => state.now },
    log: createLogger("test", "silent"),
    directory: {
      async learn(people) {
        if (state.directoryFails) throw new MetercastError("unavailable");
        learned.push(...people.map(({ userId, name }) => `${userId} ${name}`));
      },
    },
    people: {
      async see(person) {
        if (state.fails) throw new MetercastError("unavailable");
        reported.push(person);
      },
    },
  });
  return { state, seen, reported, learned };
}

it("a person is reported once an hour, and at once when a token says something else", async () => {
  const { state, seen, reported } = world();
  for (let request = 0; request < 5; request++) seen.saw(ANA, "de");
  await seen.report();
  seen.saw(ANA, "de");
  await seen.report();
  expect(reported).toEqual([
    { userId: "ana", email: "ana@example.com", roles: ["viewer"], language: "de", issuedAt: undefined },
  ]);
  seen.saw({ ...ANA, email: "new@example.com" }, "de");
  await seen.report();
  expect(reported.map(({ email }) => email)).toEqual(["ana@example.com", "new@example.com"]);
  state.now += HOUR_MS;
  seen.saw({ ...ANA, email: "new@example.com" }, "de");
  await seen.report();
  expect(reported).toHaveLength(3);
});

it("an address that comes back is reported again; one of an older token is not", async () => {
  const { seen, reported } = world();
  const at = (email: string, issuedAtMs: number) => {
    seen.saw({ ...ANA, email, issuedAtMs }, "de");
    return seen.report();
  };
  await at("a@example.com", 1_000);
  await at("b@example.com", 2_000);
  await at("a@example.com", 1_000);
  await at("a@example.com", 3_000);
  expect(reported.map(({ email, issuedAt }) => [email, issuedAt?.getTime()])).toEqual([
    ["a@example.com", 1_000],
    ["b@example.com", 2_000],
    ["a@example.com", 3_000],
  ]);
});

it("an erased person is reported with the next request", async () => {
  const { seen, reported } = world();
  seen.saw(ANA, "de");
  await seen.report();
  seen.saw(ANA, "de");
  seen.forget("ana");
  seen.saw(ANA, "de");
  await seen.report();
  expect(reported).toHaveLength(2);
});

it("a report that is lost comes with the person's next request", async () => {
  const { state, seen, reported } = world();
  state.fails = true;
  seen.saw(ANA, undefined);
  await seen.report();
  state.fails = false;
  await seen.report();
  expect(reported).toEqual([]);
  seen.saw(ANA, undefined);
  await seen.report();
  expect(reported).toHaveLength(1);
});

it("the queue is bounded; who found no room is reported with the next request", async () => {
  const { seen, reported } = world();
  for (let i = 0; i < 3_000; i++) seen.saw({ ...ANA, userId: `user-${i}` }, undefined);
  expect(seen.waiting).toBe(2_000);
  await seen.report();
  seen.saw({ ...ANA, userId: "user-2999" }, undefined);
  await seen.report();
  expect(reported.at(-1)?.userId).toBe("user-2999");
  expect(reported).toHaveLength(2_001);
});

it("the directory learns names in one call; what it missed it learns with the next request", async () => {
  const { state, seen, learned, reported } = world();
  state.directoryFails = true;
  seen.saw(ANA, "de");
  await seen.report();
  expect([learned.length, reported.length]).toEqual([0, 1]);
  state.directoryFails = false;
  seen.saw(ANA, "de");
  seen.saw({ ...ANA, userId: "ben", name: "Ben" }, "de");
  await seen.report();
  expect(learned).toEqual(["ana Ana", "ben Ben"]);
  seen.saw({ ...ANA, name: "Ana Lopez" }, "de");
  await seen.report();
  expect(learned).toEqual(["ana Ana", "ben Ben", "ana Ana Lopez"]);
});

it("a name that waits to be learned is not lost to a token without one", async () => {
  const { seen, learned } = world();
  seen.saw({ ...ANA, issuedAtMs: 1_000 }, "de");
  seen.saw({ ...ANA, name: "", issuedAtMs: 2_000 }, "de");
  await seen.report();
  expect(learned).toEqual(["ana Ana"]);
});
