import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { ApiError, internalError } from "./errors.ts";
import { takeFault } from "./faults.ts";
import { type AnswerSchema, assertAnswer } from "./schemas.ts";
import type { Standin } from "./standin.ts";
import { type Fault, type FaultEffect, pushBounded, type RecordedCall } from "./state.ts";
import { tokenIsGood } from "./tokens.ts";

/** A call without an answer ends here when its caller has no timeout of its own. */
const HANG_MS = 120_000;
/** Calls kept for assertions. */
const MAX_CALLS = 10_000;

export type Env = { Bindings: HttpBindings };

export interface Answer {
  status: number;
  body: unknown;
  /** Undefined: the published files do not have it (tokens). */
  schema?: AnswerSchema;
}

export interface Call {
  path: string;
  query: URLSearchParams;
  body: unknown;
}

/** One API call from its headers to its answer, with the fault that was ordered for it. */
export async function handle(
  standin: Standin,
  c: Context<Env>,
  run: (call: Call) => Answer,
): Promise<Response> {
  const { method, path } = c.req;
  const entry: RecordedCall = { method, path, body: null, status: 0, fault: null };
  pushBounded(standin.world.calls, entry, MAX_CALLS);
  const fault = takeFault(standin.world, method, path);
  const effect = fault?.effect;
  entry.fault = effect ?? null;
  const text = await c.req.text();
  if (effect === "timeout_before") return await hang(c);
  if (effect === "reset_before") return breakConnection(c);
  if (effect === "delay")
    await sleep(fault?.delayMs ?? 0, undefined, { signal: standin.delays.signal }).catch(() => {});
  const answer = refusedBefore(fault) ?? execute(standin, c, entry, text, run);
  entry.status = answer.status;
  if (method === "POST") standin.save();
  if (effect === "timeout_after") return await hang(c);
  if (effect === "reset_after") return breakConnection(c);
  if (effect === "500_after") return send(c, failure(internalError()));
  if (effect === "garbage_after")
    return c.body("<html>502 Bad Gateway</html>", 502, { "content-type": "text/html" });
  return send(c, answer);
}

function execute(
  standin: Standin,
  c: Context<Env>,
  entry: RecordedCall,
  text: string,
  run: (call: Call) => Answer,
): Answer {
  try {
    entry.body = readBody(c, text);
    const isToken = entry.path === "/v1/oauth2/token";
    if (!isToken && !tokenIsGood(standin.world, c.req.header("authorization")))
      throw new ApiError(
        401,
        "AUTHENTICATION_FAILURE",
        "Authentication failed due to missing authorization header, or invalid authentication credentials.",
      );
    const answer = run({ path: entry.path, query: new URL(c.req.url).searchParams, body: entry.body });
    if (answer.schema !== undefined) assertAnswer(answer.schema, answer.body);
    return answer;
  } catch (error) {
    return failure(error);
  }
}

function readBody(c: Context<Env>, text: string): unknown {
  if (c.req.method !== "POST" || text === "") return null;
  const type = (c.req.header("content-type") ?? "").split(";")[0]?.trim();
  if (type === "application/x-www-form-urlencoded") return text;
  if (type !== "application/json")
    throw new ApiError(
      415,
      "UNSUPPORTED_MEDIA_TYPE",
      "The server does not support the request payload's media type.",
    );
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, "MALFORMED_REQUEST", "The request JSON is not well formed.");
  }
}

const BEFORE: Partial<Record<FaultEffect, () => ApiError>> = {
  "500_before": internalError,
  "503_before": () => new ApiError(503, "SERVICE_UNAVAILABLE", "Service Unavailable."),
  "429": () => new ApiError(429, "RATE_LIMIT_REACHED", "Too many requests."),
  "401_before": () => new ApiError(401, "AUTHENTICATION_FAILURE", "Authentication failed."),
  "403_before": () => new ApiError(403, "AUTHORIZATION_ERROR", "Authorization error occurred"),
};

function refusedBefore(fault: Fault | undefined): Answer | undefined {
  if (fault === undefined) return undefined;
  if (fault.effect === "refuse") {
    const { status, name, message } = fault.error ?? {
      status: 400,
      name: "VALIDATION_ERROR",
      message: "Refused.",
    };
    return failure(new ApiError(status, name, message));
  }
  const made = BEFORE[fault.effect];
  return made === undefined ? undefined : failure(made());
}

function failure(error: unknown): Answer {
  if (!(error instanceof ApiError)) console.error(error);
  const known = error instanceof ApiError ? error : internalError();
  const body = known.body();
  assertAnswer("error", body);
  return { status: known.status, body, schema: "error" };
}

function send(c: Context<Env>, { status, body }: Answer): Response {
  return c.body(JSON.stringify(body), status as 200, { "content-type": "application/json" });
}

async function hang(c: Context<Env>): Promise<Response> {
  const { outgoing } = c.env;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, HANG_MS);
    outgoing.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
  return breakConnection(c);
}

function breakConnection(c: Context<Env>): Response {
  c.env.outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}
