import type { Logger, z } from "@metercast/runtime";
import type { CountRefusal, Rail } from "./interface.ts";

/** How a rail is configured and opened. */
export interface RailFactory<V extends Readonly<Record<string, z.ZodType>>> {
  /** Its variables of the environment, for services/withdrawals. */
  variables: V;
  /** Undefined where it is not configured. */
  open(config: z.infer<z.ZodObject<V>>, tools: RailTools): Rail | undefined;
}

export interface RailTools {
  log: Logger;
  countRefusal: CountRefusal;
}
