import { buildApp } from "./app.ts";
import type { RouteDeps } from "./deps.ts";
import { type ApiDocument, openApiDocument } from "./openapi.ts";

/** The document without any running service, for generators: routes register and are never called. */
export function apiDocument(): ApiDocument {
  const registrationOnly = {
    guard: () => [],
    limits: {},
    watch: {},
    settings: { demoSecret: "for the document only", corsOrigins: [] },
  };
  return openApiDocument(buildApp(registrationOnly as unknown as RouteDeps));
}
