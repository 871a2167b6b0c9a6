export interface AllowedOrigins {
  /** Where people find this API; undefined: not configured. */
  publicUrl: string | undefined;
  /** Of other pages that may call the API. */
  origins: readonly string[];
}

/**
 * Whether the page that opens a WebSocket may do so. Browsers enforce no CORS there, they only name the
 * page's origin; other clients name none. `host` is the request's own.
 */
export function mayConnectFrom(
  origin: string | undefined,
  host: string | undefined,
  { publicUrl, origins }: AllowedOrigins,
): boolean {
  if (origin === undefined || origins.includes(origin)) return true;
  // "null": a page of a file or a sandbox, which may be anybody's.
  if (!/^https?:/.test(origin) || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  if (publicUrl !== undefined && page.origin === new URL(publicUrl).origin) return true;
  return page.host === host?.toLowerCase();
}
