/**
 * Where people may be led back to after Stripe's pages: this platform's own origins only, or its name would
 * lend trust to any page.
 */
export interface OwnPlaces {
  /** Where people find this API; undefined: not configured. */
  publicUrl: string | undefined;
  /** Further origins of the platform's own, such as "https://app.example". */
  origins: readonly string[];
}

export type ReturnUrl = { url: string } | { problem: string };

/**
 * `named` is the requested address, `asked` the address of the request itself, which its sender also
 * chooses.
 */
export function returnUrl(named: string | undefined, asked: string, own: OwnPlaces): ReturnUrl {
  if (named !== undefined) return isOwn(named, own) ? { url: named } : { problem: NOT_OWN };
  if (own.publicUrl !== undefined) return { url: own.publicUrl };
  const { origin } = new URL(asked);
  return isOwn(origin, own) ? { url: `${origin}/` } : { problem: NOWHERE };
}

const NOT_OWN = "must be an address of this platform: its own origin, without user and password";
const NOWHERE =
  "is needed, on one of this platform's own origins: the API knows no public address of its own";

function isOwn(address: string, { publicUrl, origins }: OwnPlaces): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, origin, hostname, username, password } = new URL(address);
  if (!/^https?:$/.test(protocol) || username !== "" || password !== "") return false;
  if (origins.includes(origin)) return true;
  if (publicUrl !== undefined) return origin === new URL(publicUrl).origin;
  // Without a public address this is a developer's machine.
  return LOOPBACK.test(hostname);
}

const LOOPBACK = /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]|localhost)$/;
