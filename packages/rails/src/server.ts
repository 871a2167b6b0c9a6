import type { z } from "@metercast/runtime";
import type { RailTools } from "./factory.ts";
import type { Rail } from "./interface.ts";
import type { RailName } from "./list.ts";
import { manualRail } from "./manual/rail.ts";
import { paypalRail } from "./paypal/rail.ts";
import { stablecoinRail } from "./stablecoin/rail.ts";
import { stripeRail } from "./stripe/rail.ts";

export type { RailFactory, RailTools } from "./factory.ts";

/** The rails' variables of the environment. */
export const railVariables = {
  ...stripeRail.variables,
  ...paypalRail.variables,
  ...stablecoinRail.variables,
  ...manualRail.variables,
};

export type RailConfig = z.infer<z.ZodObject<typeof railVariables>>;

const OPEN: Readonly<Record<RailName, (config: RailConfig, tools: RailTools) => Rail | undefined>> = {
  stripe: stripeRail.open,
  paypal: paypalRail.open,
  stablecoin: stablecoinRail.open,
  manual: manualRail.open,
};

/** The configured rails by their names. */
export function openRails(
  config: RailConfig,
  {
    log,
    countRefusalOf,
  }: { log: RailTools["log"]; countRefusalOf(rail: RailName): RailTools["countRefusal"] },
): ReadonlyMap<RailName, Rail> {
  const opened = new Map<RailName, Rail>();
  for (const name of Object.keys(OPEN) as RailName[]) {
    const rail = OPEN[name](config, { log, countRefusal: countRefusalOf(name) });
    if (rail) opened.set(name, rail);
  }
  return opened;
}

/** Stripe's events come by the inbox of packages/stripe. */
export { noticeOf as stripeNotice } from "./stripe/events.ts";
