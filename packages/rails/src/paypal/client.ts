import { type Clock, inSpan, SpanKind, SpanStatusCode } from "@metercast/runtime";
import { type HttpAnswer, httpCall } from "./http.ts";
import type { Batch, BatchItem, CreatedBatch, ErrorBody, NewBatch } from "./types.ts";

export interface PaypalSettings {
  clientId: string;
  clientSecret: string;
  /** "https://api-m.paypal.com" */
  baseUrl: string;
  /** After this the outcome of a call is unknown. */
  timeoutMs: number;
  clock: Pick<Clock, "now">;
}

/** An answer that is not 2xx. Its message has PayPal's code, and no text that could name the receiver. */
export class PaypalError extends Error {
  readonly status: number;
  /** "VALIDATION_ERROR"; "" where the answer is none of PayPal's. */
  readonly code: string;
  readonly body: ErrorBody;

  constructor(status: number, body: ErrorBody) {
    const code = typeof body.name === "string" && /^[A-Z0-9_]{1,60}$/.test(body.name) ? body.name : "";
    super(`PayPal ${status} ${code || "without a code"}`);
    this.name = "PaypalError";
    this.status = status;
    this.code = code;
    this.body = body;
  }
}

/** The calls that the rail makes. @throws PaypalError, or another error where no answer comes */
export interface PaypalClient {
  createBatch(batch: NewBatch): Promise<CreatedBatch>;
  batch(id: string): Promise<Batch>;
  cancelItem(id: string): Promise<BatchItem>;
}

/** A token is renewed so long before it expires: clocks differ, and calls take time. */
const RENEW_BEFORE_MS = 60_000;
const PAYOUTS = "/v1/payments/payouts";
const ITEMS = "/v1/payments/payouts-item";

/** PayPal's API. It repeats no call, except one that an expired token had refused. */
export function paypalClient(settings: PaypalSettings): PaypalClient {
  const token = tokens(settings);
  const call = async <T>(method: "GET" | "POST", path: string, template: string, body?: unknown) => {
    const ask = async (bearer: string) =>
      answerOf(
        await spanned(
          settings,
          { method, path, template },
          {
            method,
            headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
            ...(body !== undefined && { body: JSON.stringify(body) }),
          },
        ),
      );
    try {
      return (await ask(await token.current())) as T;
    } catch (error) {
      // Nothing was done: PayPal checks the token first.
      if (!(error instanceof PaypalError) || error.status !== 401) throw error;
      token.forget();
      return (await ask(await token.current())) as T;
    }
  };
  const id = encodeURIComponent;
  return {
    createBatch: (batch) => call("POST", PAYOUTS, PAYOUTS, batch),
    batch: (batchId) => call("GET", `${PAYOUTS}/${id(batchId)}`, `${PAYOUTS}/{id}`),
    cancelItem: (itemId) => call("POST", `${ITEMS}/${id(itemId)}/cancel`, `${ITEMS}/{id}/cancel`, {}),
  };
}

/** One token for all calls, fetched once however many wait for it. */
function tokens(settings: PaypalSettings) {
  let known: { token: string; untilMs: number } | undefined;
  let fetching: Promise<string> | undefined;
  const path = "/v1/oauth2/token";
  const grant = async (): Promise<string> => {
    const basic = Buffer.from(`${settings.clientId}:${settings.clientSecret}`).toString("base64");
    const answer = answerOf(
      await spanned(
        settings,
        { method: "POST", path, template: path },
        {
          method: "POST",
          headers: {
            authorization: `Basic ${basic}`,
            "content-type": "application/x-www-form-urlencoded",
          },
          body: "grant_type=client_credentials",
        },
      ),
    ) as { access_token?: unknown; expires_in?: unknown };
    const { access_token: token, expires_in: seconds } = answer;
    if (typeof token !== "string" || typeof seconds !== "number") throw new Error("PayPal gave no token");
    known = { token, untilMs: settings.clock.now() + seconds * 1_000 - RENEW_BEFORE_MS };
    return token;
  };
  return {
    current(): Promise<string> {
      if (known !== undefined && settings.clock.now() < known.untilMs) return Promise.resolve(known.token);
      fetching ??= grant().finally(() => {
        fetching = undefined;
      });
      return fetching;
    },
    forget() {
      known = undefined;
    },
  };
}

/** @throws PaypalError, or where a 2xx is no JSON: something was done, and nobody knows what */
function answerOf({ status, text }: HttpAnswer): unknown {
  const isGood = status >= 200 && status < 300;
  try {
    const body = JSON.parse(text) as unknown;
    if (isGood) return body;
    throw new PaypalError(status, typeof body === "object" && body !== null ? body : {});
  } catch (error) {
    if (error instanceof PaypalError) throw error;
    if (isGood) throw new Error(`PayPal ${status} without JSON`);
    throw new PaypalError(status, {});
  }
}

interface Request {
  method: string;
  path: string;
  /** The path without ids. */
  template: string;
}

/** A span without keys and bodies. */
function spanned(
  { baseUrl, timeoutMs }: PaypalSettings,
  { method, path, template }: Request,
  init: Parameters<typeof httpCall>[1],
): Promise<HttpAnswer> {
  const attributes = {
    "peer.service": "paypal",
    "http.request.method": method,
    "server.address": new URL(baseUrl).hostname,
    "url.template": template,
  };
  return inSpan(`${method} ${template}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    const answer = await httpCall(`${baseUrl}${path}`, init, timeoutMs);
    span.setAttribute("http.response.status_code", answer.status);
    if (answer.status >= 400) {
      span.setAttribute("error.type", String(answer.status));
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    return answer;
  });
}
