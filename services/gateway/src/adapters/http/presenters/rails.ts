import { RAILS } from "@metercast/rails";
import type { RailState } from "../../../ports/payout-methods.ts";
import { usd } from "./values.ts";

/** The description of a rail, with what is configured. */
export function railView({ name, available, instant }: RailState) {
  const rail = RAILS.find((one) => one.name === name);
  if (!rail) throw new RangeError(`the gateway does not know the rail ${name}`);
  return {
    rail: rail.name,
    label: rail.label,
    description: rail.description,
    preview: rail.preview,
    available,
    setup: rail.setup,
    fields: rail.fields.map((field) => ({
      name: field.name,
      label: field.label,
      help: field.help,
      type: field.type,
      pattern: field.pattern,
      max_length: field.maxLength,
    })),
    currencies: [...rail.currencies],
    minimum: usd(rail.minimum),
    maximum: usd(rail.maximum),
    speeds: rail.speeds.filter((speed) => speed === "standard" || instant !== undefined),
    instant: instant
      ? {
          fee_percent: instant.feePercent,
          fee_minimum: usd(instant.feeMinimum),
          minimum: usd(instant.minimum),
          maximum_per_day: usd(instant.maximumPerDay),
        }
      : null,
    arrival_business_days: rail.arrival.businessDays,
  };
}
