import { MetercastError, systemClock } from "@metercast/runtime";
import { expect, it } from "vitest";
import type { Session } from "../../domain/stream.ts";
import { knownSessions } from "./known-sessions.ts";

const session = {
  id: "ses_1",
  streamId: "str_1",
  viewerId: "ana",
  isActive: true,
} as Session;

/** Sessions as the gateway knows them, with a billing that answers, or that can't be asked. */
function world() {
  const state = { now: 1_800_000_000_000, asked: 0, fails: undefined as MetercastError | undefined };
  const billing = {
    async getSession() {
      state.asked += 1;
      if (state.fails) throw state.fails;
      return session;
    },
  };
  const clock = { ...systemClock, now: () => state.now };
  const known = knownSessions({ billing, feedIsUp: () => true, clock });
  return { state, known, ask: (viewer = "ana") => known.ofViewer("ses_1", viewer) };
}
const AWAY = new MetercastError("unavailable");

it("while billing can't be asked, what is known of a session goes on for an hour, and no longer", async () => {
  const { state, ask } = world();
  await ask();
  state.fails = AWAY;
  for (const minutes of [1.5, 30, 59]) {
    state.now = 1_800_000_000_000 + minutes * 60_000;
    expect(await ask()).toBe(session);
  }
  state.now = 1_800_000_000_000 + 3_600_000;
  await expect(ask()).rejects.toThrow(AWAY);
});

it("also after the feed of ends was away; nobody else gets in by it, and a session that nobody knows is not guessed", async () => {
  const { state, known, ask } = world();
  await ask();
  state.fails = AWAY;
  known.clear();
  expect(await ask()).toBe(session);
  await expect(ask("bob")).rejects.toThrow(new MetercastError("session_not_found"));
  await expect(known.ofViewer("ses_2", "ana")).rejects.toThrow(AWAY);
});

it("billing is asked again when it is back; one that it denies, or whose end arrived, is not continued", async () => {
  const { state, known, ask } = world();
  await ask();
  state.fails = AWAY;
  state.now += 90_000;
  await ask();
  const asked = state.asked;
  await ask();
  expect(state.asked).toBe(asked);
  state.now += 3_000;
  state.fails = new MetercastError("session_not_found");
  await expect(ask()).rejects.toThrow(state.fails);
  state.fails = AWAY;
  known.ended("ses_1");
  await expect(ask()).rejects.toThrow(AWAY);
});
