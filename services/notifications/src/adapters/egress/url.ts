import { isIP } from "node:net";
import type { UrlVerdict } from "../../ports/egress.ts";
import { isDevelopmentAddress, isPublicAddress } from "./address.ts";

/** Longer ones are a mistake, and logs of proxies cut them. */
const MAX_URL = 2_048;
/** HTTPS and its usual second port. Other ports belong to services that do not expect HTTP. */
const PORTS = ["", "8443"];
/** Names that never lead to the public internet (RFC 6761, RFC 6762, and clouds' private zones). */
const PRIVATE_NAMES = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|arpa|onion|test|invalid)$/;

/**
 * Judges what the text alone shows. WHATWG's parser has already turned 127.1, 0x7f000001 and 2130706433 into
 * 127.0.0.1, and full-width digits into digits.
 */
export function judgeUrl(text: string, allowPrivate: boolean): UrlVerdict {
  if (text.length > MAX_URL) return { problem: `must have at most ${MAX_URL} characters` };
  if (!URL.canParse(text)) return { problem: "must be a complete https:// address" };
  const url = new URL(text);
  const problem = schemeProblem(url, allowPrivate) ?? hostProblem(hostOf(url), allowPrivate);
  if (problem !== undefined) return { problem };
  // A fragment is never sent.
  url.hash = "";
  return { url: url.href };
}

/** The name or address to connect to: without the brackets of IPv6 and the root's dot. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

function schemeProblem(url: URL, allowPrivate: boolean): string | undefined {
  if (url.protocol !== "https:" && !(allowPrivate && url.protocol === "http:"))
    return "must begin with https://";
  if (url.username !== "" || url.password !== "") return "must not have a user or a password";
  if (!allowPrivate && !PORTS.includes(url.port)) return "must use port 443 or 8443";
  return undefined;
}

function hostProblem(host: string, allowPrivate: boolean): string | undefined {
  if (isIP(host) !== 0) {
    const allowed = allowPrivate ? isDevelopmentAddress(host) : isPublicAddress(host);
    return allowed ? undefined : "must lead to the public internet";
  }
  if (allowPrivate) return host === "" ? "must have a host" : undefined;
  if (!host.includes(".") || PRIVATE_NAMES.test(host)) return "must lead to the public internet";
  return undefined;
}
