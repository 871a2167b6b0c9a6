import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createTestDatabase,
  type Nats,
  randomSecret,
  type Service,
  startNats,
  startService,
  testServers,
} from "@metercast/testkit";
import { SignJWT } from "jose";
import { type Stubs, startStubs } from "./stub-services.ts";

export interface Gateway {
  url: string;
  service: Service;
  nats: Nats;
  stubs: Stubs;
  databaseUrl: string;
  adminDatabaseUrl: string;
  secret: string;
  /** The environment, for a second copy. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** A gateway on real Postgres and NATS, with stubs for billing and wallet. */
export async function startGateway(env: Record<string, string> = {}): Promise<Gateway> {
  const folder = mkdtempSync(join(tmpdir(), "metercast-gateway-"));
  const database = await createTestDatabase();
  const nats = await startNats({ binary: testServers().natsBinary, folder });
  const stubs = await startStubs();
  const secret = randomSecret(48);
  const databaseUrl = database.urls.gateway as string;
  const all = {
    GATEWAY_DATABASE_URL: databaseUrl,
    NATS_URL: nats.urlFor("gateway"),
    BILLING_GRPC_ADDRESS: stubs.billingAddress,
    WALLET_GRPC_ADDRESS: stubs.walletAddress,
    AUTH_JWT_SECRET: secret,
    LOG_LEVEL: "warn",
    ...env,
  };
  const service = await startService("gateway", all);
  return {
    url: service.baseUrl as string,
    service,
    nats,
    stubs,
    databaseUrl,
    adminDatabaseUrl: database.adminUrl,
    secret,
    env: all,
    async stop() {
      await service.stop();
      await stubs.stop();
      await nats.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A token as an app's login would sign it. */
export function sign(
  secret: string,
  sub: string,
  roles: unknown,
  options: { exp?: string | number; nbf?: number } = {},
): Promise<string> {
  const token = new SignJWT({ roles }).setProtectedHeader({ alg: "HS256" }).setSubject(sub).setIssuedAt();
  if (options.nbf !== undefined) token.setNotBefore(options.nbf);
  return token.setExpirationTime(options.exp ?? "1h").sign(new TextEncoder().encode(secret));
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
}

export interface CallOptions {
  token?: string | undefined;
  body?: unknown;
  /** Sent as it is instead of `body`. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

/** One request; the answer's body parsed where it is JSON. */
export async function call(
  base: string,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer> {
  const { token, body, raw, headers } = options;
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(base + path, {
    method,
    headers: {
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(content !== undefined && { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(content !== undefined && { body: content }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export interface SseEvent {
  event: string;
  id: string;
  // biome-ignore lint/suspicious/noExplicitAny: events have many shapes
  data: any;
}

/** Reads an event stream into a list until closed. */
export async function openEvents(base: string, token: string, lastEventId?: string) {
  const abort = new AbortController();
  const response = await fetch(`${base}/api/wallet/events`, {
    headers: {
      Authorization: `Bearer ${token}`,
      ...(lastEventId !== undefined && { "Last-Event-ID": lastEventId }),
    },
    signal: abort.signal,
  });
  const events: SseEvent[] = [];
  const ended = (async () => {
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += new TextDecoder().decode(chunk);
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const event = parseEvent(text.slice(0, end));
        text = text.slice(end + 2);
        if (event) events.push(event);
      }
    }
  })().catch(() => undefined);
  return {
    status: response.status,
    events,
    ended,
    /** Waits until there is an event that `match` likes (5 s). */
    async find(match: (event: SseEvent) => boolean): Promise<SseEvent> {
      for (let waited = 0; waited < 10_000; waited += 20) {
        const found = events.find(match);
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(`no such event among ${JSON.stringify(events)}`);
    },
    async close() {
      abort.abort();
      await ended;
    },
  };
}

function parseEvent(block: string): SseEvent | undefined {
  const fields = Object.fromEntries(
    block
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trimStart()]),
  );
  if (fields.event === undefined) return undefined;
  return { event: fields.event, id: fields.id ?? "", data: JSON.parse(fields.data ?? "null") };
}
