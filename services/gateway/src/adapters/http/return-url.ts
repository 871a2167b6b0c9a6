import { MetercastError } from "@metercast/runtime";
import type { Context } from "hono";
import { type OwnPlaces, returnUrl } from "../../domain/return-url.ts";
import type { GatewayEnv } from "./env.ts";

/** The address that Stripe's page leads back to. @throws invalid_request */
export function returnUrlOf(
  c: Context<GatewayEnv>,
  named: string | undefined,
  { ownPlaces }: { ownPlaces: OwnPlaces },
): string {
  const decided = returnUrl(named, c.req.url, ownPlaces);
  if ("url" in decided) return decided.url;
  const fields = [{ field: "return_url", message: decided.problem }];
  throw new MetercastError("invalid_request", undefined, { fields });
}
