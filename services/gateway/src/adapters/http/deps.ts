import type { Clock, Logger } from "@metercast/runtime";
import type { OwnPlaces } from "../../domain/return-url.ts";
import type { Acts } from "../../ports/acts.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { AutoApprovals } from "../../ports/auto-approvals.ts";
import type { Billing } from "../../ports/billing.ts";
import type { Cases } from "../../ports/cases.ts";
import type { EmailLinks } from "../../ports/email-links.ts";
import type { Inboxes } from "../../ports/inboxes.ts";
import type { MediaEvent, MediaEventReader, RoomFinished } from "../../ports/media-events.ts";
import type { MediaStays } from "../../ports/media-stays.ts";
import type { Preferences } from "../../ports/notification-preferences.ts";
import type { PayoutMethods } from "../../ports/payout-methods.ts";
import type { Payouts } from "../../ports/payouts.ts";
import type { People } from "../../ports/people.ts";
import type { PersonDirectory } from "../../ports/person-directory.ts";
import type { PushSubscriptions } from "../../ports/push-subscriptions.ts";
import type { Queue } from "../../ports/queue.ts";
import type { QueueDesk } from "../../ports/queue-desk.ts";
import type { Schedules } from "../../ports/schedules.ts";
import type { Wallet } from "../../ports/wallet.ts";
import type { WebhookEndpoints } from "../../ports/webhook-endpoints.ts";
import type { Withdrawals } from "../../ports/withdrawals.ts";
import type { PerformActPorts } from "../../usecases/acts/perform-act.ts";
import type { ReadIntegrityPorts } from "../../usecases/admin/read-integrity.ts";
import type { OverviewReader } from "../../usecases/admin/read-overview.ts";
import type { AdminPages } from "../../usecases/live/admin-pages.ts";
import type { FollowPorts } from "../../usecases/live/follow.ts";
import type { InboxPages } from "../../usecases/live/inbox-pages.ts";
import type { WithdrawalPages } from "../../usecases/live/withdrawal-pages.ts";
import type { SeenPeople } from "../../usecases/people/seen-people.ts";
import type { WatchPorts } from "../../usecases/watch/watching.ts";
import type { ConsoleSettings } from "./console.ts";
import type { Guard } from "./guard.ts";
import type { RateLimits } from "./rate-limit.ts";

/** Reads signed events of the media server, and applies them. */
export interface MediaDoor {
  read: MediaEventReader;
  take(event: MediaEvent | RoomFinished): Promise<unknown>;
}

/** Executes adjustments and rates, above their limits with two admins. */
export interface ActPorts extends PerformActPorts {
  wallet: Wallet;
  billing: Billing;
  cases: Cases;
  clock: Clock;
}

export interface HttpSettings {
  lowBalanceTokens: number;
  withdrawalMinimumCents: number;
  tokenPriceCents: number | undefined;
  ownPlaces: OwnPlaces;
  /** Origins whose pages may call the API from a browser. */
  corsOrigins: readonly string[];
  /**
   * Strict-Transport-Security: on all answers, on those that a proxy of ours received by https, or on none.
   */
  https: "always" | "forwarded" | "never";
  hasWithdrawals: boolean;
  hasNotifications: boolean;
  sse: { connections: number; perUser: number };
  /** Signs the demo's tokens; undefined: the demo's login does not exist. */
  demoSecret: string | undefined;
  /** Undefined: the API without web pages. */
  console: ConsoleSettings | undefined;
}

/** What the routes need from wire.ts. */
export interface RouteDeps {
  guard: Guard;
  limits: RateLimits;
  billing: Billing;
  cases: Cases;
  stays: Pick<MediaStays, "of">;
  wallet: Wallet;
  withdrawals: Withdrawals;
  payoutMethods: PayoutMethods;
  schedules: Schedules;
  autoApprovals: AutoApprovals;
  payouts: Payouts;
  acts: Acts;
  queue: Queue;
  desk: QueueDesk;
  pushSubscriptions: PushSubscriptions;
  webhookEndpoints: WebhookEndpoints;
  inboxes: Inboxes;
  preferences: Preferences;
  emailLinks: EmailLinks;
  people: People;
  seenPeople: Pick<SeenPeople, "forget">;
  directory: PersonDirectory;
  actPorts: ActPorts;
  watch: WatchPorts & { billing: Billing };
  live: FollowPorts;
  /** Undefined: no media server is configured. */
  media: MediaDoor | undefined;
  withdrawalPages: WithdrawalPages;
  adminPages: AdminPages;
  readOverview: OverviewReader;
  inboxPages: InboxPages;
  integrity: ReadIntegrityPorts;
  audit: AuditLog;
  clock: Clock;
  log: Logger;
  settings: HttpSettings;
  /** The names of what does not answer. */
  notReady: () => Promise<string[]>;
}
