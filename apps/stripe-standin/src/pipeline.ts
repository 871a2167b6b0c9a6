import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { noAccess } from "./accounts.ts";
import type { Call, Route } from "./call.ts";
import type { Fault, FaultEffect, RecordedCall } from "./control-types.ts";
import { refuseUndocumented } from "./documented.ts";
import { ApiError, invalid, serverError } from "./errors.ts";
import { takeFault } from "./faults.ts";
import { type Form, parseForm } from "./form.ts";
import { fingerprint, keyName, recall } from "./idempotency.ts";
import { jsonForm } from "./json-form.ts";
import { expanded } from "./lists.ts";
import { refuseUnknown } from "./params.ts";
import type { Standin } from "./standin.ts";
import { newId, nowMs, pushBounded } from "./state.ts";

/** A call without an answer ends here when its caller has no timeout of its own (the SDK's is 80 s). */
const HANG_MS = 120_000;
/** Calls kept for assertions. */
const MAX_CALLS = 10_000;

export type Env = { Bindings: HttpBindings };

interface Answer {
  status: number;
  body: string;
  /** The request that was executed, when this is its stored answer. */
  original?: string;
  shouldRetry?: boolean;
}

/** One API call from its headers to its answer, with the fault that was ordered for it. */
export async function handle(standin: Standin, route: Route | undefined, c: Context<Env>): Promise<Response> {
  const key = c.req.method === "POST" ? c.req.header("idempotency-key") : undefined;
  const entry: RecordedCall = {
    request_id: newId("req"),
    method: c.req.method,
    path: c.req.path,
    account: c.req.header("stripe-account") ?? null,
    idempotency_key: key ?? null,
    params: {},
    status: 0,
    replayed: false,
    fault: null,
  };
  let answer: Answer;
  let effect: FaultEffect | undefined;
  try {
    const call = await readCall(standin, c, entry);
    const fault = takeFault(standin.world, { method: entry.method, path: entry.path, owner: call.owner });
    effect = fault?.effect;
    entry.fault = effect ?? null;
    if (effect === "timeout_before") return await hang(c);
    if (effect === "connection_reset_before") return breakConnection(c);
    answer = refusedBefore(effect) ?? (await answerOnce(standin, route, call, key, fault));
  } catch (error) {
    answer = failure(error);
  }
  entry.status = answer.status;
  entry.replayed = answer.original !== undefined;
  if (entry.method === "POST") standin.save();
  if (effect === "timeout_after_execution") return await hang(c);
  if (effect === "connection_reset_after") return breakConnection(c);
  if (effect === "502_after_execution")
    answer = { status: 502, body: errorBody("Bad gateway (made by a fault).") };
  return respond(c, answer, entry);
}

async function readCall(standin: Standin, c: Context<Env>, entry: RecordedCall): Promise<Call> {
  authenticate(c.req.header("authorization"), standin.apiKeys);
  const query = new URL(c.req.url).search.slice(1);
  let form: Form;
  try {
    const body = entry.method === "POST" ? await c.req.text() : query;
    const isJson = entry.path.startsWith("/v2/") && entry.method === "POST";
    form = isJson ? jsonForm(body) : parseForm(body);
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid("The body is no JSON.", "parameter_invalid");
    if (error instanceof RangeError) throw invalid(error.message, "parameter_invalid");
    throw error;
  }
  entry.params = form;
  refuseGeneralVersion(c, entry.path);
  pushBounded(standin.world.calls, entry, MAX_CALLS);
  const { account } = entry;
  const { accounts, closedAccounts } = standin.world;
  if (account !== null && (accounts[account] === undefined || closedAccounts[account] === true))
    throw noAccess(account);
  return {
    world: standin.world,
    publicUrl: standin.options.publicUrl,
    request: { id: entry.request_id, idempotency_key: entry.idempotency_key },
    path: c.req.param() as Record<string, string>,
    form,
    owner: entry.account ?? "platform",
  };
}

/** Money management with stablecoins is a preview: only its versions know these endpoints. */
function refuseGeneralVersion(c: Context<Env>, path: string): void {
  if (path.startsWith("/v2/") && !(c.req.header("stripe-version") ?? "").endsWith(".preview"))
    throw new ApiError(400, {
      type: "invalid_request_error",
      message: "This endpoint needs a preview version in Stripe-Version.",
      code: "unsupported_api_version",
    });
}

/** Bearer, as the SDK does it, or the key as the user of Basic, as curl -u does it. */
function authenticate(header: string | undefined, expected: readonly string[] | undefined): void {
  const [scheme, value = ""] = header?.split(" ") ?? [];
  const given = scheme === "Basic" ? Buffer.from(value, "base64").toString().replace(/:$/, "") : value;
  if (given.startsWith("sk_test_") && (expected === undefined || expected.includes(given))) return;
  const message = header === undefined ? "You did not provide an API key." : "Invalid API Key provided.";
  throw new ApiError(401, { type: "invalid_request_error", message });
}

/** What is said before the idempotency key is looked at. */
const REFUSALS: Partial<Record<string, { status: number; code?: string; message: string }>> = {
  "429": { status: 429, code: "rate_limit", message: "Too many requests." },
  "403_before": { status: 403, message: "The provided key does not have the required permissions." },
  account_invalid_before: {
    status: 403,
    code: "account_invalid",
    message: "The provided key does not have access to that account (or it does not exist).",
  },
};

function refusedBefore(effect: FaultEffect | undefined): Answer | undefined {
  if (effect === "503_before")
    return { status: 503, body: errorBody("Service unavailable (made by a fault).") };
  const refusal = REFUSALS[effect ?? ""];
  if (refusal === undefined) return undefined;
  const { status, ...error } = refusal;
  return { status, body: JSON.stringify({ error: { type: "invalid_request_error", ...error } }) };
}

async function answerOnce(
  standin: Standin,
  route: Route | undefined,
  call: Call,
  key: string | undefined,
  fault: Fault | undefined,
): Promise<Answer> {
  if (route === undefined) {
    throw new ApiError(404, { type: "invalid_request_error", message: "Unrecognized request URL." });
  }
  const wait = fault?.effect === "delay" ? (fault.delay_ms ?? 1_000) : 0;
  const { signal } = standin.delays;
  const delayed = () => sleep(wait, undefined, { signal }).catch(() => undefined);
  if (key === undefined || key === "") {
    await delayed();
    return execute(route, call, fault).answer;
  }
  const { world } = call;
  const name = keyName(call.owner, key);
  const requestPath = route.path.replace(/:(\w+)/g, (_, part: string) => call.path[part] ?? "");
  const print = fingerprint(route.method, requestPath, call.form);
  const saved = recall(world, standin.keysInUse, name, print);
  if (saved !== undefined) return { status: saved.status, body: saved.body, original: saved.requestId };
  standin.keysInUse.add(name);
  try {
    if (wait > 0) await delayed();
    const { answer, keep } = execute(route, call, fault);
    if (keep) {
      const { status, body } = answer;
      world.keys[name] = {
        fingerprint: print,
        status,
        body,
        requestId: call.request.id ?? "",
        at: nowMs(world),
      };
    }
    return answer;
  } finally {
    standin.keysInUse.delete(name);
  }
}

/** The work itself, in one step; `keep` tells whether its answer belongs to the key from now on. */
function execute(route: Route, call: Call, fault: Fault | undefined): { answer: Answer; keep: boolean } {
  try {
    refuseUnknown(call.form, route.known);
    if (route.known.includes("limit"))
      for (const name of call.world.settings.ignoredFilters) delete call.form[name];
    refuseUndocumented(`${route.method} ${route.path}`, call.form);
    if (fault?.effect === "saved_500") throw serverError();
    if (fault?.effect === "refuse") throw plannedRefusal(fault);
    const body = JSON.stringify(expanded(call.world, route.run(call), call.form), null, 2);
    if (fault?.effect === "500_after_execution") throw serverError();
    return { answer: { status: 200, body }, keep: true };
  } catch (error) {
    return { answer: failure(error), keep: error instanceof ApiError && error.saved };
  }
}

function plannedRefusal({ error }: Fault): ApiError {
  const { status = 400, message = "Refused (made by a fault).", code, param } = error ?? {};
  const named = { ...(code === undefined ? {} : { code }), ...(param === undefined ? {} : { param }) };
  return new ApiError(status, { type: "invalid_request_error", message, ...named }, true);
}

function failure(error: unknown): Answer {
  if (!(error instanceof ApiError)) {
    // A mistake of the stand-in, not of its caller: it must be seen in the log.
    console.error(error);
    return { status: 500, body: errorBody("The stand-in itself failed; see its log.") };
  }
  const body = JSON.stringify({ error: error.body }, null, 2);
  if (error.status === 409) return { status: 409, body, shouldRetry: true };
  // A stored 500 comes again for the same key: trying again is of no use, and Stripe says so.
  if (error.status >= 500) return { status: error.status, body, shouldRetry: false };
  return { status: error.status, body };
}

function errorBody(message: string): string {
  return JSON.stringify({ error: { type: "api_error", message } });
}

function respond(c: Context<Env>, answer: Answer, entry: RecordedCall): Response {
  const headers = new Headers({ "content-type": "application/json", "request-id": entry.request_id });
  const version = c.req.header("stripe-version");
  if (version !== undefined) headers.set("stripe-version", version);
  if (entry.account !== null) headers.set("stripe-account", entry.account);
  if (entry.idempotency_key !== null) headers.set("idempotency-key", entry.idempotency_key);
  if (answer.shouldRetry !== undefined) headers.set("stripe-should-retry", String(answer.shouldRetry));
  if (answer.original !== undefined) {
    headers.set("idempotent-replayed", "true");
    headers.set("original-request", answer.original);
    if (answer.status >= 500) headers.set("stripe-should-retry", "false");
  }
  return new Response(answer.body, { status: answer.status, headers });
}

/** No answer: until the caller gives up. */
async function hang(c: Context<Env>): Promise<Response> {
  const { outgoing } = c.env;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, HANG_MS);
    timer.unref();
    outgoing.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
  outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

function breakConnection(c: Context<Env>): Response {
  c.env.incoming.socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}
