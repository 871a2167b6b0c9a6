import type { components } from "../generated/schema.ts";

type Problem = components["schemas"]["Problem"];

/** The API's codes, and codes for failures of the connection. */
export type ErrorCode =
  | Problem["code"]
  /** No connection, or it broke: unknown whether the request arrived. */
  | "unreachable"
  /** No response in time: unknown whether the request arrived. */
  | "timed_out"
  /** A response that is not the API's: a balancer's page, a captive portal. */
  | "unexpected_answer";

/**
 * The error of every failed call, except that a call aborted by its `signal` rejects with the signal's
 * reason.
 */
export class MetercastApiError extends Error {
  override readonly name = "MetercastApiError";
  /** Stable. */
  readonly code: ErrorCode;
  /** HTTP status; 0 without a response. */
  readonly status: number;
  /** For support; undefined without a response of the API. */
  readonly requestId: string | undefined;
  /** Errors by field of an invalid request. */
  readonly fields: readonly { field: string; message: string }[];
  /** From Retry-After. */
  readonly retryAfterMs: number | undefined;

  constructor(init: {
    code: ErrorCode;
    message: string;
    status?: number;
    requestId?: string | undefined;
    fields?: readonly { field: string; message: string }[];
    retryAfterMs?: number | undefined;
    cause?: unknown;
  }) {
    super(init.message, { cause: init.cause });
    this.code = init.code;
    this.status = init.status ?? 0;
    this.requestId = init.requestId;
    this.fields = init.fields ?? [];
    this.retryAfterMs = init.retryAfterMs;
  }
}

/** The error of an unsuccessful response. */
export function errorOf(response: Response, body: unknown): MetercastApiError {
  const common = {
    status: response.status,
    requestId: response.headers.get("Request-Id") ?? undefined,
    retryAfterMs: retryAfterMs(response.headers.get("Retry-After"), Date.now()),
  };
  if (!isProblem(body))
    return new MetercastApiError({
      ...common,
      code: "unexpected_answer",
      message: `HTTP ${response.status} that is not the API's`,
    });
  const { code, detail, errors = [] } = body;
  const wrong = errors.map(({ field, message }) => `${field}: ${message}`).join("; ");
  return new MetercastApiError({
    ...common,
    code,
    message: wrong === "" ? detail : `${detail}: ${wrong}`,
    fields: errors,
  });
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && typeof body.code === "string";
}

/** Retry-After in either of its forms: seconds, or a date. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
