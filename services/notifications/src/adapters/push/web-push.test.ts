import { createECDH, randomBytes, webcrypto } from "node:crypto";
import { systemClock } from "@metercast/runtime";
import ece from "http_ece";
import { expect, it } from "vitest";
import { PUSH_HOSTS } from "../../domain/push-hosts.ts";
import type { Egress, GuardedRequest, GuardedResult } from "../../ports/egress.ts";
import type { PushTarget } from "../../ports/push-service.ts";
import { createEgress } from "../egress/request.ts";
import { webPushService } from "./web-push.ts";

const NOW = Date.parse("2026-12-01T10:00:00Z");
const clock = { ...systemClock, now: () => NOW };
const keyPair = () => {
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  return pair;
};
const browser = keyPair();
const auth = randomBytes(16);
const target: PushTarget = {
  endpoint: "https://updates.push.services.mozilla.com/wpush/v2/abc",
  p256dh: browser.getPublicKey("base64url"),
  auth: auth.toString("base64url"),
};
/** A private key with a zero at its beginning is shorter; this one is not. */
const platform = createECDH("prime256v1");
platform.setPrivateKey(Buffer.alloc(32, 7));
const vapid = {
  publicKey: platform.getPublicKey("base64url"),
  privateKey: platform.getPrivateKey("base64url"),
  subject: "mailto:push@metercast.example",
};
const message = { payload: '{"id":"ntf_1"}', ttlSeconds: 60, urgency: "normal", topic: "abc" } as const;

const NOTHING = { url: "", method: "", headers: {} as Record<string, string>, body: Buffer.of() };

/** Judges URLs as the guard does, and responds without a network. */
function respond(result: Partial<Extract<GuardedResult, { outcome: "response" }>> | GuardedResult) {
  const sent: (GuardedRequest & { url: string })[] = [];
  const egress: Egress = {
    judgeUrl: createEgress({ allowPrivate: false }).judgeUrl,
    async request(url, request) {
      sent.push({ url, ...request });
      const response = {
        outcome: "response",
        status: 201,
        headers: {},
        body: Buffer.of(),
        truncated: false,
        durationMs: 1,
      };
      return { ...response, ...result } as GuardedResult;
    },
  };
  return { sent, service: webPushService({ vapid, hosts: PUSH_HOSTS, egress, clock }) };
}

it("a message is encrypted for its browser and signed with the platform's key", async () => {
  const { service, sent } = respond({});
  expect(await service.push(target, message)).toEqual({ outcome: "accepted" });
  const [{ url, method, headers, body } = NOTHING] = sent;
  expect({ url, method }).toEqual({ url: target.endpoint, method: "POST" });
  expect(headers).toMatchObject({
    TTL: "60",
    Urgency: "normal",
    Topic: "abc",
    "Content-Encoding": "aes128gcm",
  });
  const clear = ece.decrypt(Buffer.from(body), {
    version: "aes128gcm",
    privateKey: browser,
    authSecret: auth.toString("base64url"),
  });
  expect(clear.toString()).toBe(message.payload);
  const [, token = "", key] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(headers.Authorization ?? "") ?? [];
  expect(key).toBe(vapid.publicKey);
  const [head = "", claims = "", signature = ""] = token.split(".");
  expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
    aud: "https://updates.push.services.mozilla.com",
    sub: vapid.subject,
  });
  const p256 = { name: "ECDSA", namedCurve: "P-256" };
  const publicKey = await webcrypto.subtle.importKey("raw", platform.getPublicKey(), p256, false, ["verify"]);
  const [signed, of] = [Buffer.from(signature, "base64url"), Buffer.from(`${head}.${claims}`)];
  expect(await webcrypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, publicKey, signed, of)).toBe(true);
});

it("the cipher is that of RFC 8291: its example (appendix A) decrypts", () => {
  const receiver = createECDH("prime256v1");
  receiver.setPrivateKey("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94", "base64url");
  const body =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
  const clear = ece.decrypt(Buffer.from(body, "base64url"), {
    version: "aes128gcm",
    privateKey: receiver,
    authSecret: "BTBZMqHH6r4Tts7J_aSIgg",
  });
  expect(clear.toString()).toBe("When I grow up, I want to be a watermelon");
});

it.each([
  [200, {}, { outcome: "accepted" }],
  [404, {}, { outcome: "gone" }],
  [410, {}, { outcome: "gone" }],
  [413, {}, { outcome: "refused", error: "http_413" }],
  [403, {}, { outcome: "refused", error: "http_403" }],
  [307, { location: "http://127.0.0.1/" }, { outcome: "refused", error: "http_307" }],
  [429, { "retry-after": "90" }, { outcome: "failed", error: "http_429", afterMs: 90_000 }],
  [503, {}, { outcome: "failed", error: "http_503" }],
])("a push service that responds %i", async (status, headers, result) => {
  expect(
    await respond({ status, headers: headers as Record<string, string> }).service.push(target, message),
  ).toEqual(result);
});

it("what the guard refuses is final, what the network loses is not", async () => {
  const failed = (error: "address_refused" | "timed_out") =>
    respond({ outcome: "failed", error, durationMs: 1 }).service.push(target, message);
  expect(await failed("address_refused")).toEqual({ outcome: "refused", error: "address_refused" });
  expect(await failed("timed_out")).toEqual({ outcome: "failed", error: "timed_out" });
});

it.each([
  "https://fcm.googleapis.com/fcm/send/abc",
  "https://updates.push.services.mozilla.com/wpush/v2/abc",
  "https://web.push.apple.com/QabC",
  "https://wns2-par02p.notify.windows.com/w/?token=abc",
])("the push service of %s is allowed", (endpoint) => {
  expect(respond({}).service.judge({ ...target, endpoint })).toEqual({ target: { ...target, endpoint } });
});

it("what is stored of an endpoint is the URL that was judged", () => {
  const { service } = respond({});
  const endpoint = "HTTPS://FCM.googleapis.com:443/fcm/../fcm/send/abc";
  expect(service.judge({ ...target, endpoint })).toMatchObject({
    target: { endpoint: "https://fcm.googleapis.com/fcm/send/abc" },
  });
});

it.each([
  "https://example.com/push",
  "https://push.apple.com/abc",
  "https://evilpush.apple.com/abc",
  "https://web.push.apple.com.example.com/abc",
  "https://fcm.googleapis.com@127.0.0.1/",
  "https://fcm.googleapis.com:8080/",
  "https://evil.fcm.googleapis.com/",
  "http://fcm.googleapis.com/fcm/send/abc",
  "https://127.0.0.1/",
  "https://169.254.169.254/latest/meta-data/",
  "https://10.0.0.8/",
  "https://[::ffff:10.0.0.8]/",
  "https://localhost/",
])("%s is no push service: neither subscribed with nor sent to", async (endpoint) => {
  const { service, sent } = respond({});
  expect(service.judge({ ...target, endpoint })).toMatchObject({ field: "endpoint" });
  expect(await service.push({ ...target, endpoint }, message)).toMatchObject({ outcome: "refused" });
  expect(sent).toEqual([]);
});

it("keys that nothing could be encrypted for are refused", () => {
  const { service } = respond({});
  const offCurve = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]).toString("base64url");
  for (const p256dh of ["", "AAAA", offCurve, browser.getPublicKey("base64url", "compressed")])
    expect(service.judge({ ...target, p256dh })).toMatchObject({ field: "p256dh" });
  for (const short of ["", "AAAA", randomBytes(17).toString("base64url")])
    expect(service.judge({ ...target, auth: short })).toMatchObject({ field: "auth" });
});
