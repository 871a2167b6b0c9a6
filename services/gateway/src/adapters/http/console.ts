import { existsSync } from "node:fs";
import { join } from "node:path";
import { serveStatic } from "@hono/node-server/serve-static";
import type { HonoRequest, MiddlewareHandler } from "hono";
import { acceptedEncoding, ConsolePage } from "./console-page.ts";
import type { App, GatewayEnv } from "./env.ts";

/** What the console must know before it can sign anybody in; it asks for /console.json. */
export interface ConsoleSettings {
  /** The built console: index.html, assets/, and what else lies at the top. */
  folder: string;
  auth:
    | { kind: "demo" }
    | { kind: "oidc"; issuer: string; client_id: string; scope: string; audience: string | null }
    | { kind: "none" };
  /** Length of a billed minute. */
  minuteSeconds: number;
}

/** Addresses of programs: what is not there is a problem in JSON, also for a browser. */
const NO_PAGE =
  /^\/(api|webhooks|assets|icons)(\/|$)|^\/(openapi\.json|console\.json|manifest\.webmanifest|sw\.js|docs|healthz|readyz|metrics)$/;
/** Names of built files carry a hash of what is in them: what has been loaded is never asked for again. */
const FOR_EVER = "public, max-age=31536000, immutable";
const A_DAY = "public, max-age=86400";

/**
 * Serves the console at /: its files as they were built, compressed where the browser accepts that, and
 * index.html at every address that a person may open. Where nothing was built there is no console, and the
 * API alone answers. To be registered last: it takes what no route took.
 */
export function serveConsole(app: App, settings: ConsoleSettings): void {
  const { auth, folder, minuteSeconds } = settings;
  const setup = { auth, minute_seconds: minuteSeconds };
  const built = existsSync(join(folder, "index.html"));
  const page = new ConsolePage(folder, setup);
  app.get("/console.json", named("GET /console.json"), (c) => {
    // A page asks again to learn of a deploy.
    c.header("Cache-Control", "no-store");
    return c.json({ ...setup, build: built ? page.read("/").build : null }, 200);
  });
  if (!built) return;
  const files = (cacheControl: string): MiddlewareHandler<GatewayEnv> => {
    const serve = serveStatic<GatewayEnv>({ root: folder, precompressed: true });
    return async (c, next) => {
      const found = await serve(c, next);
      // On what was found only: that a file is missing must not be remembered for a year.
      if (found instanceof Response) found.headers.set("Cache-Control", cacheControl);
      return found;
    };
  };
  // Not app.get: a wildcard must not turn every unknown address into one that "takes GET".
  app.use("/assets/*", named("GET /assets/*"), files(FOR_EVER));
  // The worker that shows pushes. A browser must find a new version at once.
  app.use("/sw.js", named("GET /sw.js"), files("no-cache"));
  for (const path of ["/favicon.svg", "/manifest.webmanifest", "/offline.html", "/icons/*"])
    app.use(path, named(`GET ${path}`), files(A_DAY));
  const headers = { ...PAGE_HEADERS, "Content-Security-Policy": contentPolicy(auth) };
  app.use("*", async (c, next) => {
    if (!isPageRequest(c.req)) return next();
    c.set("route", "GET (a page of the console)");
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    const { text, packed } = page.read(c.req.path);
    const encoding = acceptedEncoding(c.req.header("Accept-Encoding"));
    if (encoding !== undefined) c.header("Content-Encoding", encoding);
    return c.body(encoding === undefined ? text : packed[encoding], 200);
  });
}

/** A person's browser on its way to a page. Programs that ask for what is not there get their problem. */
function isPageRequest(request: HonoRequest): boolean {
  const { method, path } = request;
  if ((method !== "GET" && method !== "HEAD") || NO_PAGE.test(path)) return false;
  return path === "/" || (request.header("Accept") ?? "").includes("text/html");
}

const PAGE_HEADERS = {
  "Cache-Control": "no-cache",
  "Content-Type": "text/html; charset=UTF-8",
  Vary: "Accept, Accept-Encoding",
  // Checkout opens beside the console, which hands it no way back.
  "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
};

/** The route's name in metrics and traces. */
const named =
  (name: string): MiddlewareHandler<GatewayEnv> =>
  async (c, next) => {
    c.set("route", name);
    await next();
  };

/** Nothing inline, nothing from elsewhere; the sign-in alone talks to its provider. */
function contentPolicy(auth: ConsoleSettings["auth"]): string {
  const connect = auth.kind === "oidc" ? `'self' ${new URL(auth.issuer).origin}` : "'self'";
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
}
