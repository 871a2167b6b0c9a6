/**
 * Requests to addresses that other people chose: webhook endpoints and push services. Nothing private is
 * reachable through it. The address is judged where the socket connects, not before: a name may resolve to
 * something else a moment later.
 */
export interface Egress {
  /** For create and update of a URL. A URL that passes may still be refused by `request`. */
  judgeUrl(text: string): UrlVerdict;
  /** One request: no redirect, no proxy, no second use of its connection. Never throws. */
  request(url: string, request: GuardedRequest): Promise<GuardedResult>;
}

/** `url` is the normalised text to store. `problem` is for the person who sent it, after "the URL …". */
export type UrlVerdict = { url: string } | { problem: string };

export interface GuardedRequest {
  method: "POST" | "GET";
  headers: Record<string, string>;
  body: Uint8Array;
  /** From the lookup of the name to the last byte of the response. */
  deadlineMs: number;
  /** Of the response's body; the rest is not read. At most 64 KiB. */
  maxBytes?: number;
}

export type GuardedResult =
  | {
      outcome: "response";
      status: number;
      /** Names in lower case; the first value of each. */
      headers: Record<string, string>;
      body: Buffer;
      /** There was more than `maxBytes`. */
      truncated: boolean;
      durationMs: number;
    }
  | { outcome: "failed"; error: EgressFailure; durationMs: number };

/**
 * Stable words for logs, metrics and delivery logs: none holds an address.
 * `url_refused` and `address_refused`: the guard said no. `timed_out`: the deadline passed.
 * `connection_lost`: the connection broke after it was made, so the request may have been received.
 */
export type EgressFailure =
  | "url_refused"
  | "address_refused"
  | "dns_failed"
  | "connect_failed"
  | "tls_failed"
  | "timed_out"
  | "connection_lost"
  | "bad_response";
