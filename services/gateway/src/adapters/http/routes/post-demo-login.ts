import { z } from "@hono/zod-openapi";
import { SignJWT } from "jose";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { json, jsonBody } from "../schemas.ts";

const Body = z.object({ persona: z.enum(["viewer", "creator", "admin"]) }).openapi("Persona");
const Login = z.object({ token: z.string() }).openapi("DemoToken");

const NAMES = { viewer: "Demo viewer", creator: "Demo creator", admin: "Demo admin" };

/** Only with DEMO=1: every caller gets a token. In production this route does not exist. */
export function postDemoLogin(app: App, { guard, settings }: RouteDeps): void {
  if (settings.demoSecret === undefined) return;
  const key = new TextEncoder().encode(settings.demoSecret);
  const route = routeFor(guard, "POST /api/demo/login", {
    operationId: "demoLogin",
    tag: "demo",
    summary: "A token for one of the demo's personas",
    request: { body: jsonBody(Body) },
    responses: { 200: json(Login, "Valid for 12 hours"), ...problems("invalid_request") },
  });
  app.openapi(route, async (c) => {
    const { persona } = c.req.valid("json");
    const token = await new SignJWT({ roles: [persona], name: NAMES[persona] })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject(`demo-${persona}`)
      .setIssuedAt()
      .setExpirationTime("12h")
      .sign(key);
    return c.json({ token }, 200);
  });
}
