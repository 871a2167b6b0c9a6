import { type RailName, railNamed } from "@metercast/rails";
import { MetercastError } from "@metercast/runtime";

/** @throws not_found where no rail has this name */
export function railName(name: string): RailName {
  const rail = railNamed(name);
  if (!rail) throw new MetercastError("not_found", "No rail has this name.");
  return rail.name;
}
