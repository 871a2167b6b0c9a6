import { randomBytes } from "node:crypto";

const INFORMATION = "https://developer.paypal.com/docs/api/payments.payouts-batch/#errors";

export interface ErrorLink {
  href: string;
  rel: string;
  method: string;
}
export interface ErrorDetail {
  field?: string;
  location?: string;
  issue: string;
  link?: (ErrorLink & { encType: string })[];
}

/** An answer that is not 2xx, in PayPal's shape. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: ErrorDetail[];

  constructor(status: number, code: string, message: string, details: ErrorDetail[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }

  body(): Record<string, unknown> {
    return errorBody(this.code, this.message, this.details);
  }
}

export function errorBody(name: string, message: string, details: ErrorDetail[] = []) {
  return {
    name,
    message,
    debug_id: randomBytes(7).toString("hex").slice(0, 13),
    information_link: INFORMATION,
    details,
    links: [],
  };
}

export const invalidRequest = (details: ErrorDetail[]): ApiError =>
  new ApiError(400, "VALIDATION_ERROR", "Invalid request - see details", details);

export const notFound = (): ApiError =>
  new ApiError(404, "INVALID_RESOURCE_ID", "The requested resource was not found");

export const internalError = (): ApiError =>
  new ApiError(500, "INTERNAL_ERROR", "An internal service error has occurred.");
