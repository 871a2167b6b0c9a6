import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from "request-filtering-agent";
import type { Egress, EgressFailure, GuardedRequest, GuardedResult } from "../../ports/egress.ts";
import { AddressRefused, guardedLookup, type Resolve, resolveByDns, resolveBySystem } from "./lookup.ts";
import { hostOf, judgeUrl } from "./url.ts";

/** Responses are logged in part and never used: more is a mistake or an attack. */
const MAX_BYTES = 65_536;
/** All headers of a response together. */
const MAX_HEADER_BYTES = 16_384;

export interface EgressSettings {
  /** `EGRESS_ALLOW_PRIVATE=1`: http, any port, loopback and private networks. For development and tests. */
  allowPrivate: boolean;
  /** For tests: what a name resolves to. */
  resolve?: Resolve;
  /** For tests: an authority beside the system's. */
  ca?: string;
}

export function createEgress({ allowPrivate, resolve, ca }: EgressSettings): Egress {
  // Two walls: the agent checks the addresses that our lookup returned, and a literal address before it
  // connects. Without keep-alive no connection outlives a change of the name. An agent of our own also
  // ignores the environment's proxy, which would look the name up on its own.
  const settings = { keepAlive: false, allowPrivateIPAddress: allowPrivate, allowMetaIPAddress: false };
  const agents = {
    "http:": new RequestFilteringHttpAgent(settings),
    "https:": new RequestFilteringHttpsAgent(settings),
  };
  const lookup = guardedLookup(resolve ?? (allowPrivate ? resolveBySystem : resolveByDns), allowPrivate);
  return {
    judgeUrl: (text) => judgeUrl(text, allowPrivate),
    request(text, request) {
      // Rows may be older than a rule.
      const verdict = judgeUrl(text, allowPrivate);
      if ("problem" in verdict)
        return Promise.resolve({ outcome: "failed", error: "url_refused", durationMs: 0 });
      const url = new URL(verdict.url);
      const secure = url.protocol === "https:";
      return send(secure ? httpsRequest : httpRequest, request, {
        method: request.method,
        host: hostOf(url),
        port: url.port,
        path: `${url.pathname}${url.search}`,
        headers: { ...request.headers, host: url.host, "content-length": request.body.byteLength },
        agent: secure ? agents["https:"] : agents["http:"],
        lookup,
        maxHeaderSize: MAX_HEADER_BYTES,
        ...(secure && ca !== undefined ? { ca } : {}),
      });
    },
  };
}

function send(
  open: typeof httpRequest,
  { body, deadlineMs, maxBytes = MAX_BYTES }: GuardedRequest,
  options: RequestOptions,
): Promise<GuardedResult> {
  const began = performance.now();
  const durationMs = () => Math.round(performance.now() - began);
  return new Promise((resolve) => {
    let connected = false;
    const fail = (error: EgressFailure) => settle({ outcome: "failed", error, durationMs: durationMs() });
    const request = open(options);
    const deadline = setTimeout(() => fail("timed_out"), deadlineMs);
    function settle(result: GuardedResult) {
      clearTimeout(deadline);
      resolve(result);
      request.destroy();
    }
    request.on("socket", (socket) => {
      socket.once(options.agent instanceof RequestFilteringHttpsAgent ? "secureConnect" : "connect", () => {
        connected = true;
      });
    });
    request.on("error", (err) => fail(failureOf(err, connected)));
    request.on("response", (response) => {
      readBody(response, Math.min(maxBytes, MAX_BYTES)).then(
        (read) =>
          settle({
            outcome: "response",
            status: response.statusCode ?? 0,
            headers: firstValues(response),
            ...read,
            durationMs: durationMs(),
          }),
        () => fail("connection_lost"),
      );
    });
    // "101 Switching Protocols" to a request that asked for none.
    request.on("upgrade", () => fail("bad_response"));
    request.end(body);
  });
}

/** Stops reading at the bound: the rest of a huge body is not even received. */
function readBody(
  response: IncomingMessage,
  maxBytes: number,
): Promise<{ body: Buffer; truncated: boolean }> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.byteLength;
      if (bytes <= maxBytes) return;
      resolve({ body: Buffer.concat(chunks).subarray(0, maxBytes), truncated: true });
    });
    response.on("end", () => resolve({ body: Buffer.concat(chunks), truncated: false }));
    response.on("error", reject);
  });
}

function firstValues(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headersDistinct).map(([name, values]) => [name, values?.[0] ?? ""]),
  );
}

function failureOf(err: NodeJS.ErrnoException, connected: boolean): EgressFailure {
  // Node tries several addresses of a name and gathers what went wrong.
  if (err instanceof AddressRefused || /is not allowed\. Because/.test(err.message)) return "address_refused";
  const code = err.code ?? "";
  if (code.startsWith("HPE_")) return "bad_response";
  if (connected) return "connection_lost";
  if (/^(ENOTFOUND|ENODATA|EAI_\w+|ESERVFAIL|ETIMEOUT|EREFUSED|EFORMERR|EBADNAME|EBADRESP)$/.test(code))
    return "dns_failed";
  if (/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|EPROTO)/.test(code)) return "tls_failed";
  return "connect_failed";
}
