import { isSpanContextValid, trace } from "@opentelemetry/api";
import { type Logger, pino } from "pino";

export type { Logger };

/**
 * JSON lines on stdout, with the trace they belong to. What names a secret or a person's address is cut out by
 * its key; code must not put either into a message's text.
 */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        "authorization",
        "token",
        "password",
        "secret",
        "email",
        "url",
        "*.authorization",
        "*.token",
        "*.password",
        "*.secret",
        "*.email",
      ],
      censor: "[redacted]",
    },
    mixin() {
      const context = trace.getActiveSpan()?.spanContext();
      return context && isSpanContextValid(context)
        ? { trace_id: context.traceId, span_id: context.spanId }
        : {};
    },
    serializers: { err: (error: unknown) => errorForLog(error) },
  });
}

/** Name, message, stack and causes, but not the other properties of an error: drivers put connection parameters there. */
function errorForLog(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return String(error);
  return {
    type: error.name,
    message: withoutCredentials(error.message),
    ...("code" in error && { code: error.code }),
    stack: withoutCredentials(error.stack ?? ""),
    ...(error.cause !== undefined && depth < 4 && { cause: errorForLog(error.cause, depth + 1) }),
  };
}

/** user:password in a URL, wherever a library wrote it. */
const withoutCredentials = (text: string): string => text.replaceAll(/:\/\/[^@\s/]+@/g, "://[redacted]@");
