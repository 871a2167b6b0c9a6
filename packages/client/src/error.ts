import type { components } from "../generated/schema.ts";

type Problem = components["schemas"]["Problem"];

/** The API's own codes, and what can happen on the way to it and back. */
export type ErrorCode =
  | Problem["code"]
  /** No connection, or it broke: whether the request arrived is not known. */
  | "unreachable"
  /** No answer in time: whether the request arrived is not known. */
  | "timed_out"
  /** An answer that is not the API's: a balancer's page, a captive portal. */
  | "unexpected_answer";

/** Every way in which a call fails but one: a call that its `signal` aborted rejects with the signal's reason. */
export class MetercastApiError extends Error {
  override readonly name = "MetercastApiError";
  /** Stable; decide by this. */
  readonly code: ErrorCode;
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** For whoever asks for help; undefined where no answer of the API came. */
  readonly requestId: string | undefined;
  /** What is wrong with which field, where the request was not valid. */
  readonly fields: readonly { field: string; message: string }[];
  /** When to come back, where the answer says so. */
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

/** An answer that is no success, as the error it tells. */
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
