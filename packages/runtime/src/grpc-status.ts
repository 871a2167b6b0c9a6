import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import {
  ERROR_CODES,
  type ErrorCode,
  type FieldError,
  isInfrastructureFailure,
  MetercastError,
} from "./errors.ts";

const CODE_KEY = "metercast-code";
const FIELDS_KEY = "metercast-fields-bin";
/** gRPC's own name for when to come again (gRFC A6). */
const RETRY_KEY = "grpc-retry-pushback-ms";

/** The error's code, text, fields and when to come again, for the caller. */
export function toStatus(error: MetercastError): Partial<ServiceError> {
  const metadata = new Metadata();
  metadata.set(CODE_KEY, error.code);
  if (error.fields.length) metadata.set(FIELDS_KEY, Buffer.from(JSON.stringify(error.fields)));
  if (error.retryAfterMs !== undefined) metadata.set(RETRY_KEY, String(error.retryAfterMs));
  return { code: ERROR_CODES[error.code].grpc, details: error.message, metadata };
}

/**
 * Restores the callee's MetercastError. A call without a callee, or without a response in time, is
 * `unavailable`: its outcome is unknown.
 */
export function fromStatus(error: ServiceError): MetercastError {
  const code = error.metadata?.get(CODE_KEY)[0]?.toString();
  if (code !== undefined && code in ERROR_CODES) {
    const fields = error.metadata.get(FIELDS_KEY)[0];
    const parsed = fields ? (JSON.parse(fields.toString()) as FieldError[]) : [];
    const retryAfterMs = Number(error.metadata.get(RETRY_KEY)[0]?.toString() ?? Number.NaN);
    return new MetercastError(code as ErrorCode, error.details, {
      fields: parsed,
      retryAfterMs: Number.isNaN(retryAfterMs) ? undefined : retryAfterMs,
    });
  }
  const away = [status.UNAVAILABLE, status.DEADLINE_EXCEEDED, status.CANCELLED].includes(error.code);
  return new MetercastError(away || isInfrastructureFailure(error) ? "unavailable" : "internal", undefined, {
    cause: error,
  });
}
