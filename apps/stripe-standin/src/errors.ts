export interface StripeErrorBody {
  type: "invalid_request_error" | "idempotency_error" | "api_error" | "card_error";
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
}

/**
 * An answer that says no. `saved` tells whether the endpoint had begun its work: such an answer is kept
 * under the idempotency key and comes again for the same key, even when the reason is gone by then (a
 * balance that was too small).
 */
export class ApiError extends Error {
  readonly status: number;
  readonly body: StripeErrorBody;
  readonly saved: boolean;

  constructor(status: number, body: StripeErrorBody, saved = false) {
    super(body.message);
    this.status = status;
    this.body = body;
    this.saved = saved;
  }
}

/** The request itself is wrong: found before the endpoint begins, never saved. */
export function invalid(message: string, code: string, param?: string): ApiError {
  return new ApiError(400, {
    type: "invalid_request_error",
    message,
    code,
    ...(param === undefined ? {} : { param }),
  });
}

export const unknownParameter = (param: string): ApiError =>
  invalid(`Received unknown parameter: ${param}`, "parameter_unknown", param);

/** The request is well formed and was refused: saved. */
export function refused(message: string, code?: string): ApiError {
  const named = code === undefined ? {} : { code };
  return new ApiError(400, { type: "invalid_request_error", message, ...named }, true);
}

export function missing(kind: string, id: string, param = "id", status = 404): ApiError {
  return new ApiError(status, {
    type: "invalid_request_error",
    message: `No such ${kind}: '${id}'`,
    code: "resource_missing",
    param,
  });
}

/** Stripe's own failure; callers must read it as "unknown". */
export function serverError(): ApiError {
  return new ApiError(
    500,
    { type: "api_error", message: "An unexpected error occurred (made by a fault)." },
    true,
  );
}
