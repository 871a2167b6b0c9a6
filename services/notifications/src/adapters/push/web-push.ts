import { createPublicKey } from "node:crypto";
import type { Clock } from "@metercast/runtime";
import webPush from "web-push";
import { isPushHost } from "../../domain/push-hosts.ts";
import { retryAfterMs } from "../../domain/retry-after.ts";
import type { Egress, GuardedResult } from "../../ports/egress.ts";
import type { PushMessage, PushResult, PushService } from "../../ports/push-service.ts";

/** The platform's identity for push services (RFC 8292). */
export interface Vapid {
  publicKey: string;
  privateKey: string;
  /** mailto: or https:. Apple refuses one on localhost or with a name that does not exist. */
  subject: string;
}

export interface WebPushSettings {
  /** Undefined: no pushes. */
  vapid: Vapid | undefined;
  hosts: readonly string[];
  egress: Egress;
  clock: Clock;
}

/** Push services respond within a second. */
const DEADLINE_MS = 15_000;
/** Longer waits than this would outlast what is worth a push. */
const MOST_WAIT_MS = 3_600_000;
/** Of a response only the status and Retry-After are read. */
const MAX_BYTES = 1_024;
const UNCOMPRESSED_POINT = 4;

/** Web Push: encrypted by RFC 8291 and signed by VAPID with the library, sent through the egress guard. */
export function webPushService({ vapid, hosts, egress, clock }: WebPushSettings): PushService {
  const judgeEndpoint = (endpoint: string): { url: string } | { problem: string } => {
    const verdict = egress.judgeUrl(endpoint);
    if ("problem" in verdict || isPushHost(new URL(verdict.url).hostname, hosts)) return verdict;
    return { problem: "must be of a push service that is allowed here" };
  };
  return {
    publicKey: vapid?.publicKey,
    judge({ endpoint, p256dh, auth }) {
      const verdict = judgeEndpoint(endpoint);
      if ("problem" in verdict) return { field: "endpoint", message: verdict.problem };
      if (!isPublicKey(p256dh)) return { field: "p256dh", message: "must be a public key on P-256" };
      if (Buffer.from(auth, "base64url").byteLength !== 16)
        return { field: "auth", message: "must be 16 bytes" };
      return { target: { endpoint: verdict.url, p256dh, auth } };
    },
    async push(target, message) {
      if (vapid === undefined) return { outcome: "refused", error: "push_not_available" };
      // The list may be shorter than when the browser subscribed.
      if ("problem" in judgeEndpoint(target.endpoint))
        return { outcome: "refused", error: "host_not_allowed" };
      const { headers, body } = webPush.generateRequestDetails(
        { endpoint: target.endpoint, keys: target },
        message.payload,
        optionsOf(message, vapid),
      );
      const result = await egress.request(target.endpoint, {
        method: "POST",
        headers: texts(headers),
        body,
        deadlineMs: DEADLINE_MS,
        maxBytes: MAX_BYTES,
      });
      return outcomeOf(result, clock.now());
    },
  };
}

const optionsOf = ({ ttlSeconds, urgency, topic }: PushMessage, vapidDetails: Vapid) => ({
  vapidDetails,
  TTL: ttlSeconds,
  urgency,
  topic,
  contentEncoding: "aes128gcm" as const,
});

const texts = (headers: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

/** A point that is not on the curve would fail only when something is encrypted for it. */
function isPublicKey(text: string): boolean {
  const point = Buffer.from(text, "base64url");
  if (point.byteLength !== 65 || point[0] !== UNCOMPRESSED_POINT) return false;
  const x = point.subarray(1, 33).toString("base64url");
  const y = point.subarray(33).toString("base64url");
  try {
    createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
    return true;
  } catch {
    return false;
  }
}

function outcomeOf(result: GuardedResult, nowMs: number): PushResult {
  if (result.outcome === "failed") {
    const refused = result.error === "url_refused" || result.error === "address_refused";
    return { outcome: refused ? "refused" : "failed", error: result.error };
  }
  const { status, headers } = result;
  const error = `http_${status}`;
  if (status >= 200 && status < 300) return { outcome: "accepted" };
  if (status === 404 || status === 410) return { outcome: "gone" };
  if (status === 408 || status === 429 || status >= 500) {
    const afterMs = retryAfterMs(headers["retry-after"], nowMs, MOST_WAIT_MS);
    return { outcome: "failed", error, ...(afterMs !== undefined && { afterMs }) };
  }
  // 400, 401, 403, 413 and redirects: the same request has the same answer.
  return { outcome: "refused", error };
}
