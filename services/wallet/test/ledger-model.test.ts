import { newUuid, readLines } from "@metercast/contracts";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { DueMinute } from "../src/domain/minute.ts";
import { adjustment } from "../src/domain/templates.ts";
import { Auditor } from "./auditor.ts";
import { atOnce, type Books, openBooks, session } from "./books.ts";

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(() => books?.close());

/** What the commands of one run work on: some viewers, some creators, two sessions a viewer. */
interface World {
  name: string;
  viewers: { userId: string; account: bigint }[];
  creators: { userId: string; account: bigint }[];
  sessions: ((minute: number) => DueMinute)[];
  posted: DueMinute[][];
  requests: number;
}

let runs = 0;
async function newWorld(): Promise<World> {
  const name = `m${runs++}`;
  const viewers: World["viewers"] = [];
  const creators: World["creators"] = [];
  for (let i = 0; i < 3; i++)
    viewers.push({ userId: `${name}-v${i}`, account: await books.viewer(`${name}-v${i}`, 0n) });
  for (let i = 0; i < 2; i++)
    creators.push({ userId: `${name}-c${i}`, account: await books.creator(`${name}-c${i}`) });
  const streams = creators.map(() => newUuid(Date.now()));
  const sessions = viewers.flatMap((viewer) =>
    creators.map((creator, i) => session(viewer.account, creator.account, streams[i] as string)),
  );
  return { name, viewers, creators, sessions, posted: [], requests: 0 };
}

type Command = fc.AsyncCommand<Auditor, World>;

async function compare(model: Auditor, world: World): Promise<void> {
  for (const { userId, account } of [...world.viewers, ...world.creators]) {
    const [real] = await books.accountsOf(userId);
    expect({ posted: real?.posted, held: real?.held, version: real?.version }, userId).toEqual(
      model.balance(account),
    );
  }
}

/** A credit or debit of a viewer (TOKEN) or creator (USD). */
class Adjust implements Command {
  readonly who: number;
  readonly amount: number;
  constructor(who: number, amount: number) {
    this.who = who;
    this.amount = amount;
  }
  check = () => true;
  async run(model: Auditor, world: World): Promise<void> {
    const users = [...world.viewers, ...world.creators];
    const user = users[this.who % users.length] as (typeof users)[number];
    const asset = world.viewers.includes(user) ? "TOKEN" : "USD";
    const amount = BigInt(Math.abs(this.amount));
    const answer = await books.postTransfer({
      source: "adjustment",
      requestId: `${world.name}-${world.requests++}`,
      transfers: adjustment(user.userId, asset, this.amount > 0 ? "credit" : "debit", amount),
      referenceType: "ADJUSTMENT",
      referenceId: "",
      reason: "",
      actorId: "",
    });
    expect(answer.outcome === "posted").toBe(model.move(user.account, BigInt(this.amount)));
    await compare(model, world);
  }
  toString = () => `Adjust(${this.who}, ${this.amount})`;
}

/** A batch of minutes: any sessions, any minutes, doubled, out of order. */
class Post implements Command {
  readonly picks: [number, number][];
  constructor(picks: [number, number][]) {
    this.picks = picks;
  }
  check = () => true;
  async run(model: Auditor, world: World): Promise<void> {
    const lines = this.picks.map(([at, minute]) =>
      (world.sessions[at % world.sessions.length] as (m: number) => DueMinute)(minute),
    );
    world.posted.push(lines);
    await postAndCompare(model, world, lines);
  }
  toString = () => `Post(${JSON.stringify(this.picks)})`;
}

/** A batch that was posted before, again. */
class Replay implements Command {
  readonly which: number;
  constructor(which: number) {
    this.which = which;
  }
  check = () => true;
  async run(model: Auditor, world: World): Promise<void> {
    const lines = world.posted[this.which % Math.max(1, world.posted.length)];
    if (lines) await postAndCompare(model, world, lines);
  }
  toString = () => `Replay(${this.which})`;
}

async function postAndCompare(model: Auditor, world: World, lines: DueMinute[]): Promise<void> {
  const expected = model.post(lines);
  const posted = await books.ledger.postMinutes(lines, false);
  const got = [...readLines({ lines: Buffer.from(posted.lines), creators: Buffer.from(posted.creators) })];
  expect(new Map(got.map((line) => [`${line.sessionId}/${line.minute}`, line.outcome]))).toEqual(expected);
  expect(got).toHaveLength(expected.size);
  await compare(model, world);
}

class Hold implements Command {
  readonly amount: number;
  constructor(amount: number) {
    this.amount = amount;
  }
  check = () => true;
  async run(model: Auditor, world: World): Promise<void> {
    const creator = world.creators[this.amount % 2] as World["creators"][number];
    const hold = {
      id: newUuid(Date.now()),
      userId: creator.userId,
      asset: "USD" as const,
      amount: BigInt(this.amount),
    };
    const placed = books.placeHold({ ...hold, referenceType: "WITHDRAWAL", referenceId: "" });
    if (model.hold(hold.id, creator.account, hold.amount)) await placed;
    else await expect(placed).rejects.toMatchObject({ code: "insufficient_balance" });
    await compare(model, world);
  }
  toString = () => `Hold(${this.amount})`;
}

class EndHold implements Command {
  readonly which: number;
  readonly how: "posted" | "voided";
  constructor(which: number, how: "posted" | "voided") {
    this.which = which;
    this.how = how;
  }
  check = (model: Readonly<Auditor>) => model.holds.size > 0;
  async run(model: Auditor, world: World): Promise<void> {
    const id = [...model.holds.keys()][this.which % model.holds.size] as string;
    const ended = books.endHold(id, this.how);
    if (model.endHold(id, this.how)) await ended;
    else await expect(ended).rejects.toMatchObject({ code: expect.stringMatching(/^hold_/) });
    await compare(model, world);
  }
  toString = () => `EndHold(${this.which}, ${this.how})`;
}

const small = fc.nat({ max: 5 });
const commands = fc.commands(
  [
    fc
      .tuple(small, fc.integer({ min: -40, max: 60 }).filter(Boolean))
      .map(([who, amount]) => new Adjust(who, amount)),
    fc
      .array(fc.tuple(small, fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 12 })
      .map((picks) => new Post(picks)),
    small.map((which) => new Replay(which)),
    fc.integer({ min: 1, max: 4_000 }).map((amount) => new Hold(amount)),
    fc
      .tuple(small, fc.constantFrom("posted" as const, "voided" as const))
      .map(([which, how]) => new EndHold(which, how)),
  ],
  { maxCommands: 30 },
);

it("the ledger does what the auditor expects, after every one of any sequence of operations", async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (sequence) => {
      const real = await newWorld();
      await fc.asyncModelRun(() => ({ model: new Auditor(), real }), sequence);
    }),
    { numRuns: 40 },
  );
  expect((await books.integrity()).checks.filter(({ ok }) => !ok)).toEqual([]);
});

it("operations at the same time leave books that every check finds right, and everything posted once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat()), async (random) => {
      const world = await newWorld();
      const next = (below: number) => (random.next().value as number) % below;
      for (const { userId } of world.viewers) await books.credit(userId, "TOKEN", BigInt(1 + next(200)));
      const work = Array.from({ length: 40 }, () => {
        const userId = `${world.name}-v${next(3)}`;
        const tokens = BigInt(1 + next(20));
        if (next(4) === 0) return () => books.credit(userId, "TOKEN", tokens);
        const line = world.sessions[next(world.sessions.length)] as (minute: number) => DueMinute;
        const lines = Array.from({ length: 1 + next(6) }, (_, i) => line(1 + ((i + next(3)) % 8)));
        return () => books.ledger.postMinutes(lines, false);
      });
      await atOnce(work, (begin): Promise<unknown> => begin());
    }),
    { numRuns: 6 },
  );
  expect((await books.integrity()).checks.filter(({ ok }) => !ok)).toEqual([]);
});
