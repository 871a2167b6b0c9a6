import { characters, type IdKind, USER_ID, uuidOf } from "@metercast/contracts";
import { MetercastError, z } from "@metercast/runtime";
import { cursor, key, pageLimit, userId, validate } from "@metercast/validation";
import type { SessionRequest } from "../../usecases/bill-session.ts";
import type { EndStream } from "../../usecases/end-stream.ts";
import type { JoinStream } from "../../usecases/join-stream.ts";
import type { ListSessions } from "../../usecases/list-sessions.ts";
import type { SetRate } from "../../usecases/set-rate.ts";
import type { StartStream } from "../../usecases/start-stream.ts";

/** Empty if the call need not be idempotent. */
const idempotencyKey = z.union([z.literal(""), key]);
const MAX_PRICE = 1_000_000n;
const price = z
  .bigint()
  .min(0n, "must be 0 or more")
  .max(MAX_PRICE, `must be ${MAX_PRICE} or less`)
  .transform(Number);
const page = { limit: pageLimit, cursor };

/** A text for people, trimmed, without control characters. */
const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, "must not be empty")
    .refine((value) => characters(value) <= max, `must have ${max} characters or less`)
    .regex(/^\P{Cc}*$/u, "must have no control characters");

const startStream = z.object({
  creatorId: userId,
  title: text(200),
  witnesses: z.enum(["", "any", "both"]).transform((value) => value || ("any" as const)),
  idempotencyKey,
});
export function startStreamRequest(request: unknown): StartStream {
  const { witnesses: presencePolicy, ...rest } = validate(startStream, request);
  return { ...rest, presencePolicy };
}

const endStream = z.object({ streamId: z.string(), actorId: userId, actorIsAdmin: z.boolean() });
export function endStreamRequest(request: unknown): EndStream {
  const { streamId, ...rest } = validate(endStream, request);
  return { ...rest, streamId: known("stream", streamId) };
}

const getStreams = z.object({ streamIds: z.array(z.string()).max(100) });
export const getStreamsRequest = (request: unknown) => validate(getStreams, request).streamIds;

const payers = z.object({
  creatorId: userId,
  streamIds: z.array(z.string()).max(200),
  since: z.date({ error: "required" }),
});
/** A malformed id names nothing. */
export function payersRequest(request: unknown) {
  const { streamIds, ...rest } = validate(payers, request);
  return { ...rest, streams: streamIds.flatMap((id) => uuidOf("stream", id) ?? []) };
}

const listStreams = z.object({ ...page, creatorId: userId.or(z.literal("")) });
export const listStreamsRequest = (request: unknown) => validate(listStreams, request);

const join = z.object({ streamId: z.string(), viewerId: userId });
export function joinRequest(request: unknown): JoinStream {
  const { streamId, viewerId } = validate(join, request);
  return { streamId: known("stream", streamId), viewerId };
}

const seen = z.object({
  sessionId: z.string(),
  streamId: z.string().default(""),
  viewerId: userId,
  seenAt: z.date({ error: "is required" }),
  forwarded: z.boolean(),
  byMedia: z.boolean().default(false),
});
export function sessionRequest(request: unknown): SessionRequest {
  const { sessionId, streamId, seenAt, ...rest } = validate(seen, request);
  if (!sessionId && !streamId)
    throw new MetercastError("invalid_request", undefined, {
      fields: [{ field: "session_id", message: "a session or a stream is required" }],
    });
  const which = sessionId
    ? { sessionId: known("session", sessionId) }
    : { streamId: known("stream", streamId) };
  return { ...rest, ...which, seenAt: seenAt.getTime() };
}

const listSessions = z
  .object({ ...page, viewerId: z.union([userId, z.literal("")]), streamId: z.string() })
  .refine(({ viewerId, streamId }) => viewerId !== "" || streamId !== "", "a viewer or a stream");
export function listSessionsRequest(request: unknown): ListSessions {
  const { streamId, ...rest } = validate(listSessions, request);
  return { ...rest, streamId: streamId && known("stream", streamId) };
}

const forecast = z.object({ viewerId: userId, availableTokens: z.bigint().min(0n) });
export const forecastRequest = (request: unknown) => validate(forecast, request);

const setRate = z
  .object({
    scope: z.enum(["platform", "creator", "stream"]),
    scopeId: z.string().max(128),
    tokensPerMinute: price,
    creatorCentsPerMinute: price,
    reason: text(500),
    actorId: userId,
    idempotencyKey,
  })
  .refine((request) => request.scope !== "platform" || request.scopeId === "", {
    path: ["scopeId"],
    message: "the platform has none",
  })
  .refine((request) => request.scope !== "creator" || USER_ID.test(request.scopeId), {
    path: ["scopeId"],
    message: "is not a user id",
  });
export function setRateRequest(request: unknown): SetRate {
  const { scopeId, ...rest } = validate(setRate, request);
  return { ...rest, scopeId: rest.scope === "stream" ? known("stream", scopeId) : scopeId };
}

const listRates = z.object(page);
export const listRatesRequest = (request: unknown) => validate(listRates, request);

const search = z.object({ query: z.string().regex(/^[^\0]{1,255}$/, "1-255 characters") });
export const searchRequest = (request: unknown) => validate(search, request).query;

const startTopUp = z.object({
  viewerId: userId,
  packageId: z.string().min(1).max(64),
  // Required: a repeated request must get the same Checkout session.
  idempotencyKey: key,
  // URL parsers accept control characters, Postgres does not.
  returnUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .regex(/^\P{Cc}*$/u, "must have no control characters"),
});
export const startTopUpRequest = (request: unknown) => validate(startTopUp, request);

/** Stripe's events have some kilobytes. */
const MAX_PAYLOAD_BYTES = 1_048_576;
const webhook = z.object({
  payload: z
    .instanceof(Uint8Array)
    .refine((bytes) => bytes.length > 0 && bytes.length <= MAX_PAYLOAD_BYTES, "has no fitting size"),
  signature: z.string().max(4_096),
});
export const webhookRequest = (request: unknown) => validate(webhook, request);

/** The UUID in a public id. @throws stream_not_found, session_not_found for an id that is not ours */
export function known(kind: "stream" | "session", id: string): string {
  const uuid = uuidOf(kind satisfies IdKind, id);
  if (!uuid) throw new MetercastError(`${kind}_not_found`);
  return uuid;
}
