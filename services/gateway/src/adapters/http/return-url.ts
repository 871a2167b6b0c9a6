import type { Context } from "hono";
import type { GatewayEnv } from "./env.ts";

/** Where Stripe's page leads back to: what the request names, what is configured, or the address that was asked. */
export function returnUrlOf(
  c: Context<GatewayEnv>,
  named: string | undefined,
  { publicUrl }: { publicUrl: string | undefined },
): string {
  return named ?? publicUrl ?? `${new URL(c.req.url).origin}/`;
}
