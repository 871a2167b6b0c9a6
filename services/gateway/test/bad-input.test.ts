import { once } from "node:events";
import { connect } from "node:net";
import { SPELLINGS } from "@metercast/money/spellings";
import { type Answer, pace, sign } from "@metercast/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { acts } from "./acts.ts";
import { gateway } from "./api-world.ts";
import { type CallOptions, call, callPatiently } from "./harness.ts";
import { hasty } from "./hasty.ts";

const tokens = { viewer: "", creator: "", admin: "" };

beforeAll(async () => {
  for (const role of ["viewer", "creator", "admin"] as const)
    tokens[role] = await sign(gateway.secret, `the-${role}`, [role]);
});

const as = (role: keyof typeof tokens, method: string, path: string, options: CallOptions = {}) =>
  callPatiently(gateway.url, method, path, { token: tokens[role], ...options });

let keys = 0;
const adjust = (body: unknown) =>
  as("admin", "POST", "/api/admin/adjustments", { body, headers: { "Idempotency-Key": `bad-${keys++}` } });

function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.body).toMatchObject({ status, code });
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.headers.get("request-id")).toBe(answer.body.request_id);
}

const good = { user_id: "somebody", asset: "USD", direction: "credit", amount: "1.00", reason: "because" };

describe("amounts", () => {
  it.each([
    0,
    -1,
    "0",
    "-5",
    2 ** 53,
    2 ** 64,
    "18446744073709551616",
    "1e3",
    1e300,
    "1.005",
    13.205,
    "",
    " 5",
    "abc",
    null,
    {},
    [],
    true,
    "٥",
    "0x10",
  ])("refuses %j as USD with 422 and names the field", async (amount) => {
    const answer = await adjust({ ...good, amount });
    expectProblem(answer, 422, "invalid_request");
    expect(answer.body.errors[0].field).toBe("amount");
  });
  it.each(SPELLINGS)("of dollars and of tokens are spelled by the one rule: $what", async (spelling) => {
    for (const [asset, minor] of [
      ["USD", spelling.usd],
      ["TOKEN", spelling.token],
    ] as const) {
      const answer = await adjust({ ...good, asset, amount: spelling.input });
      if (minor === null || minor <= 0n) expectProblem(answer, 422, "invalid_request");
      else expect([201, 202]).toContain(answer.status);
    }
  });
  it.each(["1.00", "1.1", 13.2, 7, "10000000000000.00"])("takes %j as USD", async (amount) => {
    expect((await adjust({ ...good, amount })).status).toBe(201);
  });
});

describe("text and keys", () => {
  it.each([
    "nul \0 byte",
    "half a pair \ud800",
    "",
    "   ",
    "x".repeat(201),
    "line\nbreak",
    "photo\u202Egpj.exe",
    "\u200B\u2060",
    "\u3164",
    5,
    null,
    ["a"],
  ])("refuses such a title with 422 (%#)", async (title) =>
    expectProblem(await as("creator", "POST", "/api/streams", { body: { title } }), 422, "invalid_request"),
  );
  it("takes text of every script", async () => {
    const { status, body } = await as("creator", "POST", "/api/streams", {
      body: { title: " Ночная прогулка 🌙 " },
    });
    expect([status, body.title]).toEqual([201, "Ночная прогулка 🌙"]);
  });
  it("counts characters as the document does: an emoji is one", async () => {
    const title = "🎉".repeat(200);
    const { status, body } = await as("creator", "POST", "/api/streams", { body: { title } });
    expect([status, body.title]).toEqual([201, title]);
  });
  it("__proto__ and constructor keys change nothing", async () => {
    const raw =
      '{"title":"fine","__proto__":{"witnesses":"both","polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const { status, body } = await as("creator", "POST", "/api/streams", { raw });
    expect([status, body.witnesses, ({} as { polluted?: number }).polluted]).toEqual([201, "any", undefined]);
  });
  it("a stream can't ask for policy 'both' where no media server is configured: nobody would pay in it", async () => {
    const answer = await as("creator", "POST", "/api/streams", {
      body: { title: "Live", witnesses: "both" },
    });
    expectProblem(answer, 422, "invalid_request");
    expect(answer.body.errors).toEqual([
      { field: "witnesses", message: "both needs a media server, and none is configured here" },
    ]);
  });
  it.each(["not a user", "", "x".repeat(129), "a/b", "\u0000", 7])(
    "refuses what is no user id (%#)",
    async (user_id) => {
      expectProblem(await adjust({ ...good, user_id }), 422, "invalid_request");
    },
  );
});

describe("bodies", () => {
  const post = (options: CallOptions) => as("creator", "POST", "/api/streams", options);
  it.each(["{", "", "nope", '{"title":"a"}}', "\ufeff{", "{'a':1}"])("answers 400 for %j", async (raw) => {
    expectProblem(await post({ raw }), 400, "malformed_request");
  });
  it.each(["null", "[]", "5", '"text"', "{}", `${"[".repeat(30_000)}${"]".repeat(30_000)}`])(
    "answers 422 for JSON of another shape (%#)",
    async (raw) => expectProblem(await post({ raw }), 422, "invalid_request"),
  );
  it("answers 400 for what is not UTF-8", async () => {
    expectProblem(await post({ raw: new Uint8Array([0x22, 0xff, 0xfe, 0x22]) }), 400, "malformed_request");
  });
  it("answers 413 above 64 KiB, with and without a stated length", async () => {
    expectProblem(
      await post({ raw: JSON.stringify({ title: "x".repeat(70_000) }) }),
      413,
      "payload_too_large",
    );
    const chunks = new ReadableStream({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode(" ".repeat(40_000)));
      },
    });
    const init = {
      method: "POST",
      body: chunks,
      duplex: "half",
      headers: { Authorization: `Bearer ${tokens.creator}`, "Content-Type": "application/json" },
    };
    // An endless body: the answer comes early, or the connection is cut while sending; either way nothing
    // is buffered.
    const status = await fetch(`${gateway.url}/api/streams`, init as RequestInit).then(
      (response) => response.status,
      () => 413,
    );
    expect(status).toBe(413);
  });
  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/xml",
    "multipart/form-data; boundary=x",
    "application/json; charset=latin1",
  ])("answers 415 for %s", async (type) =>
    expectProblem(
      await post({ raw: "{}", headers: { "Content-Type": type } }),
      415,
      "unsupported_media_type",
    ),
  );
});

it("a body that breaks off is the client's fault", async () => {
  const answered = async (status: string) => {
    const metrics = await (await fetch(`${gateway.service.adminUrl}/metrics`)).text();
    const lines = metrics
      .split("\n")
      .filter((line) => /^metercast_http_requests_total.*"POST \/api\/streams"/.test(line));
    return Number(lines.find((line) => line.includes(`status="${status}"`))?.split(" ")[1] ?? 0);
  };
  const [before, unavailable] = [await answered("400"), await answered("503")];
  await hangUp(
    `POST /api/streams HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${tokens.creator}\r\n` +
      'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"title":',
  );
  await expect.poll(() => answered("400")).toBe(before + 1);
  expect(await answered("503")).toBe(unavailable);
  expect(gateway.service.lines().filter((line) => line.includes("request failed"))).toEqual([]);
});

describe("prices", () => {
  const rate = { scope: "platform", tokens_per_minute: 5, creator_per_minute: "13.20", reason: "because" };
  const put = (change: object) => as("admin", "PUT", "/api/admin/rates", { body: { ...rate, ...change } });
  it.each([
    ["creator_per_minute", "10000.01"],
    ["creator_per_minute", "-0.01"],
    ["tokens_per_minute", 1_000_001],
  ])("refuses a %s of %j by its name", async (field, value) => {
    const answer = await put({ [field]: value });
    expectProblem(answer, 422, "invalid_request");
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toEqual([field]);
  });
  it("takes the highest ones", async () => {
    const highest = { creator_per_minute: "10000.00", tokens_per_minute: 1_000_000 };
    const someone = { scope: "creator", scope_id: "dear-creator" };
    expect((await put({ ...someone, ...highest })).status).toBe(200);
  });
});

describe("addresses", () => {
  it.each([
    "/nowhere",
    "/api",
    "/api/streams/",
    "/api/payouts",
    "/%ff%fe",
    "/api/streams/%00",
    "/api/streams/%zz",
    "//",
    "/api/streams/..%2f..%2fetc",
    "/__proto__",
  ])("answers 404 for %s", async (path) => expect((await as("viewer", "GET", path)).status).toBe(404));
  it("answers 404 for ids that aren't ids and for ids that nobody has", async () => {
    const unknown = "0".repeat(32);
    for (const id of [
      `str_${unknown}`,
      `ses_${unknown}`,
      "1",
      "str_",
      "'; DROP TABLE",
      "str_".padEnd(5_000, "a"),
    ]) {
      const answer = await as("viewer", "GET", `/api/streams/${encodeURIComponent(id)}`);
      expect([id.slice(0, 40), answer.status, answer.body.code]).toEqual([
        id.slice(0, 40),
        404,
        "stream_not_found",
      ]);
      const { status } = await as("viewer", "POST", `/api/sessions/${encodeURIComponent(id)}/heartbeat`);
      expect([id.slice(0, 40), status]).toEqual([id.slice(0, 40), 404]);
    }
  });
  it("answers 405 with Allow where the address takes other methods", async () => {
    const answer = await as("viewer", "DELETE", "/api/streams");
    expectProblem(answer, 405, "method_not_allowed");
    expect(answer.headers.get("allow")?.split(", ").sort()).toEqual(["GET", "HEAD", "POST"]);
    expect((await as("viewer", "OPTIONS", "/api/streams")).status).toBe(405);
  });
  it.each([
    "limit=0",
    "limit=101",
    "limit=-1",
    "limit=1e1",
    "limit=",
    "limit=5&limit=6",
    `cursor=${"x".repeat(2_000)}`,
    "cursor=%00",
    "cursor=a'b",
    "creator_id=%ff",
  ])("answers 422 for such a query (%#)", async (query) =>
    expectProblem(await as("viewer", "GET", `/api/streams?${query}`), 422, "invalid_request"),
  );
  it.each(["__proto__=1", "x=%", "&&&==", "a[b][c]=1", "limit=5&unknown=1", "limit[]=5"])(
    "doesn't mind ?%s",
    async (query) => {
      expect((await as("viewer", "GET", `/api/streams?${query}`)).status).toBe(200);
    },
  );
});

describe("headers", () => {
  it("keeps a well-formed Request-Id and replaces any other", async () => {
    const kept = await as("viewer", "GET", "/api/wallet", { headers: { "Request-Id": "abc-123" } });
    expect(kept.headers.get("request-id")).toBe("abc-123");
    const made = await as("viewer", "GET", "/api/wallet", { headers: { "Request-Id": "a b {}" } });
    expect(made.headers.get("request-id")).toMatch(/^req_[0-9a-f]{32}$/);
  });
  it("answers are not cached and not sniffed", async () => {
    const { headers } = await as("viewer", "GET", "/api/wallet");
    expect([headers.get("cache-control"), headers.get("x-content-type-options")]).toEqual([
      "no-store",
      "nosniff",
    ]);
  });
  it.each(["junk", "00-zz-yy-01", "00-00000000000000000000000000000000-0000000000000000-00"])(
    "doesn't mind traceparent %s",
    async (traceparent) => {
      expect((await as("viewer", "GET", "/api/wallet", { headers: { traceparent } })).status).toBe(200);
    },
  );
  it.each(["", "has space", "x".repeat(256), "ümlaut"])(
    "refuses such an Idempotency-Key (%#)",
    async (key) => {
      const answer = await as("creator", "POST", "/api/streams", {
        body: { title: "a" },
        headers: { "Idempotency-Key": key },
      });
      expect(answer.status).toBe(422);
    },
  );
  it("answers 4xx to what is hardly HTTP", async () => {
    const lines = [
      "GET / HTTP/1.1\r\nHost: ][\r\n\r\n",
      "GET /api/streams\\x HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n",
      "BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n",
      `GET / HTTP/1.1\r\nHost: a\r\nX: ${"y".repeat(40_000)}\r\n\r\n`,
      "\0\0\0\r\n\r\n",
    ];
    for (const text of lines)
      expect([text.slice(0, 30), ((await rawStatus(text)) / 100) | 0]).toEqual([text.slice(0, 30), 4]);
  });
});

it("an own stream that has gone and a service that is down differ", async () => {
  const stream = await acts(gateway).stream("the-creator");
  const read = (id: string) => as("creator", "GET", `/api/streams/${id}`);
  gateway.network.billing.refuse();
  const down = await call(hasty.baseUrl as string, "GET", `/api/streams/${stream.id}`, {
    token: tokens.creator,
  });
  gateway.network.billing.resume();
  expectProblem(down, 503, "unavailable");
  expect(down.headers.get("retry-after")).toBe("1");
  expectProblem(await read(`str_${"0".repeat(32)}`), 404, "stream_not_found");
  expect((await read(stream.id)).body.id).toBe(stream.id);
});

it("nothing of all this was an error of the gateway's own", () => {
  expect(gateway.service.lines().filter((line) => line.includes('"level":50'))).toEqual([]);
});

function rawStatus(text: string): Promise<number> {
  const { hostname, port } = new URL(gateway.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.once("data", (data) => {
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(data.toString())?.[1]));
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

/** Sends this much, and goes once it is likely to have been read. */
async function hangUp(text: string): Promise<void> {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname, () => socket.write(text));
  await pace(200);
  socket.destroy();
  await once(socket, "close");
}
