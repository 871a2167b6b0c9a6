import type { BillingServiceService } from "../generated/billing/v1/billing.ts";
import type { NotificationsServiceService } from "../generated/notifications/v1/notifications.ts";
import type { WalletServiceService } from "../generated/wallet/v1/wallet.ts";
import type { WithdrawalsServiceService } from "../generated/withdrawals/v1/withdrawals.ts";

/**
 * The callers of gRPC, by the DNS name in their certificate. `operations` is a person with a certificate
 * for grpcurl, who only reads.
 */
export type GrpcCaller = "gateway" | "billing" | "wallet" | "withdrawals" | "notifications" | "operations";

type CallersOf<Definition> = Readonly<Record<keyof Definition, readonly GrpcCaller[]>>;

/**
 * The allowed callers of each method. Servers refuse all others, and a service's client has no other
 * methods. Only the gateway, which checked the person's token, may name a person as the actor.
 */
export const WALLET_CALLERS = {
  openAccounts: ["billing"],
  getBalances: ["gateway", "operations"],
  listBalances: ["gateway", "billing", "operations"],
  getFunds: ["billing", "operations"],
  postMinutes: ["billing"],
  listMinutes: ["gateway", "operations"],
  postAdjustment: ["gateway"],
  postTopUp: ["billing"],
  moveTopUpMoney: ["billing"],
  postBalanceTransaction: ["withdrawals"],
  getHolds: ["withdrawals", "operations"],
  getPlatformBalances: ["gateway", "withdrawals", "operations"],
  placeHold: ["withdrawals"],
  // Events end holds; no service calls these two.
  postHold: [],
  voidHold: [],
  listEntries: ["gateway", "operations"],
  getStatement: ["gateway", "operations"],
  getStatementTotals: ["gateway", "operations"],
  getBalanceHistory: ["gateway", "operations"],
  traceDebit: ["gateway", "operations"],
  traceMinutes: ["gateway", "operations"],
  traceTopUp: ["gateway", "operations"],
  traceSession: ["gateway", "operations"],
  search: ["gateway", "operations"],
  getEarningsSeries: ["gateway", "operations"],
  getHourlyTotals: ["gateway", "operations"],
  sumEarnings: ["gateway", "operations"],
  listStreamEarnings: ["gateway", "operations"],
  getEarnings: ["gateway", "operations"],
  getAvailability: ["gateway", "withdrawals", "operations"],
  listCreatorFunds: ["gateway", "operations"],
  getUnpaidEarnings: ["withdrawals", "operations"],
  setEarningsPolicy: ["gateway"],
  judgeEarningsTerms: ["gateway", "operations"],
  listEarningsPolicies: ["gateway", "operations"],
  getIntegrity: ["gateway", "withdrawals", "operations"],
} as const satisfies CallersOf<typeof WalletServiceService>;

export const BILLING_CALLERS = {
  startStream: ["gateway"],
  endStream: ["gateway"],
  getStream: ["gateway", "operations"],
  listStreams: ["gateway", "operations"],
  getStreams: ["gateway", "operations"],
  getLive: ["gateway", "operations"],
  getAudience: ["gateway", "operations"],
  getStreamHistory: ["gateway", "operations"],
  search: ["gateway", "operations"],
  joinStream: ["gateway"],
  // Replicas of billing forward these two to the replica that meters the session.
  billSession: ["gateway", "billing"],
  leaveSession: ["gateway", "billing"],
  getSession: ["gateway", "operations"],
  listSessions: ["gateway", "operations"],
  getForecast: ["gateway", "operations"],
  getPayers: ["withdrawals", "operations"],
  setRate: ["gateway"],
  listRates: ["gateway", "operations"],
  listTokenPackages: ["gateway", "operations"],
  startTopUp: ["gateway"],
  listTopUps: ["gateway", "operations"],
  // Reads a receipt from Stripe, for the viewer only.
  getTopUp: ["gateway"],
  getSpending: ["gateway", "operations"],
  getSpendingLimits: ["gateway", "operations"],
  setSpendingLimits: ["gateway"],
  receiveWebhook: ["gateway"],
  getIntegrity: ["gateway", "operations"],
  openCase: ["gateway"],
  // Texts of people: not for operations.
  getCase: ["gateway"],
  listCases: ["gateway"],
  addCaseMessage: ["gateway"],
  withdrawCase: ["gateway"],
  declineCase: ["gateway"],
  beginRefund: ["gateway"],
  finishRefund: ["gateway"],
  cancelRefund: ["gateway"],
  listBegunRefunds: ["gateway"],
  countOpenCases: ["gateway", "withdrawals", "operations"],
  eraseCaseTexts: ["gateway"],
  getCaseStats: ["gateway", "operations"],
  getCaseFacts: ["gateway"],
} as const satisfies CallersOf<typeof BillingServiceService>;

export const WITHDRAWALS_CALLERS = {
  createWithdrawal: ["gateway"],
  getWithdrawal: ["gateway", "operations"],
  listWithdrawals: ["gateway", "operations"],
  decideWithdrawal: ["gateway"],
  cancelWithdrawal: ["gateway"],
  search: ["gateway", "operations"],
  getStats: ["gateway", "operations"],
  getSchedule: ["gateway", "operations"],
  setSchedule: ["gateway"],
  pausePayouts: ["gateway"],
  listRuns: ["gateway", "operations"],
  getCalendar: ["gateway", "operations"],
  getAutoApproval: ["gateway", "operations"],
  setAutoApproval: ["gateway"],
  dryRunAutoApproval: ["gateway"],
  listQueue: ["gateway"],
  undoDecision: ["gateway"],
  judgeDecisions: ["gateway"],
  getDecisionFacts: ["gateway", "operations"],
  listPayoutMethods: ["gateway", "operations"],
  createPayoutMethod: ["gateway"],
  deletePayoutMethod: ["gateway"],
  listRails: ["gateway", "operations"],
  getRailStates: ["gateway", "operations"],
  updatePayoutMethod: ["gateway"],
  quoteWithdrawal: ["gateway", "operations"],
  cancelPayout: ["gateway"],
  receiveRailWebhook: ["gateway"],
  startOnboarding: ["gateway"],
  setMinimum: ["gateway"],
  getLimits: ["gateway", "operations"],
  setFreeze: ["gateway"],
  getFreeze: ["gateway", "operations"],
  requestAct: ["gateway"],
  decideAct: ["gateway"],
  finishAct: ["gateway"],
  getAct: ["gateway", "operations"],
  listActs: ["gateway", "operations"],
  receiveWebhook: ["gateway"],
  getIntegrity: ["gateway", "operations"],
} as const satisfies CallersOf<typeof WithdrawalsServiceService>;

export const NOTIFICATIONS_CALLERS = {
  seePerson: ["gateway"],
  exportPerson: ["gateway"],
  erasePerson: ["gateway"],
  listInbox: ["gateway"],
  getUnread: ["gateway", "operations"],
  markRead: ["gateway"],
  markAllRead: ["gateway"],
  archiveNotification: ["gateway"],
  getPreferences: ["gateway"],
  setPreferences: ["gateway"],
  requestEmailConfirmation: ["gateway"],
  confirmEmail: ["gateway"],
  getUnsubscription: ["gateway", "operations"],
  unsubscribe: ["gateway"],
  getPushKey: ["gateway", "operations"],
  listPushSubscriptions: ["gateway", "operations"],
  addPushSubscription: ["gateway"],
  removePushSubscription: ["gateway"],
  listWebhookEndpoints: ["gateway", "operations"],
  getWebhookEndpoint: ["gateway", "operations"],
  createWebhookEndpoint: ["gateway"],
  updateWebhookEndpoint: ["gateway"],
  deleteWebhookEndpoint: ["gateway"],
  rotateWebhookSecret: ["gateway"],
  testWebhookEndpoint: ["gateway"],
  listWebhookDeliveries: ["gateway", "operations"],
  listWebhookAttempts: ["gateway", "operations"],
  resendWebhook: ["gateway"],
  recoverWebhooks: ["gateway"],
  listWebhookEventTypes: ["gateway", "operations"],
} as const satisfies CallersOf<typeof NotificationsServiceService>;

/** The methods of a definition that `Me` may call. */
export type CallableBy<Me extends GrpcCaller, Definition, Table> = Pick<
  Definition,
  keyof Definition &
    {
      [Method in keyof Table]: Table[Method] extends readonly (infer Callers)[]
        ? Me extends Callers
          ? Method
          : never
        : never;
    }[keyof Table]
>;

/** The methods of a definition that `me` may call; a client has no others. */
export function callableBy<
  Me extends GrpcCaller,
  Definition extends object,
  const Table extends CallersOf<Definition>,
>(me: Me, definition: Definition, callers: Table): CallableBy<Me, Definition, Table> {
  const mine = Object.entries(definition).filter(([method]) =>
    callers[method as keyof Definition]?.includes(me),
  );
  return Object.fromEntries(mine) as CallableBy<Me, Definition, Table>;
}
