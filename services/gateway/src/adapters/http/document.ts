import { buildApp } from "./app.ts";
import type { RouteDeps } from "./deps.ts";
import { type ApiDocument, openApiDocument } from "./openapi.ts";

/** The document without anything running, for whoever generates from it: the routes register themselves and nobody calls them. */
export function apiDocument(): ApiDocument {
  const registrationOnly = {
    guard: () => [],
    limits: {},
    watch: {},
    settings: { demoSecret: "for the document only", corsOrigins: [] },
  };
  return openApiDocument(buildApp(registrationOnly as unknown as RouteDeps));
}
