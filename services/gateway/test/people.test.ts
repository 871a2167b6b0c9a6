import { withClient } from "@metercast/provision";
import { poll, sign } from "@metercast/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { admin, ask, creatorWith, decide, newKey, request, usd, world } from "./withdrawals-world.ts";

const path = (id: string) => `/api/admin/people/${id}`;
const named = (id: string, roles: string[], name: string, email = "", issuedAt?: number) =>
  sign(world.jwtSecret, id, roles, {
    claims: { name, ...(email !== "" && { email }), ...(issuedAt && { iat: issuedAt }) },
  });
const query = <T>(sql: string, parameters: unknown[] = []): Promise<T[]> =>
  withClient(world.adminUrl, async (client) => (await client.query(sql, parameters)).rows);

/** The person as admins see them, once their name is known. */
const known = (id: string, name: string) =>
  poll(
    () => ask("GET", path(id), admin).then(({ body }) => body),
    (body) => body.name === name,
  );
const search = async (q: string) => {
  const { body } = await poll(
    () => ask("GET", `/api/admin/search?q=${encodeURIComponent(q)}`, admin),
    (answer) => answer.body.unavailable?.length === 0,
  );
  return body.data as { kind: string; id: string; user_name: string | null; summary: string }[];
};
const people = async (q: string) =>
  (await search(q)).filter(({ kind }) => kind === "person").map(({ id }) => id);

beforeAll(async () => {
  await ask("GET", "/api/me", await named("the-admin", ["admin"], "Ada King"));
  // Who credits does not approve, so creatorWith's adjustments are the bookkeeper's.
  await ask("GET", "/api/me", await named("the-bookkeeper", ["admin"], "Ben Books"));
  await ask("GET", "/api/me", await named("carla-7", ["creator"], "Carla Díaz Öz", "carla.d@example.com"));
  await known("the-admin", "Ada King");
  await known("the-bookkeeper", "Ben Books");
  await known("carla-7", "Carla Díaz Öz");
});

describe("search", () => {
  it("finds people by name, address and the beginning of an id, without accents or case", async () => {
    for (const q of ["carla", "DIAZ", "diaz carla", "car oz", "carla.d@exa", "carla-7", "carla-"])
      expect([q, await people(q)]).toEqual([q, ["carla-7"]]);
    for (const q of ["arla", "carla garcia", "example.com"]) expect([q, await people(q)]).toEqual([q, []]);
    const [hit] = await search("carla");
    expect(hit).toMatchObject({ kind: "person", user_name: "Carla Díaz Öz", url: path("carla-7") });
  });

  it("finds withdrawals by amount, however it is spelled, and says whose they are", async () => {
    const { body } = await request(await creatorWith("carla-7", "3000.00"), "1234.50");
    for (const q of ["1234.5", "$1,234.50", "1234.50 USD"]) {
      const hits = await search(q);
      expect([q, hits]).toMatchObject([q, [{ kind: "withdrawal", id: body.id, user_name: "Carla Díaz Öz" }]]);
    }
    expect(await search("1234.51")).toEqual([]);
  });

  it("finds streams by words of their title, whole words first", async () => {
    const creator = await named("carla-7", ["creator"], "Carla Díaz Öz");
    const start = async (title: string) => (await ask("POST", "/api/streams", creator, { title })).body.id;
    const [cafe, cafes] = [await start("Café in Zürich"), await start("Cafeteria zuerst")];
    const streams = async (q: string) =>
      (await search(q)).filter(({ kind }) => kind === "stream").map(({ id }) => id);
    expect(await streams("cafe")).toEqual([cafe, cafes]);
    expect(await streams("zurich caf")).toEqual([cafe]);
    expect(await streams("zurich tea")).toEqual([]);
    for (const id of [cafe, cafes]) await ask("POST", `/api/streams/${id}/end`, creator);
  });
});

it("names stand beside ids in the audit log, the history of a withdrawal and its trail", async () => {
  const { body: withdrawal } = await request(await creatorWith("nadia", "300.00"), "100.00");
  await ask("GET", "/api/me", await named("nadia", ["creator"], "Nadia"));
  await known("nadia", "Nadia");
  const decided = await decide(withdrawal.id, { action: "reject", note: "not yet" });
  expect(decided.body.history.at(-1)).toMatchObject({ actor_id: "the-admin", actor_name: "Ada King" });
  const audit = await ask("GET", `/api/admin/audit?object_id=${withdrawal.id}`, admin);
  expect(audit.body.data[0]).toMatchObject({ actor_name: "Ada King", object_name: null });
  const trail = await ask("GET", `/api/admin/trace/${withdrawal.id}`, admin);
  expect(trail.body).toMatchObject({ user_id: "nadia", user_name: "Nadia" });
  // Creators see no admin's name.
  const own = await ask(
    "GET",
    `/api/withdrawals/${withdrawal.id}`,
    await named("nadia", ["creator"], "Nadia"),
  );
  expect(JSON.stringify(own.body)).not.toContain("Ada");
});

it("the newest token's name counts, in whatever order tokens are used; one that says none changes nothing", async () => {
  const at = Math.floor(Date.now() / 1_000);
  const use = async (name: string, issuedAt: number) =>
    ask("GET", "/api/me", await named("renamed", ["viewer"], name, "", issuedAt));
  await use("Second", at - 10);
  await known("renamed", "Second");
  await use("First", at - 20);
  await use("", at - 5);
  await use("Third", at - 2);
  await known("renamed", "Third");
  expect(await people("first")).toEqual([]);
  expect(await people("second")).toEqual([]);
  expect(await people("third")).toEqual(["renamed"]);
});

it("a hundred requests of a person write their row once", async () => {
  const token = await named("busy", ["viewer"], "Busy Bee");
  await ask("GET", "/api/me", token);
  await known("busy", "Busy Bee");
  const rows = () =>
    query<{ v: string }>("SELECT xmin::text AS v FROM gateway.person WHERE user_id = 'busy'");
  const before = await rows();
  for (let i = 0; i < 100; i++) await ask("GET", "/api/me", token);
  // Somebody who is seen later is written later: by then the hundred were handled.
  await ask("GET", "/api/me", await named("after-busy", ["viewer"], "After"));
  await known("after-busy", "After");
  expect(await rows()).toEqual(before);
});

describe("a person's record", () => {
  it("has balances, withdrawals, adjustments, minimum, pause and notes, with names", async () => {
    const token = await creatorWith("record", "300.00");
    const { body: withdrawal } = await request(token, "100.00");
    const minimum = { amount: "20.00", reason: "moving" };
    await ask("PUT", "/api/admin/creators/record/withdrawal-minimum", admin, minimum);
    await ask("POST", "/api/admin/creators/record/payouts/pause", admin, { reason: "a question" });
    const { status, body } = await ask("GET", path("record"), admin);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: "record",
      accounts: [{ asset: "USD", posted: usd("300.00"), held: usd("100.00"), available: usd("200.00") }],
      withdrawals: {
        latest: [{ id: withdrawal.id, status: "PENDING" }],
        counts: [{ status: "PENDING", count: 1, amount: usd("100.00") }],
        complete: true,
      },
      withdrawal_minimum: { amount: usd("20.00"), waived: true },
      payouts_paused: { by: "admin", reason: "a question" },
      adjustments: [{ direction: "credit", amount: usd("300.00"), actor_name: "Ben Books" }],
      streams: [],
      sessions: [],
      cases: { open: 0, total: 0 },
      notes: [],
      unavailable: [],
    });
  });

  it("is there for nobody known, without a name; a name that can be nobody's is not found", async () => {
    const { status, body } = await ask("GET", path("nobody-yet"), admin);
    expect([status, body]).toMatchObject([200, { name: null, roles: [], first_seen_at: null, accounts: [] }]);
    for (const id of ["system", "a%20b"]) expect((await ask("GET", path(id), admin)).status).toBe(404);
  });

  it("takes a note once under its key; the audit log has that it was written, not what", async () => {
    const key = newKey();
    const write = (text: string) => ask("POST", `${path("carla-7")}/notes`, admin, { text }, key);
    const first = await write("called on Monday");
    expect([first.status, first.body]).toMatchObject([
      201,
      { author_name: "Ada King", text: "called on Monday" },
    ]);
    expect((await write("called on Monday")).body).toEqual(first.body);
    expect((await write("something else")).status).toBe(422);
    const { body } = await ask("GET", path("carla-7"), admin);
    expect(body.notes).toEqual([first.body]);
    const audit = await ask("GET", "/api/admin/audit?object_id=carla-7&action=person_note.written", admin);
    expect(audit.body.data).toMatchObject([{ actor_id: "the-admin", detail: {} }]);
  });
});

it("an erased person is in no search, without name and notes, and the act is in the log", async () => {
  await ask("GET", "/api/me", await named("forgotten", ["viewer"], "Forgotten Soul", "soul@example.com"));
  await known("forgotten", "Forgotten Soul");
  await ask("POST", `${path("forgotten")}/notes`, admin, { text: "a secret of theirs" }, newKey());
  expect((await ask("DELETE", path("forgotten"), admin)).status).toBe(204);
  const { body } = await ask("GET", path("forgotten"), admin);
  expect(body).toMatchObject({ name: null, email: null, notes: [] });
  for (const q of ["forgotten", "soul@exa"]) expect([q, await people(q)]).toEqual([q, []]);
  const left = await query(
    "SELECT user_id FROM gateway.person_key WHERE user_id = 'forgotten' UNION ALL SELECT user_id FROM gateway.person_note WHERE user_id = 'forgotten'",
  );
  expect(left).toEqual([]);
  const audit = await ask("GET", "/api/admin/audit?object_id=forgotten", admin);
  const actions = audit.body.data.map(({ action }: { action: string }) => action);
  expect(actions).toEqual(["person.erased", "person_note.written"]);
  expect((await ask("DELETE", path("forgotten"), admin)).status).toBe(204);
});
