import { createRoute, z } from "@hono/zod-openapi";
import type { RouteDeps } from "../deps.ts";
import { docsPage } from "../docs-page.ts";
import type { App } from "../env.ts";
import { type ApiDocument, openApiDocument } from "../openapi.ts";

/** The document, made from the routes, and the same as a page. Routes don't change while we run: both are made once. */
export function docs(app: App, { guard }: RouteDeps): void {
  let document: ApiDocument | undefined;
  const made = () => {
    document ??= openApiDocument(app);
    return document;
  };
  const asJson = createRoute({
    method: "get",
    path: "/openapi.json",
    middleware: guard("GET /openapi.json"),
    summary: "This document",
    responses: {
      200: { description: "OpenAPI 3.1", content: { "application/json": { schema: z.looseObject({}) } } },
    },
  });
  app.openapi(asJson, (c) => c.json(made() as unknown as Record<string, unknown>, 200));

  let page: string | undefined;
  const asPage = createRoute({
    method: "get",
    path: "/docs",
    middleware: guard("GET /docs"),
    summary: "This document as a page",
    responses: { 200: { description: "HTML", content: { "text/html": { schema: z.string() } } } },
  });
  app.openapi(asPage, (c) => {
    page ??= docsPage(made());
    // A page of text: nothing in it may run or be loaded.
    c.header(
      "Content-Security-Policy",
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    );
    return c.html(page, 200);
  });
}
