import { createHash } from "node:crypto";
import { brotliCompressSync, gzipSync, constants as zlib } from "node:zlib";
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { RouteDeps } from "../deps.ts";
import { docsPage } from "../docs-page.ts";
import type { App, GatewayEnv } from "../env.ts";
import { type ApiDocument, openApiDocument } from "../openapi.ts";
import { routeFor } from "../route.ts";

/**
 * The document, made from the routes, and the same as a page. Anybody may ask, so asking must cost nothing:
 * both are made and packed once.
 */
export function docs(app: App, { guard }: RouteDeps): void {
  let document: ApiDocument | undefined;
  const made = () => {
    document ??= openApiDocument(app);
    return document;
  };
  const json = file("application/json", () => JSON.stringify(made()));
  const asJson = routeFor(guard, "GET /openapi.json", {
    operationId: "getDocument",
    tag: "service",
    summary: "This document",
    responses: {
      200: { description: "OpenAPI 3.1", content: { "application/json": { schema: z.looseObject({}) } } },
    },
  });
  app.openapi(asJson, (c) => json(c) as never);

  const page = file("text/html; charset=UTF-8", () => docsPage(made()));
  const asPage = routeFor(guard, "GET /docs", {
    operationId: "getDocumentPage",
    tag: "service",
    summary: "This document as a page",
    responses: { 200: { description: "HTML", content: { "text/html": { schema: z.string() } } } },
  });
  app.openapi(asPage, (c) => {
    // A page of text: nothing in it may run or be loaded.
    c.header(
      "Content-Security-Policy",
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    );
    return page(c) as never;
  });
}

interface Packed {
  etag: string;
  bodies: { encoding: "br" | "gzip" | undefined; bytes: Uint8Array<ArrayBuffer> }[];
}

/** Half of the best packing for a hundredth of its time. */
const BROTLI = { params: { [zlib.BROTLI_PARAM_QUALITY]: 6 } };

/**
 * A text that doesn't change while we run, served from bytes: packed where the client takes that, and 304
 * where it has it.
 */
function file(type: string, make: () => string): (c: Context<GatewayEnv>) => Response {
  let packed: Packed | undefined;
  return (c) => {
    packed ??= pack(make());
    const { etag, bodies } = packed;
    const headers = {
      ETag: etag,
      "Cache-Control": "public, max-age=0, must-revalidate",
      Vary: "Accept-Encoding",
    };
    if (matches(c.req.header("If-None-Match"), etag)) return c.body(null, 304, headers);
    const accepted = encodings(c.req.header("Accept-Encoding"));
    const best = bodies.find(({ encoding }) => encoding === undefined || accepted.has(encoding));
    const { encoding, bytes } = best as Packed["bodies"][number];
    return c.body(bytes, 200, {
      ...headers,
      "Content-Type": type,
      ...(encoding !== undefined && { "Content-Encoding": encoding }),
    });
  };
}

function pack(text: string): Packed {
  const bytes = Uint8Array.from(Buffer.from(text));
  return {
    // Weak: the same text in another packing has other bytes.
    etag: `W/"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`,
    bodies: [
      { encoding: "br", bytes: Uint8Array.from(brotliCompressSync(bytes, BROTLI)) },
      { encoding: "gzip", bytes: Uint8Array.from(gzipSync(bytes)) },
      { encoding: undefined, bytes },
    ],
  };
}

const matches = (given: string | undefined, etag: string) =>
  given !== undefined && (given.trim() === "*" || given.split(",").some((one) => one.trim() === etag));

/** What a client takes; q=0 says that it does not. */
const encodings = (header = "") =>
  new Set(
    header
      .toLowerCase()
      .split(",")
      .map((part) => part.split(";").map((word) => word.trim()))
      .filter(([, weight = ""]) => !/^q=0(\.0*)?$/.test(weight))
      .map(([name = ""]) => name),
  );
