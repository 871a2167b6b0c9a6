import { SignJWT } from "jose";

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: an outsider reads any JSON; tests say what they expect
  body: any;
}

export interface Ask {
  body?: unknown;
  key?: string;
  headers?: Record<string, string>;
}

/** Where calls go (read at each call), and the secret that its tokens are signed with. */
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

export type Role = "viewer" | "creator" | "admin";
/** Longer than any answer may take, shorter than a test. */
const TIMEOUT_MS = 60_000;

/** A token as an app's login signs it; `exp` and `nbf` as jose takes them. */
export function sign(
  secret: string,
  sub: string,
  roles: unknown,
  { exp = "1h", nbf, claims = {} }: { exp?: string | number; nbf?: number; claims?: object } = {},
): Promise<string> {
  const token = new SignJWT({ ...claims, roles })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(sub)
    .setIssuedAt();
  if (nbf !== undefined) token.setNotBefore(nbf);
  return token.setExpirationTime(exp).sign(new TextEncoder().encode(secret));
}

/** A person of a world, with a token that its gateway accepts. */
export async function person(world: Target, id: string, ...roles: Role[]): Promise<Person> {
  const token = await sign(world.jwtSecret, id, roles);
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
