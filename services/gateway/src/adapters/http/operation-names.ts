import type { RouteName } from "../../domain/access.ts";

/** Sections of the document, in reading order. */
export const TAGS = [
  { name: "streams", description: "Live streams: start, find, join, bill, end." },
  { name: "sessions", description: "A viewer in a stream: heartbeats while watching, a receipt for ever." },
  { name: "people", description: "Who is asking." },
  { name: "wallet", description: "What one has, every entry of it, and live events." },
  { name: "earnings", description: "What a creator has earned." },
  { name: "withdrawals", description: "Earnings on their way to the bank." },
  { name: "payout-methods", description: "Where a creator is paid." },
  { name: "admin", description: "Adjustments, rates, payouts, the books." },
  { name: "webhooks", description: "What others tell us, signed." },
  { name: "demo", description: "Only with DEMO=1." },
  { name: "service", description: "Health, and this document." },
] as const;

type Tag = (typeof TAGS)[number]["name"];

/** What an operation is called in code that is made from the document, and where it stands there. Promises, like paths. */
const OPERATIONS: Record<RouteName, readonly [operationId: string, tag: Tag]> = {
  "POST /api/streams": ["startStream", "streams"],
  "GET /api/streams": ["listStreams", "streams"],
  "GET /api/streams/{id}": ["getStream", "streams"],
  "POST /api/streams/{id}/end": ["endStream", "streams"],
  "POST /api/streams/{id}/sessions": ["joinStream", "streams"],
  "POST /api/streams/{id}/bill": ["billStream", "streams"],
  "GET /api/sessions": ["listSessions", "sessions"],
  "GET /api/sessions/{id}": ["getSession", "sessions"],
  "POST /api/sessions/{id}/heartbeat": ["sendHeartbeat", "sessions"],
  "DELETE /api/sessions/{id}": ["leaveStream", "sessions"],
  "GET /api/me": ["getMe", "people"],
  "GET /api/wallet": ["getWallet", "wallet"],
  "GET /api/wallet/entries": ["listEntries", "wallet"],
  "GET /api/wallet/statement": ["getStatement", "wallet"],
  "GET /api/wallet/events": ["followWallet", "wallet"],
  "GET /api/token-packages": ["listTokenPackages", "wallet"],
  "POST /api/wallet/top-ups": ["startTopUp", "wallet"],
  "GET /api/earnings/summary": ["getEarningsSummary", "earnings"],
  "GET /api/earnings/timeseries": ["getEarningsTimeseries", "earnings"],
  "GET /api/earnings/streams": ["listStreamEarnings", "earnings"],
  "GET /api/withdrawals": ["listWithdrawals", "withdrawals"],
  "POST /api/withdrawals": ["createWithdrawal", "withdrawals"],
  "GET /api/withdrawals/{id}": ["getWithdrawal", "withdrawals"],
  "PATCH /api/withdrawals/{id}": ["decideWithdrawal", "withdrawals"],
  "DELETE /api/withdrawals/{id}": ["cancelWithdrawal", "withdrawals"],
  "GET /api/payout-methods": ["listPayoutMethods", "payout-methods"],
  "POST /api/payout-methods": ["createPayoutMethod", "payout-methods"],
  "DELETE /api/payout-methods/{id}": ["deletePayoutMethod", "payout-methods"],
  "POST /api/payout-methods/stripe/onboarding": ["startStripeOnboarding", "payout-methods"],
  "GET /api/admin/withdrawals/stats": ["getWithdrawalStats", "admin"],
  "GET /api/admin/creators/{id}": ["getCreatorRecord", "admin"],
  "PUT /api/admin/creators/{id}/withdrawal-minimum": ["setWithdrawalMinimum", "admin"],
  "POST /api/admin/payouts/freeze": ["freezePayouts", "admin"],
  "POST /api/admin/payouts/unfreeze": ["unfreezePayouts", "admin"],
  "POST /api/admin/adjustments": ["createAdjustment", "admin"],
  "GET /api/admin/rates": ["listRates", "admin"],
  "PUT /api/admin/rates": ["setRate", "admin"],
  "GET /api/admin/acts": ["listActs", "admin"],
  "GET /api/admin/acts/{id}": ["getAct", "admin"],
  "POST /api/admin/acts/{id}/confirm": ["confirmAct", "admin"],
  "POST /api/admin/acts/{id}/decline": ["declineAct", "admin"],
  "GET /api/admin/integrity": ["getIntegrity", "admin"],
  "GET /api/admin/audit": ["listAudit", "admin"],
  "GET /api/admin/search": ["search", "admin"],
  "GET /api/admin/events": ["followAdmin", "admin"],
  "POST /webhooks/stripe/payments": ["receiveStripePayments", "webhooks"],
  "POST /webhooks/stripe/payouts": ["receiveStripePayouts", "webhooks"],
  "POST /webhooks/livekit": ["receiveLivekit", "webhooks"],
  "POST /api/demo/login": ["demoLogin", "demo"],
  "GET /openapi.json": ["getDocument", "service"],
  "GET /docs": ["getDocumentPage", "service"],
  "GET /healthz": ["getHealth", "service"],
  "GET /readyz": ["getReadiness", "service"],
};

export function operationName(route: RouteName): { operationId: string; tags: string[] } {
  const [operationId, tag] = OPERATIONS[route];
  return { operationId, tags: [tag] };
}
