import { z } from "@hono/zod-openapi";
import {
  ERROR_CODES,
  type ErrorCode,
  type FieldError,
  type Logger,
  MetercastError,
} from "@metercast/runtime";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { GatewayEnv } from "./env.ts";

export const Problem = z
  .object({
    type: z.string().openapi({ example: "urn:metercast:problem:invalid_request" }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
    request_id: z.string(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .openapi("Problem");

/** Retry-After in seconds, for errors that may pass. */
const RETRY_AFTER: Partial<Record<ErrorCode, string>> = {
  unavailable: "1",
  rate_limited: "5",
  request_in_progress: "1",
};

/** RFC 9457. */
export function problem(c: Context<GatewayEnv>, error: MetercastError): Response {
  const body: z.infer<typeof Problem> = {
    type: `urn:metercast:problem:${error.code}`,
    title: ERROR_CODES[error.code].title,
    status: error.http,
    detail: error.message,
    code: error.code,
    request_id: c.get("requestId"),
    ...(error.fields.length > 0 && { errors: [...error.fields] }),
  };
  const headers = new Headers({ "Content-Type": "application/problem+json" });
  const retryAfter = c.get("retryAfterSeconds")?.toString() ?? RETRY_AFTER[error.code];
  if (retryAfter) headers.set("Retry-After", retryAfter);
  if (error.code === "unauthenticated") headers.set("WWW-Authenticate", 'Bearer realm="metercast"');
  return c.body(JSON.stringify(body), { status: error.http as 400, headers: Object.fromEntries(headers) });
}

/** Turns any thrown error into a problem. Internal errors are logged with their stack. */
export function errorHandler(log: Logger) {
  return (thrown: Error, c: Context<GatewayEnv>): Response => {
    const error = thrown instanceof HTTPException ? fromHono(thrown) : MetercastError.from(thrown);
    const fields = { err: thrown, request_id: c.get("requestId"), route: c.get("route") };
    if (error.code === "internal") log.error(fields, "request failed");
    if (error.code === "unavailable") log.warn(fields, "request failed for now");
    return problem(c, error);
  };
}

/** Errors of Hono about unreadable requests. */
function fromHono(thrown: HTTPException): MetercastError {
  if (thrown.status === 415) return new MetercastError("unsupported_media_type");
  if (thrown.status === 413) return new MetercastError("payload_too_large");
  if (thrown.status < 500) return new MetercastError("malformed_request", thrown.message, { cause: thrown });
  return new MetercastError("internal", undefined, { cause: thrown });
}

/** Refuses a request with every wrong field, named as in the request. */
export function validationHook(
  result: { success: true } | { success: false; target: string; error: { issues: readonly Issue[] } },
): void {
  if (result.success) return;
  const fields: FieldError[] = result.error.issues.slice(0, MAX_FIELD_ERRORS).map((issue) => ({
    field: issue.path.map(String).join(".") || result.target,
    message: issue.message,
  }));
  throw new MetercastError("invalid_request", undefined, { fields });
}

interface Issue {
  path: readonly PropertyKey[];
  message: string;
}

/** Enough to correct a form; a hostile body must not cause a long answer. */
const MAX_FIELD_ERRORS = 20;

/**
 * Responses of a route for the document: one entry per status, naming the codes, and each as an example of
 * its own.
 */
export function problems<const C extends ErrorCode>(...codes: C[]) {
  const all: ErrorCode[] = [...codes, "internal", "unavailable"];
  const byStatus = Map.groupBy(all, (code) => ERROR_CODES[code].http);
  const entries = [...byStatus].map(([status, names]) => [
    status,
    {
      description: names.map((name) => `\`${name}\`: ${ERROR_CODES[name].title}`).join("; "),
      content: {
        "application/problem+json": {
          schema: Problem,
          examples: Object.fromEntries(
            names.map((name) => [name, { $ref: `#/components/examples/${name}` }]),
          ),
        },
      },
    },
  ]);
  // Typed as a plain Response: problems are thrown, never returned by a handler.
  return Object.fromEntries(entries) as Record<never, never>;
}
