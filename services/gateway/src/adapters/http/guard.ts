import { createHash } from "node:crypto";
import { railNamed } from "@metercast/rails";
import { MetercastError } from "@metercast/runtime";
import type { Context, MiddlewareHandler } from "hono";
import { isSigned, mayCall, ROUTES, type RouteName, type RouteRule } from "../../domain/access.ts";
import { type Keeping, keepingOf } from "../../domain/idempotency.ts";
import type { Principal } from "../../domain/principal.ts";
import {
  isObjectText,
  livekitFormProblem,
  railFormProblem,
  stripeFormProblem,
} from "../../domain/webhook-form.ts";
import type { IdempotencyStore, StoredAnswer } from "../../ports/idempotency-store.ts";
import type { SeenPeople } from "../../usecases/people/seen-people.ts";
import { readBody, readRawBody } from "./body.ts";
import type { GatewayEnv } from "./env.ts";
import type { RateLimits } from "./rate-limit.ts";
import type { TokenVerifier } from "./token-verifier.ts";

export type Middleware = MiddlewareHandler<GatewayEnv>;

/**
 * The middleware before a route's own code, in this order: authentication, roles, rate limit, body, stored
 * answer.
 */
export type Guard = (route: RouteName) => Middleware[];

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;
/** Headers that are stored with an answer; each request sets the others. */
const KEPT_HEADERS = ["Content-Type", "Location"];

export interface GuardParts {
  tokens: TokenVerifier;
  limits: RateLimits;
  store: IdempotencyStore;
  /** The key of LiveKit's signatures; undefined: every webhook is refused. */
  livekitKey: string | undefined;
  /** Sees the person of each request that a token was accepted for. */
  people: Pick<SeenPeople, "saw">;
}

export function guardWith({ tokens, limits, store, livekitKey, people }: GuardParts): Guard {
  return (name) => {
    const rule: RouteRule = ROUTES[name];
    const [method] = name.split(" ");
    return [
      named(name),
      ...(rule.who === "anybody" || isSigned(rule)
        ? []
        : [authenticate(tokens, people, rule), limits.subject(rule)]),
      ...(isSigned(rule) ? [limits.webhook, signatureForm(rule, livekitKey)] : []),
      ...(method === "GET" || rule.ignoresBody ? [] : [isSigned(rule) ? rawBodyRead : bodyRead]),
      ...(rule.idempotencyKey === "none" ? [] : [idempotent(store, rule)]),
    ];
  };
}

const named =
  (name: RouteName): Middleware =>
  async (c, next) => {
    c.set("route", name);
    await next();
  };

const bodyRead: Middleware = async (c, next) => {
  await readBody(c);
  await next();
};

/** Refuses signatures of a wrong form before reading the body. */
const signatureForm =
  (rule: RouteRule, livekitKey: string | undefined): Middleware =>
  async (c, next) => {
    const problem = signatureProblem(c, rule, livekitKey);
    if (problem !== undefined) throw new MetercastError("invalid_signature", problem);
    await next();
  };

function signatureProblem({ req }: Context<GatewayEnv>, rule: RouteRule, livekitKey: string | undefined) {
  if (rule.who === "stripe") return stripeFormProblem(req.header("Stripe-Signature"), Date.now());
  if (rule.who === "rail") return railFormProblem(railHeaders(req), (name) => req.header(name), Date.now());
  if (livekitKey === undefined) return "no LiveKit key is configured here";
  return livekitFormProblem(req.header("Authorization"), livekitKey, Date.now());
}

/** @throws not_found for a name of no rail, and for a rail whose payer sends no webhooks */
function railHeaders(req: Context<GatewayEnv>["req"]): readonly string[] {
  const { webhookHeaders = [] } = railNamed(req.param("rail") ?? "") ?? {};
  if (webhookHeaders.length === 0)
    throw new MetercastError("not_found", "No rail with webhooks has this name.");
  return webhookHeaders;
}

/** The signature is over the bytes: the owning service checks them unchanged. */
const rawBodyRead: Middleware = async (c, next) => {
  const body = await readRawBody(c);
  if (!isObjectText(body)) throw new MetercastError("invalid_signature", "the body is no event");
  c.set("rawBody", body);
  await next();
};

function authenticate(tokens: TokenVerifier, people: GuardParts["people"], rule: RouteRule): Middleware {
  return async (c, next) => {
    const [, token] = /^Bearer +([\x21-\x7e]+)$/i.exec(c.req.header("Authorization") ?? "") ?? [];
    if (token === undefined)
      throw new MetercastError("unauthenticated", "send Authorization: Bearer <token>");
    const principal = await tokens.verify(token);
    if (!mayCall(rule, principal.roles)) throw new MetercastError("forbidden", neededRoles(rule));
    c.set("principal", principal);
    people.saw(principal, c.req.header("Accept-Language"));
    await next();
  };
}

const neededRoles = (rule: RouteRule) =>
  `this needs the role ${(rule.who as readonly string[]).join(" or ")}`;

/**
 * The business id that other services get: the same for the same person and key, opaque for everybody else.
 */
export function businessKeyOf({ userId }: Pick<Principal, "userId">, key: string): string {
  return createHash("sha256").update(`${userId}\n${key}`).digest("hex");
}

/** A key that is used again after its answer expired is another act. */
const actIdOf = (businessKey: string, since: Date): string =>
  createHash("sha256").update(`${businessKey}\n${since.toISOString()}`).digest("hex");

function idempotent(store: IdempotencyStore, rule: RouteRule): Middleware {
  return async (c, next) => {
    const key = c.req.header("Idempotency-Key");
    if (key === undefined) {
      if (rule.idempotencyKey === "required") throw new MetercastError("idempotency_key_required");
      return next();
    }
    if (!IDEMPOTENCY_KEY.test(key))
      throw new MetercastError("invalid_request", undefined, { fields: [KEY_FIELD] });
    const principal = c.get("principal");
    const { userId } = principal;
    const url = new URL(c.req.url);
    const claim = await store.claim(
      userId,
      key,
      requestHash(c.req.method, url.pathname + url.search, await c.req.text()),
    );
    if (claim.outcome === "conflict") throw new MetercastError("idempotency_conflict");
    if (claim.outcome === "running") throw new MetercastError("request_in_progress");
    if (claim.outcome === "replay") return replay(claim.answer);
    c.set("businessKey", businessKeyOf(principal, key));
    c.set("actId", actIdOf(c.get("businessKey"), claim.since));
    c.set("again", claim.again);
    await next();
    const lease = { userId, key, leaseId: claim.leaseId };
    const code = c.error && MetercastError.from(c.error).code;
    const kept = keepingOf({ status: c.res.status, code }, claim.again);
    await settle(store, lease, kept, c.res);
  };
}

const KEY_FIELD = { field: "Idempotency-Key", message: "1 to 255 visible ASCII characters" };

/** If the store is down the lease expires, and the business key makes another run safe. */
async function settle(
  store: IdempotencyStore,
  { userId, key, leaseId }: { userId: string; key: string; leaseId: string },
  keeping: Keeping,
  response: Response,
): Promise<void> {
  if (keeping === "release") return store.release(userId, key, leaseId).catch(() => undefined);
  if (keeping === "forget") return store.forget(userId, key, leaseId).catch(() => undefined);
  const copy = response.clone();
  const answer = { status: copy.status, body: await copy.text(), headers: keptHeaders(copy.headers) };
  await store.complete(userId, key, leaseId, answer).catch(() => undefined);
}

const keptHeaders = (headers: Headers) =>
  Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? ""]] : [])),
  );

const replay = ({ status, body, headers }: StoredAnswer) =>
  new Response(body, { status, headers: { ...headers, "Idempotent-Replayed": "true" } });

function requestHash(method: string, target: string, body: string): string {
  return createHash("sha256").update(`${method} ${target}\n`).update(body).digest("hex");
}
