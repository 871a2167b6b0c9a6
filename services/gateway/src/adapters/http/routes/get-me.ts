import { z } from "@hono/zod-openapi";
import { ROLES } from "../../../domain/access.ts";
import type { RouteDeps } from "../deps.ts";
import type { App } from "../env.ts";
import { problems } from "../problem.ts";
import { routeFor } from "../route.ts";
import { json, Time } from "../schemas.ts";

const Me = z
  .object({
    id: z.string().openapi({ example: "auth0|65f1c0ffee0123456789abcd" }),
    name: z.string().nullable(),
    roles: z.array(z.enum(ROLES)),
    expires_at: Time,
  })
  .openapi("Me");

export function getMe(app: App, { guard }: RouteDeps): void {
  const route = routeFor(guard, "GET /api/me", {
    operationId: "getMe",
    tag: "people",
    summary: "The person of the token",
    description:
      "The person and the roles as the gateway reads them from the token, and when the token ends.",
    responses: { 200: json(Me, "The person"), ...problems() },
  });
  app.openapi(route, (c) => {
    const { userId, name, roles, expiresAtMs } = c.get("principal");
    const me = { id: userId, name: name === "" ? null : name, roles: [...roles] };
    return c.json({ ...me, expires_at: new Date(expiresAtMs).toISOString() }, 200);
  });
}
