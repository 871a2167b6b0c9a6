import type { Logger } from "@metercast/runtime";
import type { OwnPlaces } from "../../domain/return-url.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { Billing } from "../../ports/billing.ts";
import type { MediaEventReader } from "../../ports/media-events.ts";
import type { Wallet } from "../../ports/wallet.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";
import type { ActPorts } from "../../usecases/acts.ts";
import type { IntegrityPorts } from "../../usecases/integrity.ts";
import type { AdminPages } from "../../usecases/live/admin-pages.ts";
import type { FollowPorts } from "../../usecases/live/follow.ts";
import type { WithdrawalPages } from "../../usecases/live/withdrawal-pages.ts";
import type { TakeMediaEvent } from "../../usecases/media/take-media-event.ts";
import type { WatchPorts } from "../../usecases/watch/watch.ts";
import type { ConsoleSettings } from "./console.ts";
import type { Guard } from "./guard.ts";
import type { RateLimits } from "./rate-limit.ts";

/** Reads what the media server has signed, and acts on it. */
export interface MediaDoor {
  read: MediaEventReader;
  take: TakeMediaEvent;
}

/** What the routes need; wire.ts gives it. */
export interface RouteDeps {
  guard: Guard;
  limits: RateLimits;
  billing: Billing;
  wallet: Wallet;
  withdrawals: Withdrawals;
  watch: WatchPorts;
  live: FollowPorts;
  /** Undefined: no media server is configured, so nothing can be signed by it. */
  media: MediaDoor | undefined;
  withdrawalPages: WithdrawalPages;
  adminPages: AdminPages;
  integrity: IntegrityPorts;
  audit: AuditLog;
  /** Adjusts and sets rates, above their limits by two admins. */
  acts: ActPorts;
  log: Logger;
  settings: {
    lowBalanceTokens: number;
    withdrawalMinimumCents: number;
    tokenPriceCents: number | undefined;
    ownPlaces: OwnPlaces;
    /** Whose pages may call the API from a browser. */
    corsOrigins: readonly string[];
    /** Whether browsers are told to come by https only: always, or where a proxy of our own says that they did. */
    https: "always" | "forwarded" | "never";
    /** Whether there is a withdrawals service to ask. */
    hasWithdrawals: boolean;
    sse: { connections: number; perUser: number };
    /** Signs the demo's tokens; undefined: the demo's login does not exist. */
    demoSecret: string | undefined;
    /** The web pages; undefined: the API alone. */
    console: ConsoleSettings | undefined;
  };
  /** The names of what does not answer. */
  notReady: () => Promise<string[]>;
}
