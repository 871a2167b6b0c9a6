import { setTimeout as sleep } from "node:timers/promises";
import { SignJWT } from "jose";

/** Half of what the gateway's demo tokens are good for. */
const TOKEN_MAX_AGE_MS = 6 * 3_600_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** A gateway that restarts is away for some seconds; 30 tries outlast it. */
const TRIES = 30;
const RETRY_MS = 1_000;

// biome-ignore lint/suspicious/noExplicitAny: answers have many shapes, and a demo looks at a few fields
type Json = any;

export interface Answer {
  status: number;
  body: Json;
}

export interface LiveEvent {
  event: string;
  data: Json;
}

/** Somebody with a token who uses the API like any app would. */
export interface Person {
  name: string;
  /** Asks, and again for as long as the gateway is away (bounded). */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Listens until `signal`; comes back with Last-Event-ID when the line breaks. */
  listen(onEvent: (event: LiveEvent) => void, signal: AbortSignal): Promise<void>;
}

export function persona(url: string, role: "viewer" | "creator" | "admin"): Person {
  return person(url, `demo-${role}`, async () => {
    const response = await request(url, "POST", "/api/demo/login", { persona: role });
    if (response.status !== 200)
      throw new Error(`the demo's login says ${response.status}; is the gateway running with DEMO=1?`);
    return response.body.token as string;
  });
}

/** A viewer of the demo, signed in by "the app's own login": this process has the secret. */
export function demoViewer(url: string, name: string, secret: string): Person {
  const key = new TextEncoder().encode(secret);
  return person(url, name, () =>
    new SignJWT({ roles: ["viewer"], name })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject(name)
      .setIssuedAt()
      .setExpirationTime("12h")
      .sign(key),
  );
}

function person(url: string, name: string, login: () => Promise<string>): Person {
  let token = "";
  let since = 0;
  const bearer = async () => {
    if (Date.now() - since > TOKEN_MAX_AGE_MS) {
      token = await login();
      since = Date.now();
    }
    return { Authorization: `Bearer ${token}` };
  };
  return {
    name,
    async call(method, path, body, headers = {}) {
      for (let tries = 1; ; tries++) {
        try {
          const answer = await request(url, method, path, body, { ...(await bearer()), ...headers });
          if (answer.status === 401) since = 0;
          else if (answer.status < 500 && answer.body?.code !== "request_in_progress") return answer;
          if (tries === TRIES) return answer;
        } catch (error) {
          if (tries === TRIES) throw error;
        }
        await sleep(RETRY_MS);
      }
    },
    async listen(onEvent, signal) {
      let lastId = "";
      while (!signal.aborted) {
        const headers = { ...(await bearer().catch(() => ({}))), ...(lastId && { "Last-Event-ID": lastId }) };
        await readEvents(`${url}/api/wallet/events`, headers, signal, (id, event) => {
          lastId = id;
          onEvent(event);
        }).catch(() => undefined);
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

async function request(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: { ...(body !== undefined && { "Content-Type": "application/json" }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}

async function readEvents(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
  onEvent: (id: string, event: LiveEvent) => void,
): Promise<void> {
  const response = await fetch(url, { headers, signal });
  if (response.status !== 200) return;
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
      const data = field("data");
      if (data !== undefined)
        onEvent(field("id") ?? "", { event: field("event") ?? "", data: JSON.parse(data) });
    }
  }
}
