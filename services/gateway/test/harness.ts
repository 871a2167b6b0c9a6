import { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { type Service, startService } from "@metercast/local-servers";
import { type Caller, callGrpc } from "@metercast/runtime";
import {
  type Answer,
  insist,
  poll,
  startTcpProxy,
  startWorld,
  type TcpProxy,
  type World,
} from "@metercast/testkit";

export interface Gateway {
  url: string;
  service: Service;
  world: World;
  secret: string;
  /** The environment, for a second copy. */
  env: Record<string, string>;
  /** What lies between the gateway and the services that it calls. */
  network: { billing: TcpProxy; wallet: TcpProxy };
  /** The services themselves, past that network. */
  billing: Caller<typeof BillingServiceService>;
  wallet: Caller<typeof WalletServiceService>;
  stop(): Promise<void>;
}

/**
 * A gateway on the real wallet and billing, which it reaches through proxies that a test may break.
 * `behind` is for those two.
 */
export async function startGateway(
  env: Record<string, string> = {},
  behind: Record<string, string> = {},
): Promise<Gateway> {
  const world = await startWorld({ services: ["wallet", "billing"], env: behind });
  const portOf = (name: "wallet" | "billing") => Number(world.service(name).grpcAddress?.split(":")[1]);
  const network = {
    billing: await startTcpProxy({ targetPort: portOf("billing") }),
    wallet: await startTcpProxy({ targetPort: portOf("wallet") }),
  };
  const all = {
    ...world.environment("gateway"),
    BILLING_GRPC_ADDRESS: `127.0.0.1:${network.billing.port}`,
    WALLET_GRPC_ADDRESS: `127.0.0.1:${network.wallet.port}`,
    LOG_LEVEL: "warn",
    ...env,
  };
  const service = await startService("gateway", all);
  const billing = callGrpc(BillingServiceService, `127.0.0.1:${portOf("billing")}`, { deadlineMs: 60_000 });
  const wallet = callGrpc(WalletServiceService, `127.0.0.1:${portOf("wallet")}`, { deadlineMs: 60_000 });
  return {
    url: service.baseUrl as string,
    service,
    world,
    secret: world.jwtSecret,
    env: all,
    network,
    billing,
    wallet,
    async stop() {
      await Promise.all(
        [service, world.service("billing"), world.service("wallet")].map((one) => one.stop()),
      );
      billing.close();
      wallet.close();
      await Promise.all([network.billing.stop(), network.wallet.stop()]);
      await world.stop();
    },
  };
}

/**
 * One more copy of the gateway, that gives up after a second: for what happens when a service does not
 * answer.
 */
export const startHasty = ({ env }: Gateway, more: Record<string, string> = {}): Promise<Service> =>
  startService("gateway", { ...env, GRPC_DEADLINE_MS: "1000", ...more });

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
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parsed(text) };
}

/**
 * The same, asked again while it is not possible right now, as clients do. What is asked must be
 * idempotent, or have its key.
 */
export const callPatiently: typeof call = (...request) => insist(() => call(...request));

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

/** Reads an event stream into a list until closed. Asks again where the owners could not be asked in time. */
export async function openEvents(
  base: string,
  token: string,
  lastEventId?: string,
  path = "/api/wallet/events",
) {
  const abort = new AbortController();
  const headers = {
    Authorization: `Bearer ${token}`,
    ...(lastEventId !== undefined && { "Last-Event-ID": lastEventId }),
  };
  const response = await insist(() => fetch(base + path, { headers, signal: abort.signal }));
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
    /** Waits until there is an event that `match` likes. */
    find: async (match: (event: SseEvent) => boolean): Promise<SseEvent> => {
      await poll(() => events.some(match));
      return events.find(match) as SseEvent;
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
