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

/** The error's code, text and fields, for the caller. */
export function toStatus(error: MetercastError): Partial<ServiceError> {
  const metadata = new Metadata();
  metadata.set(CODE_KEY, error.code);
  if (error.fields.length) metadata.set(FIELDS_KEY, Buffer.from(JSON.stringify(error.fields)));
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
    return new MetercastError(code as ErrorCode, error.details, { fields: parsed });
  }
  const away = [status.UNAVAILABLE, status.DEADLINE_EXCEEDED, status.CANCELLED].includes(error.code);
  return new MetercastError(away || isInfrastructureFailure(error) ? "unavailable" : "internal", undefined, {
    cause: error,
  });
}
