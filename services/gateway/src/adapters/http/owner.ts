import { MetercastError } from "@metercast/runtime";
import type { Principal } from "../../domain/principal.ts";

/** Whose things are asked for: one's own, or for an admin anybody's. Others learn nothing, not even whether somebody is known. */
export function whose({ userId, roles }: Principal, asked: string | undefined): string {
  if (asked === undefined || asked === userId) return userId;
  if (roles.includes("admin")) return asked;
  throw new MetercastError("not_found");
}
