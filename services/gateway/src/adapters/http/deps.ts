import type { Logger } from "@metercast/runtime";
import type { AuditLog, Billing, Wallet } from "../../ports.ts";
import type { FollowPorts } from "../../usecases/follow.ts";
import type { WatchPorts } from "../../usecases/watch.ts";
import type { Guard } from "./guard.ts";

/** What the routes need; wire.ts gives it. */
export interface RouteDeps {
  guard: Guard;
  billing: Billing;
  wallet: Wallet;
  watch: WatchPorts;
  live: FollowPorts;
  audit: AuditLog;
  log: Logger;
  settings: {
    lowBalanceTokens: number;
    withdrawalMinimumCents: number;
    tokenPriceCents: number | undefined;
    sse: { connections: number; perUser: number };
    /** Signs the demo's tokens; undefined: the demo's login does not exist. */
    demoSecret: string | undefined;
  };
  /** The names of what does not answer. */
  notReady: () => Promise<string[]>;
}
