import { resolve } from "node:path";
import type { Logger } from "@metercast/runtime";
import { buildApp } from "../adapters/http/app.ts";
import type { ConsoleSettings } from "../adapters/http/console.ts";
import type { HttpSettings, RouteDeps } from "../adapters/http/deps.ts";
import { guardWith } from "../adapters/http/guard.ts";
import { rateLimits } from "../adapters/http/rate-limit.ts";
import { type HttpServer, listen } from "../adapters/http/server.ts";
import { tokenVerifier } from "../adapters/http/token-verifier.ts";
import type { Config } from "../config.ts";
import type { IdempotencyStore } from "../ports/idempotency-store.ts";
import type { SeenPeople } from "../usecases/people/seen-people.ts";

const ROOT = resolve(import.meta.dirname, "../../../..");

export interface HttpParts extends Omit<RouteDeps, "guard" | "limits" | "settings"> {
  seenPeople: SeenPeople;
}

/** The API and the console on their port. */
export async function startHttp(
  config: Config,
  store: IdempotencyStore,
  parts: HttpParts,
): Promise<HttpServer> {
  const limits = limitsOf(config, parts.log);
  const tokens = tokenVerifier(config.identity, parts.log);
  const guard = guardWith({
    tokens,
    limits,
    store,
    livekitKey: config.LIVEKIT_API_KEY,
    people: parts.seenPeople,
  });
  const app = buildApp({ ...parts, guard, limits, settings: settingsOf(config) });
  return listen(app, {
    port: config.PORT,
    host: listenHost(config),
    maxConnections: config.HTTP_CONNECTIONS,
    // Behind proxies of ours all connections are theirs.
    maxConnectionsPerAddress: config.TRUSTED_PROXIES > 0 ? 0 : config.HTTP_CONNECTIONS_PER_ADDRESS,
  });
}

const limitsOf = (config: Config, log: Logger) =>
  rateLimits(
    {
      addressPerMinute: config.RATE_LIMIT_ADDRESS_PER_MINUTE,
      subjectPerMinute: config.RATE_LIMIT_SUBJECT_PER_MINUTE,
      trustedProxies: config.TRUSTED_PROXIES,
      // Without proxies the server counts an address when it connects.
      inFlightPerAddress: config.TRUSTED_PROXIES > 0 ? config.HTTP_CONNECTIONS_PER_ADDRESS : 0,
      webhookFailuresPerMinute: config.RATE_LIMIT_WEBHOOK_FAILURES_PER_MINUTE,
    },
    log,
  );

const settingsOf = (config: Config): HttpSettings => ({
  lowBalanceTokens: config.LOW_BALANCE_TOKENS,
  withdrawalMinimumCents: config.WITHDRAWAL_MINIMUM_CENTS,
  tokenPriceCents: config.TOKEN_PRICE_CENTS,
  ownPlaces: {
    publicUrl: config.PUBLIC_URL,
    origins: [...config.CORS_ORIGINS, ...config.RETURN_URL_ORIGINS],
  },
  corsOrigins: config.CORS_ORIGINS,
  https: httpsOf(config),
  hasWithdrawals: config.WITHDRAWALS_GRPC_ADDRESS !== undefined,
  hasNotifications: config.NOTIFICATIONS_GRPC_ADDRESS !== undefined,
  sse: { connections: config.SSE_CONNECTIONS, perUser: config.SSE_CONNECTIONS_PER_USER },
  demoSecret: config.DEMO === "1" ? config.AUTH_JWT_SECRET : undefined,
  console: consoleSettings(config),
});

function httpsOf({ PUBLIC_URL, TRUSTED_PROXIES }: Config): HttpSettings["https"] {
  if (PUBLIC_URL?.startsWith("https:")) return "always";
  return TRUSTED_PROXIES > 0 ? "forwarded" : "never";
}

/** The demo's login makes anybody an admin, so by default it listens on the loopback address only. */
function listenHost({ HTTP_LISTEN_HOST: given, DEMO, DEMO_ALLOW_NETWORK }: Config): string {
  return given ?? (DEMO === "1" && DEMO_ALLOW_NETWORK === "0" ? "127.0.0.1" : "::");
}

function consoleSettings(config: Config): ConsoleSettings {
  return {
    folder: resolve(ROOT, config.CONSOLE_FOLDER),
    auth: signIn(config),
    minuteSeconds: config.METER_MINUTE_SECONDS,
  };
}

function signIn({ DEMO, OIDC_CLIENT_ID: clientId, OIDC_SCOPE, identity }: Config): ConsoleSettings["auth"] {
  if (DEMO === "1") return { kind: "demo" };
  const issuer = identity.issuers[0]?.issuer;
  if (issuer === undefined || clientId === undefined) return { kind: "none" };
  const [audience = null] = identity.audiences;
  return { kind: "oidc", issuer, client_id: clientId, scope: OIDC_SCOPE, audience };
}
