import { characters, type IdKind, USER_ID, uuidOf } from "@metercast/contracts";
import { MetercastError, z } from "@metercast/runtime";

/** A user: the `sub` of a token. */
export const userId = z.string().regex(USER_ID, "is not a user id");
/** Empty where the call need not be idempotent. Postgres takes no NUL in a text. */
const idempotencyKey = z.string().regex(/^[!-~]{0,128}$/, "must be at most 128 visible ASCII characters");
export const requiredIdempotencyKey = idempotencyKey.min(1, "is required");
const MAX_PRICE = 1_000_000n;
const price = z
  .bigint()
  .min(0n, "must be 0 or more")
  .max(MAX_PRICE, `must be ${MAX_PRICE} or less`)
  .transform(Number);
export const limit = z.number().int().min(1).max(100);
/** Our cursors have 52 characters; anything long is none of ours. */
const cursor = z.string().max(200);
export const page = { limit, cursor };

/** A text that people read: trimmed, without control characters. */
const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, "must not be empty")
    .refine((value) => characters(value) <= max, `must have ${max} characters or less`)
    .regex(/^\P{Cc}*$/u, "must have no control characters");

export const startStreamRequest = z.object({
  creatorId: userId,
  title: text(200),
  witnesses: z.enum(["", "any", "both"]).transform((value) => value || ("any" as const)),
  idempotencyKey,
});
export const endStreamRequest = z.object({
  streamId: z.string(),
  actorId: userId,
  actorIsAdmin: z.boolean(),
});
export const joinRequest = z.object({ streamId: z.string(), viewerId: userId });
export const seenRequest = z.object({
  sessionId: z.string(),
  streamId: z.string().default(""),
  viewerId: userId,
  seenAt: z.date({ error: "is required" }),
  forwarded: z.boolean(),
  byMedia: z.boolean().default(false),
});
export const listStreamsRequest = z.object({ ...page, creatorId: userId.or(z.literal("")) });
export const getStreamsRequest = z.object({ streamIds: z.array(z.string()).max(100) });
export const searchRequest = z.object({ query: z.string().regex(/^[^\0]{1,255}$/, "1-255 characters") });
export const listSessionsRequest = z.object({ ...page, viewerId: userId, streamId: z.string() });
export const listRatesRequest = z.object(page);
export const forecastRequest = z.object({ viewerId: userId, availableTokens: z.bigint().min(0n) });
export const setRateRequest = z
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

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A request that is what it should be. @throws invalid_request with its fields, named as in proto */
export function valid<S extends z.ZodType>(schema: S, request: unknown): z.output<S> {
  const result = schema.safeParse(request);
  if (result.success) return result.data;
  const fields = result.error.issues.map((issue) => ({
    field: snake(issue.path.join(".")),
    message: issue.message,
  }));
  throw new MetercastError("invalid_request", undefined, { fields });
}

/** The UUID in an id from outside. An id that is none of ours names nothing. @throws stream_not_found, session_not_found */
export function known(kind: "stream" | "session", id: string): string {
  const uuid = uuidOf(kind satisfies IdKind, id);
  if (!uuid) throw new MetercastError(`${kind}_not_found`);
  return uuid;
}
