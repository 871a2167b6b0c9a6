import { MetercastError } from "@metercast/runtime";
import type { Principal } from "../domain/principal.ts";

/**
 * The user whose data is requested: the principal, or for an admin anybody.
 * @throws not_found for others, who must not learn which users exist
 */
export function ownerOf({ userId, roles }: Principal, requested: string | undefined): string {
  if (requested === undefined || requested === userId) return userId;
  if (roles.includes("admin")) return requested;
  throw new MetercastError("not_found");
}
