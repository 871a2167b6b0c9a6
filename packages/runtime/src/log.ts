import { isSpanContextValid, trace } from "@opentelemetry/api";
import { type Logger, pino } from "pino";

export type { Logger };

/**
 * JSON lines on stdout with their trace. Keys that name a secret or an e-mail address are removed; code
 * must not put either into a message's text.
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
    // The last filter, for every line and key.
    hooks: { streamWrite: withoutSecrets },
  });
}

/**
 * Name, message, stack and causes, but not the other properties of an error: drivers put connection
 * parameters there.
 */
function errorForLog(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return String(error);
  return {
    type: error.name,
    message: error.message,
    ...("code" in error && { code: error.code }),
    stack: error.stack,
    ...(error.cause !== undefined && depth < 4 && { cause: errorForLog(error.cause, depth + 1) }),
  };
}

/**
 * Never logged, wherever it appears: credentials in URLs, bearer tokens and JWTs, Stripe's keys and webhook
 * secrets, e-mail addresses, IBANs and card numbers. Every pattern is bounded, so that a long line costs
 * only its length; none matches a quote, so that JSON stays valid.
 */
const SECRETS: readonly [RegExp, string][] = [
  [/:\/\/[^@\s/"\\]{1,300}@/g, "://[redacted]@"],
  [/\b[Bb]earer\s+[\w.~+/=-]{8,4000}/g, "Bearer [redacted]"],
  [/\beyJ[\w-]{8,2000}\.[\w-]{2,4000}(?:\.[\w-]{0,2000})?/g, "[redacted token]"],
  [/\b(?:[srp]k_(?:live|test)|whsec)_[\w-]{4,300}/g, "[redacted key]"],
  [/(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}\b/g, "[redacted address]"],
  [/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g, "[redacted account]"],
  [/(?<![\w.-])\d{4}(?:[ -]\d{4}){2,3}[ -]?\d{1,4}(?![\w.-])/g, "[redacted account]"],
];

export function withoutSecrets(text: string): string {
  return SECRETS.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), text);
}
