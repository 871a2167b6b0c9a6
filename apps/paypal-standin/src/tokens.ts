import { randomBytes, timingSafeEqual } from "node:crypto";
import { nowMs, type World } from "./state.ts";

export interface Credentials {
  clientId: string;
  clientSecret: string;
}

export interface TokenAnswer {
  status: 200 | 400 | 401;
  body: Record<string, unknown>;
}

const SCOPE =
  "https://uri.paypal.com/payments/payouts https://uri.paypal.com/services/payments/payouts-item/reverse";

/** POST /v1/oauth2/token: Basic authentication and grant_type=client_credentials. */
export function grantToken(
  world: World,
  credentials: Credentials,
  authorization: string | undefined,
  form: string,
): TokenAnswer {
  const expected = `Basic ${Buffer.from(`${credentials.clientId}:${credentials.clientSecret}`).toString("base64")}`;
  if (!same(authorization ?? "", expected))
    return refusal(401, "invalid_client", "Client Authentication failed");
  if (new URLSearchParams(form).get("grant_type") !== "client_credentials")
    return refusal(400, "unsupported_grant_type", "unsupported grant_type");
  const token = `A21AA${randomBytes(36).toString("base64url")}`;
  const { tokenLifeSeconds } = world.settings;
  world.tokens[token] = nowMs(world) + tokenLifeSeconds * 1_000;
  const body = {
    scope: SCOPE,
    access_token: token,
    token_type: "Bearer",
    app_id: "APP-80W284485P519543T",
    expires_in: tokenLifeSeconds,
    nonce: `${new Date(nowMs(world)).toISOString()}${randomBytes(8).toString("hex")}`,
  };
  return { status: 200, body };
}

export function tokenIsGood(world: World, authorization: string | undefined): boolean {
  const token = /^Bearer (\S+)$/.exec(authorization ?? "")?.[1];
  const expiresAt = token === undefined ? undefined : world.tokens[token];
  return expiresAt !== undefined && expiresAt > nowMs(world);
}

export function forgetTokens(world: World): void {
  for (const [token, expiresAt] of Object.entries(world.tokens))
    if (expiresAt <= nowMs(world)) delete world.tokens[token];
}

const refusal = (status: 400 | 401, error: string, error_description: string): TokenAnswer => ({
  status,
  body: { error, error_description },
});

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
