import { railNamed } from "@metercast/rails";
import type { RailReport, RailState } from "../../../ports/payout-methods.ts";
import { isoTime, orNull, tokens, usd } from "./values.ts";

/** The description of a rail, with what is configured. */
export function railView({ name, available, instant }: RailState) {
  const rail = described(name);
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

export function railStateView({ name, ...report }: RailReport) {
  const { label, preview } = described(name);
  return {
    rail: name,
    label,
    available: report.state !== "off",
    preview,
    state: report.state,
    last_success_at: isoTime(report.lastSuccessAt),
    last_error: orNull(report.lastError),
    attempts_open: tokens(report.attemptsOpen),
    attempts_unknown: tokens(report.attemptsUnknown),
    under_way: usd(report.underWay),
    paid_today: usd(report.paidToday),
    oldest_open_at: isoTime(report.oldestOpenAt),
  };
}

function described(name: string) {
  const rail = railNamed(name);
  if (!rail) throw new RangeError(`the gateway does not know the rail ${name}`);
  return rail;
}
