import { status as GrpcStatus } from "@grpc/grpc-js";

/** Every public error code with its HTTP and gRPC status. Codes are stable; texts are not. */
export const ERROR_CODES = {
  invalid_request: { http: 422, grpc: GrpcStatus.INVALID_ARGUMENT, title: "The request is not valid" },
  malformed_request: { http: 400, grpc: GrpcStatus.INVALID_ARGUMENT, title: "The request can't be read" },
  idempotency_key_required: {
    http: 400,
    grpc: GrpcStatus.INVALID_ARGUMENT,
    title: "An Idempotency-Key is required",
  },
  unauthenticated: { http: 401, grpc: GrpcStatus.UNAUTHENTICATED, title: "Authentication required" },
  insufficient_funds: { http: 402, grpc: GrpcStatus.FAILED_PRECONDITION, title: "Not enough tokens" },
  spending_limit_reached: {
    http: 402,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "A spending limit is reached",
  },
  forbidden: { http: 403, grpc: GrpcStatus.PERMISSION_DENIED, title: "Not allowed" },
  own_withdrawal: { http: 403, grpc: GrpcStatus.PERMISSION_DENIED, title: "Nobody decides on their own" },
  second_admin_required: {
    http: 403,
    grpc: GrpcStatus.PERMISSION_DENIED,
    title: "A different admin must do this",
  },
  too_many_sessions: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "Too many streams are watched at once",
  },
  own_stream: { http: 403, grpc: GrpcStatus.PERMISSION_DENIED, title: "Nobody joins their own stream" },
  not_found: { http: 404, grpc: GrpcStatus.NOT_FOUND, title: "Not found" },
  stream_not_found: { http: 404, grpc: GrpcStatus.NOT_FOUND, title: "No such stream" },
  session_not_found: { http: 404, grpc: GrpcStatus.NOT_FOUND, title: "No such session" },
  hold_not_found: { http: 404, grpc: GrpcStatus.NOT_FOUND, title: "No such hold" },
  account_not_found: { http: 404, grpc: GrpcStatus.NOT_FOUND, title: "No such account" },
  withdrawal_not_found: { http: 404, grpc: GrpcStatus.NOT_FOUND, title: "No such withdrawal" },
  payout_method_not_found: { http: 404, grpc: GrpcStatus.NOT_FOUND, title: "No such payout method" },
  act_not_found: { http: 404, grpc: GrpcStatus.NOT_FOUND, title: "No such act" },
  case_not_found: { http: 404, grpc: GrpcStatus.NOT_FOUND, title: "No such case" },
  package_not_found: { http: 404, grpc: GrpcStatus.NOT_FOUND, title: "No such token package" },
  method_not_allowed: { http: 405, grpc: GrpcStatus.UNIMPLEMENTED, title: "Method not allowed" },
  stream_ended: { http: 409, grpc: GrpcStatus.FAILED_PRECONDITION, title: "The stream has ended" },
  insufficient_balance: { http: 409, grpc: GrpcStatus.FAILED_PRECONDITION, title: "Not enough available" },
  hold_posted: { http: 409, grpc: GrpcStatus.FAILED_PRECONDITION, title: "The hold was posted" },
  hold_voided: { http: 409, grpc: GrpcStatus.FAILED_PRECONDITION, title: "The hold was released" },
  withdrawal_already_open: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "Another withdrawal is open",
  },
  freeze_changed: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "The checks show something else by now",
  },
  case_already_open: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "This session already has an open case",
  },
  nothing_charged: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "This session has charged nothing",
  },
  refund_above_charge: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "More than the session charged",
  },
  too_many_streams: { http: 409, grpc: GrpcStatus.FAILED_PRECONDITION, title: "Too many live streams" },
  too_many_payout_methods: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "Too many payout methods",
  },
  invalid_transition: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "Not possible in this state",
  },
  payout_method_in_use: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "An open withdrawal goes there",
  },
  email_not_available: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "Mails are not set up here",
  },
  not_cancelable: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "The payout can't be taken back",
  },
  method_limit: {
    http: 422,
    grpc: GrpcStatus.INVALID_ARGUMENT,
    title: "Not within the limits of the payout method",
  },
  instant_not_available: {
    http: 422,
    grpc: GrpcStatus.INVALID_ARGUMENT,
    title: "Not available as an instant payout",
  },
  instant_limit: {
    http: 422,
    grpc: GrpcStatus.INVALID_ARGUMENT,
    title: "Not within the limits of instant payouts",
  },
  decision_already_effective: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "The decision has taken effect",
  },
  decision_pending: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "Another admin's decision takes effect in a moment",
  },
  payouts_frozen: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "Payouts were frozen meanwhile",
  },
  destination_changed: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "The withdrawal goes to another place now",
  },
  payouts_not_available: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "Payouts are not available for this account",
  },
  payouts_paused: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "Payouts to this creator are paused",
  },
  push_not_available: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "Pushes are not set up here",
  },
  too_many_open_top_ups: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "Too many top-ups are open",
  },
  too_many_webhook_endpoints: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "Too many webhook endpoints",
  },
  webhook_endpoint_disabled: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "The webhook endpoint is disabled",
  },
  webhooks_not_available: {
    http: 409,
    grpc: GrpcStatus.FAILED_PRECONDITION,
    title: "Webhooks are not set up here",
  },
  request_in_progress: { http: 409, grpc: GrpcStatus.ABORTED, title: "The same request is still running" },
  too_old: { http: 410, grpc: GrpcStatus.OUT_OF_RANGE, title: "So old that it is not kept here" },
  payload_too_large: { http: 413, grpc: GrpcStatus.INVALID_ARGUMENT, title: "The request is too large" },
  unsupported_media_type: { http: 415, grpc: GrpcStatus.INVALID_ARGUMENT, title: "Send JSON" },
  invalid_signature: { http: 400, grpc: GrpcStatus.INVALID_ARGUMENT, title: "The signature is not right" },
  below_minimum: { http: 422, grpc: GrpcStatus.INVALID_ARGUMENT, title: "Below the minimum" },
  idempotency_conflict: {
    http: 422,
    grpc: GrpcStatus.ALREADY_EXISTS,
    title: "The key was used with another request",
  },
  limit_exceeded: { http: 422, grpc: GrpcStatus.INVALID_ARGUMENT, title: "Above the configured limit" },
  rate_limited: { http: 429, grpc: GrpcStatus.RESOURCE_EXHAUSTED, title: "Too many requests" },
  internal: { http: 500, grpc: GrpcStatus.INTERNAL, title: "Something went wrong on our side" },
  unavailable: { http: 503, grpc: GrpcStatus.UNAVAILABLE, title: "Not available right now; try again" },
} as const satisfies Record<string, { http: number; grpc: GrpcStatus; title: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** What is wrong with one field of a request. */
export interface FieldError {
  field: string;
  message: string;
}

/** The one error class. The caller may see `detail`; `cause` is for the log only. */
export class MetercastError extends Error {
  override readonly name = "MetercastError";
  readonly code: ErrorCode;
  readonly fields: readonly FieldError[];

  constructor(
    code: ErrorCode,
    detail?: string,
    options: { cause?: unknown; fields?: readonly FieldError[] } = {},
  ) {
    super(detail ?? ERROR_CODES[code].title, { cause: options.cause });
    this.code = code;
    this.fields = options.fields ?? [];
  }

  get http(): number {
    return ERROR_CODES[this.code].http;
  }

  /**
   * Anything thrown, as a MetercastError: itself, `unavailable` for failing infrastructure, or `internal`.
   */
  static from(thrown: unknown): MetercastError {
    if (thrown instanceof MetercastError) return thrown;
    if (isInfrastructureFailure(thrown))
      return new MetercastError("unavailable", undefined, { cause: thrown });
    return new MetercastError("internal", undefined, { cause: thrown });
  }
}

/**
 * Postgres classes and codes unrelated to the statement: connection, login (a rotated password), resources,
 * shutdown, rollback, lock timeout, a promoted standby, an idle transaction.
 */
const INFRASTRUCTURE_SQLSTATE = /^(08|28|53|57|58|40|55P03|25006|25P0[34])/;
const SYSTEM_ERRORS =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOTCONN)$/;
/** Prisma: P1xxx is the connection, P2024 and P2037 the pool, P2028 the transaction timeout. */
const PRISMA_INFRASTRUCTURE = /^(P1\d{3}|P2024|P2028|P2034|P2037)$/;
/** Prisma's driver adapter reduces a socket error without a statement, as during a COMMIT, to this text. */
const ADAPTER_INFRASTRUCTURE =
  /^(ConnectionClosed|SocketTimeout|DatabaseNotReachable|TooManyConnections|TlsConnectionError)$/;
/** Errors without a code: pg's timeouts and lost connections. */
const CONNECTION_WORDS =
  /Query read timeout|Connection terminated|connection is closed|connection closed|Can't reach database|timeout exceeded when trying to connect|Server has closed the connection|Client has encountered a connection error|not queryable/i;

/** True for transient failures: the database, the broker or a service was unreachable or timed out. */
export function isInfrastructureFailure(thrown: unknown): boolean {
  for (
    let error: unknown = thrown, depth = 0;
    error instanceof Error && depth < 6;
    error = error.cause, depth++
  ) {
    if (error instanceof MetercastError) return error.code === "unavailable";
    const code = "code" in error ? error.code : undefined;
    if (typeof code === "string" && (SYSTEM_ERRORS.test(code) || PRISMA_INFRASTRUCTURE.test(code)))
      return true;
    const state = sqlStateOf(error);
    if (state !== undefined) return INFRASTRUCTURE_SQLSTATE.test(state);
    if (
      /^(TimeoutError|NoRespondersError|ConnectionError|ClosedConnectionError|DrainingConnectionError|JetStreamNotEnabled)$/.test(
        error.name,
      )
    )
      return true;
    if (error.name === "DriverAdapterError" && ADAPTER_INFRASTRUCTURE.test(error.message)) return true;
    if (CONNECTION_WORDS.test(error.message)) return true;
  }
  return false;
}

/** The SQLSTATE of a Postgres error, even if wrapped by Prisma. */
export function sqlStateOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, meta, cause } = error as { code?: unknown; meta?: Record<string, unknown>; cause?: unknown };
  if (
    typeof code === "string" &&
    /^[0-9A-Z]{5}$/.test(code) &&
    !/^P\d{4}$/.test(code) &&
    !/^E[A-Z]{4}$/.test(code)
  )
    return code;
  const driver = (
    meta?.driverAdapterError as { cause?: { originalCode?: unknown; code?: unknown } } | undefined
  )?.cause;
  for (const state of [
    driver?.originalCode,
    driver?.code,
    meta?.code,
    (cause as { originalCode?: unknown } | undefined)?.originalCode,
  ]) {
    if (typeof state === "string" && /^[0-9A-Z]{5}$/.test(state)) return state;
  }
  return undefined;
}
