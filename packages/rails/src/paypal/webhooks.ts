import { verify } from "node:crypto";
import { crc32 } from "node:zlib";
import { uuidOf } from "@metercast/contracts";
import { type Clock, MetercastError } from "@metercast/runtime";
import type { RailEvent, RailNotice, RailWebhooks } from "../interface.ts";
import { CertificateError, type CertificateRule, certificateKeys } from "./certificates.ts";

export interface WebhookSettings {
  /** PayPal's id of our endpoint. It is signed, so an event of another endpoint is no event of ours. */
  webhookId: string;
  certificates: CertificateRule;
  clock: Pick<Clock, "now">;
}

const HEADERS = ["id", "time", "sig"] as const;
const MOST_IN_HEADER = 1_024;

/**
 * Verifies PayPal's webhooks without a call of its API: SHA256withRSA over id|time|webhook id|CRC32 of the
 * raw body. A repeated webhook has a new signature and the same event id.
 */
export function paypalWebhooks(settings: WebhookSettings): RailWebhooks {
  const keyAt = certificateKeys(settings.certificates);
  return {
    async read(payload, headers) {
      const [id, time, signature] = HEADERS.map((name) => header(headers, `paypal-transmission-${name}`));
      if (header(headers, "paypal-auth-algo") !== "SHA256withRSA") throw refused();
      const text = `${id}|${time}|${settings.webhookId}|${crc32(payload)}`;
      const key = await keyAt(header(headers, "paypal-cert-url"), new Date(settings.clock.now())).catch(
        asMetercastError,
      );
      if (!verify("sha256", Buffer.from(text), key, Buffer.from(signature ?? "", "base64"))) throw refused();
      return eventOf(payload);
    },
  };
}

const refused = (cause?: unknown) => new MetercastError("invalid_signature", undefined, { cause });

function header(headers: Readonly<Record<string, string>>, name: string): string {
  const value = headers[name] ?? "";
  if (value === "" || value.length > MOST_IN_HEADER) throw refused();
  return value;
}

/** Where the certificate can't be fetched PayPal sends the webhook again. */
function asMetercastError(error: unknown): never {
  if (error instanceof CertificateError && error.kind === "refused") throw refused(error);
  throw new MetercastError("unavailable", "The certificate can't be fetched now.", { cause: error });
}

interface Event {
  id?: unknown;
  event_type?: unknown;
  resource?: {
    sender_batch_id?: unknown;
    payout_batch_id?: unknown;
    batch_header?: { payout_batch_id?: unknown; sender_batch_header?: { sender_batch_id?: unknown } };
  };
}

/** @throws malformed_request where the signed payload is no event */
function eventOf(payload: Uint8Array): RailEvent {
  const event = parsed(payload);
  const { id, event_type: type } = event;
  if (typeof id !== "string" || typeof type !== "string" || id === "" || id.length > 255)
    throw new MetercastError("malformed_request", "Not an event.");
  return { id, type: type.slice(0, 100), notice: noticeOf(type, event) };
}

function parsed(payload: Uint8Array): Event {
  try {
    const event = JSON.parse(Buffer.from(payload).toString("utf8")) as unknown;
    if (typeof event === "object" && event !== null) return event;
  } catch (cause) {
    throw new MetercastError("malformed_request", "Not an event.", { cause });
  }
  throw new MetercastError("malformed_request", "Not an event.");
}

/** The attempt by its batch: our own id of it, and PayPal's. Nothing else of the event is kept. */
function noticeOf(type: string, { resource }: Event): RailNotice | undefined {
  if (!/^PAYMENT\.PAYOUTS(-ITEM|BATCH)\./.test(type)) return undefined;
  const header = resource?.batch_header;
  const ours = resource?.sender_batch_id ?? header?.sender_batch_header?.sender_batch_id;
  const theirs = resource?.payout_batch_id ?? header?.payout_batch_id;
  const attemptId = typeof ours === "string" ? uuidOf("attempt", ours) : undefined;
  return { about: "payout", attemptId, ...(typeof theirs === "string" && { payoutRef: theirs }) };
}
