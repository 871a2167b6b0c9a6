import type { RailDescription } from "./description.ts";
import { manual } from "./manual/description.ts";
import { paypal } from "./paypal/description.ts";
import { stablecoin } from "./stablecoin/description.ts";
import { stripe } from "./stripe/description.ts";

/** Every way to pay a creator. A new one is added here and in `server.ts`. */
export const RAILS = [stripe, paypal, stablecoin, manual] as const satisfies readonly RailDescription[];

export type RailName = (typeof RAILS)[number]["name"];

/** The wallet's platform accounts of the rails. */
export type RailAccount = (typeof RAILS)[number]["account"];
export type RailFeeAccount = NonNullable<(typeof RAILS)[number]["feeAccount"]>;

type Description = RailDescription & {
  name: RailName;
  account: RailAccount;
  feeAccount: RailFeeAccount | undefined;
};

/** Undefined for a name that no rail has. */
export const railNamed = (name: string): Description | undefined => RAILS.find((rail) => rail.name === name);

/** @throws for a name that no rail has */
export function railOf(name: RailName): Description {
  const rail = railNamed(name);
  if (!rail) throw new Error(`no rail is called ${name}`);
  return rail;
}
