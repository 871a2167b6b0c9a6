import { existsSync } from "node:fs";
import { join } from "node:path";
import { serveStatic } from "@hono/node-server/serve-static";
import type { HonoRequest, MiddlewareHandler } from "hono";
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
  /^\/(api|webhooks|assets)(\/|$)|^\/(openapi\.json|console\.json|sw\.js|docs|healthz|readyz|metrics)$/;
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
  app.get("/console.json", named("GET /console.json"), (c) =>
    c.json({ auth, minute_seconds: minuteSeconds }, 200),
  );
  if (!existsSync(join(folder, "index.html"))) return;
  const files = (cacheControl: string, path?: string): MiddlewareHandler<GatewayEnv> => {
    const serve = serveStatic<GatewayEnv>({
      root: folder,
      precompressed: true,
      ...(path !== undefined && { path }),
    });
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
  app.use("/favicon.svg", named("GET /favicon.svg"), files(A_DAY));
  const index = files("no-cache", "index.html");
  const headers = { ...PAGE_HEADERS, "Content-Security-Policy": contentPolicy(auth) };
  app.use("*", async (c, next) => {
    if (!isPageRequest(c.req)) return next();
    c.set("route", "GET (a page of the console)");
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    return index(c, next);
  });
}

/** A person's browser on its way to a page. Programs that ask for what is not there get their problem. */
function isPageRequest(request: HonoRequest): boolean {
  const { method, path } = request;
  if ((method !== "GET" && method !== "HEAD") || NO_PAGE.test(path)) return false;
  return path === "/" || (request.header("Accept") ?? "").includes("text/html");
}

const PAGE_HEADERS = {
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
