import { SignJWT } from "jose";

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what an outsider reads is any JSON; tests say what they expect of it
  body: any;
}

export interface Ask {
  body?: unknown;
  key?: string;
  headers?: Record<string, string>;
}

/** Where calls go (asked for at each call), and the secret that its tokens are signed with. */
export interface Target {
  readonly gatewayUrl: string;
  readonly jwtSecret: string;
}

/** One person, as an app acts for them: a signed token and HTTP calls. */
export interface Person {
  id: string;
  token: string;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, ask?: Ask): Promise<Answer>;
  put(path: string, ask?: Ask): Promise<Answer>;
  patch(path: string, ask?: Ask): Promise<Answer>;
  delete(path: string, ask?: Ask): Promise<Answer>;
  /** Another person of the same world. */
  beside(id: string, ...roles: Role[]): Promise<Person>;
}

type Role = "viewer" | "creator" | "admin";
/** Longer than any answer may take, shorter than a test. */
const TIMEOUT_MS = 60_000;

/** A person of a world, with a token that its gateway accepts. */
export async function person(world: Target, id: string, ...roles: Role[]): Promise<Person> {
  const token = await new SignJWT({ roles })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(id)
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(world.jwtSecret));
  const call =
    (method: string) =>
    async (path: string, ask: Ask = {}) => {
      const response = await fetch(world.gatewayUrl + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(ask.body !== undefined && { "content-type": "application/json" }),
          ...(ask.key !== undefined && { "idempotency-key": ask.key }),
          ...ask.headers,
        },
        ...(ask.body !== undefined && { body: JSON.stringify(ask.body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      const json = (response.headers.get("content-type") ?? "").includes("json");
      return {
        status: response.status,
        headers: response.headers,
        body: json && text ? JSON.parse(text) : text,
      };
    };
  return {
    id,
    token,
    get: (path, headers = {}) => call("GET")(path, { headers }),
    post: call("POST"),
    put: call("PUT"),
    patch: call("PATCH"),
    delete: call("DELETE"),
    beside: (other, ...theirs) => person(world, other, ...theirs),
  };
}

let keys = 0;
/** Gives tokens to a viewer, as an admin does. */
export const give = (admin: Person, viewer: Person, tokens: number): Promise<void> =>
  credit(admin, { user_id: viewer.id, asset: "TOKEN", amount: tokens });

/** Credits a user, as an admin does, and above the limit two of them. Neither approves what is withdrawn of it. */
export async function credit(
  admin: Person,
  what: { user_id: string; asset: "TOKEN" | "USD"; amount: number | string; direction?: "credit" | "debit" },
): Promise<void> {
  const body = { direction: "credit", ...what, reason: "for the test" };
  const bookkeeper = await admin.beside("the-bookkeeper", "admin");
  const key = `give-${process.pid}-${keys++}`;
  const answer = await bookkeeper.post("/api/admin/adjustments", { body, key });
  const done = answer.status === 202 ? await admin.post(`/api/admin/acts/${answer.body.id}/confirm`) : answer;
  if (done.status >= 300 || done.body.status === "failed")
    throw new Error(`could not give: ${done.status} ${JSON.stringify(done.body)}`);
}

/** The viewer's available tokens. */
export async function tokensOf(viewer: Person): Promise<number> {
  const { body } = await viewer.get("/api/wallet");
  return body.accounts?.find((account: { asset: string }) => account.asset === "TOKEN")?.available ?? 0;
}

/** The creator's earnings in cents. */
export async function centsOf(creator: Person): Promise<number> {
  const { body } = await creator.get("/api/wallet");
  const usd = body.accounts?.find((account: { asset: string }) => account.asset === "USD");
  return usd ? Math.round(Number(usd.posted.amount) * 100) : 0;
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `what` gives something `good`, looking every 100 ms; gives the last value either way, for the assertion that follows. */
export async function eventually<T>(
  what: () => Promise<T>,
  good: (value: T) => boolean,
  seconds = 60,
): Promise<T> {
  for (const end = Date.now() + seconds * 1_000; ; await sleep(100)) {
    const value = await what();
    if (good(value) || Date.now() > end) return value;
  }
}
