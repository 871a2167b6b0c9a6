/** The roles of a token. */
export const ROLES = ["viewer", "creator", "admin"] as const;
export type Role = (typeof ROLES)[number];

export interface RouteRule {
  /**
   * Anybody at all, Stripe or the provider of a rail (the service that owns the webhook checks the
   * signature), LiveKit (its signature is checked here), anybody with a valid token, or who has one of
   * these roles.
   */
  who: "anybody" | "stripe" | "livekit" | "rail" | "signed_in" | readonly Role[];
  /**
   * Idempotency-Key: required, accepted, or without meaning: reads, what changes nothing when it is repeated,
   * and answers with a secret, an address or a notification's text. Those are not stored.
   */
  idempotencyKey: "required" | "accepted" | "none";
  /**
   * How many requests it counts for under a person's rate limit; default 1. Reports cost work, and what is
   * made stays in a list permanently.
   */
  cost?: number;
  /** Forms post here: the body says nothing, in any format. */
  ignoresBody?: true;
}

/**
 * Every route, who may call it, and whether it takes an Idempotency-Key. The one place that says so: a
 * route that isn't here can't be registered, and a test asks every route as every role.
 */
export const ROUTES = {
  "POST /api/streams": { who: ["creator"], idempotencyKey: "accepted", cost: 20 },
  "GET /api/streams": { who: "signed_in", idempotencyKey: "none" },
  "GET /api/streams/{id}": { who: "signed_in", idempotencyKey: "none" },
  "GET /api/streams/{id}/history": { who: ["creator", "admin"], idempotencyKey: "none", cost: 5 },
  "POST /api/streams/{id}/end": { who: ["creator", "admin"], idempotencyKey: "accepted" },
  "POST /api/streams/{id}/sessions": { who: ["viewer"], idempotencyKey: "accepted" },
  "POST /api/streams/{id}/bill": { who: ["viewer"], idempotencyKey: "accepted" },
  "GET /api/sessions": { who: ["viewer", "admin"], idempotencyKey: "none" },
  "GET /api/sessions/{id}": { who: ["viewer", "admin"], idempotencyKey: "none" },
  "POST /api/sessions/{id}/heartbeat": { who: ["viewer"], idempotencyKey: "accepted" },
  "DELETE /api/sessions/{id}": { who: ["viewer"], idempotencyKey: "accepted" },
  "POST /api/sessions/{id}/cases": { who: ["viewer"], idempotencyKey: "accepted", cost: 20 },
  "GET /api/cases": { who: ["viewer", "admin"], idempotencyKey: "none" },
  "GET /api/cases/{id}": { who: ["viewer", "admin"], idempotencyKey: "none" },
  "POST /api/cases/{id}/messages": { who: ["viewer", "admin"], idempotencyKey: "accepted", cost: 5 },
  "POST /api/cases/{id}/withdraw": { who: ["viewer"], idempotencyKey: "accepted" },
  "POST /api/cases/{id}/resolve": { who: ["admin"], idempotencyKey: "accepted" },
  "GET /api/cases/{id}/evidence": { who: ["admin"], idempotencyKey: "none", cost: 10 },
  "GET /api/admin/cases/stats": { who: ["admin"], idempotencyKey: "none" },
  "GET /api/me": { who: "signed_in", idempotencyKey: "none" },
  "GET /api/wallet": { who: ["viewer", "creator"], idempotencyKey: "none" },
  "GET /api/wallet/entries": { who: ["viewer", "creator", "admin"], idempotencyKey: "none" },
  "GET /api/wallet/statement": { who: ["viewer", "creator", "admin"], idempotencyKey: "none", cost: 20 },
  "GET /api/statements": { who: ["viewer", "creator", "admin"], idempotencyKey: "none", cost: 20 },
  "GET /api/wallet/events": { who: ["viewer", "creator"], idempotencyKey: "none" },
  "GET /api/token-packages": { who: ["viewer"], idempotencyKey: "none" },
  "POST /api/wallet/top-ups": { who: ["viewer"], idempotencyKey: "required" },
  "GET /api/wallet/top-ups": { who: ["viewer"], idempotencyKey: "none" },
  "GET /api/wallet/top-ups/{id}": { who: ["viewer"], idempotencyKey: "none", cost: 5 },
  "GET /api/wallet/spending": { who: ["viewer"], idempotencyKey: "none", cost: 5 },
  "GET /api/spending-limits": { who: ["viewer"], idempotencyKey: "none" },
  "PUT /api/spending-limits": { who: ["viewer"], idempotencyKey: "accepted", cost: 5 },
  "GET /api/earnings/summary": { who: ["creator"], idempotencyKey: "none" },
  "GET /api/earnings/availability": { who: ["creator", "admin"], idempotencyKey: "none" },
  "GET /api/earnings/timeseries": { who: ["creator"], idempotencyKey: "none", cost: 5 },
  "GET /api/earnings/streams": { who: ["creator"], idempotencyKey: "none", cost: 5 },
  "GET /api/earnings/home": { who: ["creator"], idempotencyKey: "none", cost: 5 },
  "GET /api/withdrawals": { who: ["creator", "admin"], idempotencyKey: "none" },
  "POST /api/withdrawals": { who: ["creator"], idempotencyKey: "required", cost: 20 },
  "GET /api/withdrawals/{id}": { who: ["creator", "admin"], idempotencyKey: "none" },
  "PATCH /api/withdrawals/{id}": { who: ["admin"], idempotencyKey: "required" },
  "DELETE /api/withdrawals/{id}": { who: ["creator"], idempotencyKey: "accepted" },
  "GET /api/payout-schedule": { who: ["creator"], idempotencyKey: "none" },
  "PUT /api/payout-schedule": { who: ["creator"], idempotencyKey: "accepted", cost: 20 },
  "POST /api/payout-schedule/pause": { who: ["creator"], idempotencyKey: "accepted", cost: 5 },
  "POST /api/payout-schedule/resume": { who: ["creator"], idempotencyKey: "accepted", cost: 5 },
  "GET /api/payout-calendar": { who: ["creator"], idempotencyKey: "none", cost: 5 },
  "GET /api/payout-checklist": { who: ["creator"], idempotencyKey: "none", cost: 5 },
  "GET /api/payout-runs": { who: ["creator"], idempotencyKey: "none" },
  "GET /api/admin/policies/auto-approval": { who: ["admin"], idempotencyKey: "none" },
  "PUT /api/admin/policies/auto-approval": { who: ["admin"], idempotencyKey: "accepted" },
  "POST /api/admin/policies/auto-approval/dry-run": { who: ["admin"], idempotencyKey: "accepted", cost: 20 },
  "POST /api/admin/creators/{id}/payouts/pause": { who: ["admin"], idempotencyKey: "accepted" },
  "POST /api/admin/creators/{id}/payouts/resume": { who: ["admin"], idempotencyKey: "accepted" },
  "GET /api/notifications": { who: "signed_in", idempotencyKey: "none" },
  "POST /api/notifications/read-all": { who: "signed_in", idempotencyKey: "none" },
  "POST /api/notifications/{id}/read": { who: "signed_in", idempotencyKey: "none" },
  "POST /api/notifications/{id}/archive": { who: "signed_in", idempotencyKey: "none" },
  "GET /api/notification-preferences": { who: "signed_in", idempotencyKey: "none" },
  "PUT /api/notification-preferences": { who: "signed_in", idempotencyKey: "none" },
  "POST /api/notification-preferences/email-confirmation": {
    who: "signed_in",
    idempotencyKey: "none",
    cost: 20,
  },
  "POST /api/email-confirmations": { who: "anybody", idempotencyKey: "none" },
  "GET /c/{token}": { who: "anybody", idempotencyKey: "none" },
  "POST /c/{token}": { who: "anybody", idempotencyKey: "none", ignoresBody: true },
  "GET /u/{token}": { who: "anybody", idempotencyKey: "none" },
  "POST /u/{token}": { who: "anybody", idempotencyKey: "none", ignoresBody: true },
  "GET /api/admin/people/{id}": { who: ["admin"], idempotencyKey: "none", cost: 5 },
  "DELETE /api/admin/people/{id}": { who: ["admin"], idempotencyKey: "accepted" },
  "POST /api/admin/people/{id}/notes": { who: ["admin"], idempotencyKey: "accepted" },
  "GET /api/admin/people/{id}/notification-data": { who: ["admin"], idempotencyKey: "none", cost: 10 },
  "DELETE /api/admin/people/{id}/notification-data": { who: ["admin"], idempotencyKey: "accepted" },
  "GET /api/payout-methods": { who: ["creator"], idempotencyKey: "none" },
  "POST /api/payout-methods": { who: ["creator"], idempotencyKey: "accepted", cost: 20 },
  "DELETE /api/payout-methods/{id}": { who: ["creator"], idempotencyKey: "accepted" },
  "PATCH /api/payout-methods/{id}": { who: ["creator"], idempotencyKey: "accepted" },
  "POST /api/payout-methods/{rail}/onboarding": { who: ["creator"], idempotencyKey: "accepted" },
  "GET /api/payout-rails": { who: ["creator", "admin"], idempotencyKey: "none" },
  "POST /api/withdrawals/quote": { who: ["creator"], idempotencyKey: "none" },
  "DELETE /api/withdrawals/{id}/payout": { who: ["creator", "admin"], idempotencyKey: "accepted" },
  "GET /api/admin/withdrawals/stats": { who: ["admin"], idempotencyKey: "none" },
  "POST /api/admin/withdrawals/decisions": { who: ["admin"], idempotencyKey: "required", cost: 10 },
  "GET /api/admin/withdrawals/export.csv": { who: ["admin"], idempotencyKey: "none", cost: 20 },
  "GET /api/admin/withdrawals/{id}/facts": { who: ["admin"], idempotencyKey: "none", cost: 2 },
  "DELETE /api/withdrawals/{id}/decision": { who: ["admin"], idempotencyKey: "accepted" },
  "GET /api/admin/reject-reasons": { who: ["admin"], idempotencyKey: "none" },
  "POST /api/admin/reject-reasons": { who: ["admin"], idempotencyKey: "accepted", cost: 5 },
  "PATCH /api/admin/reject-reasons/{id}": { who: ["admin"], idempotencyKey: "accepted" },
  "DELETE /api/admin/reject-reasons/{id}": { who: ["admin"], idempotencyKey: "accepted" },
  "GET /api/admin/saved-views": { who: ["admin"], idempotencyKey: "none" },
  "POST /api/admin/saved-views": { who: ["admin"], idempotencyKey: "accepted", cost: 5 },
  "DELETE /api/admin/saved-views/{id}": { who: ["admin"], idempotencyKey: "accepted" },
  "GET /api/admin/creators/{id}": { who: ["admin"], idempotencyKey: "none" },
  "PUT /api/admin/creators/{id}/withdrawal-minimum": { who: ["admin"], idempotencyKey: "accepted" },
  "POST /api/admin/payouts/freeze": { who: ["admin"], idempotencyKey: "accepted" },
  "POST /api/admin/payouts/unfreeze": { who: ["admin"], idempotencyKey: "accepted" },
  "POST /webhooks/stripe/payments": { who: "stripe", idempotencyKey: "none" },
  "POST /webhooks/stripe/payouts": { who: "stripe", idempotencyKey: "none" },
  "POST /webhooks/payouts/{rail}": { who: "rail", idempotencyKey: "none" },
  "POST /webhooks/livekit": { who: "livekit", idempotencyKey: "none" },
  "POST /api/admin/adjustments": { who: ["admin"], idempotencyKey: "required" },
  "GET /api/admin/rates": { who: ["admin"], idempotencyKey: "none" },
  "PUT /api/admin/rates": { who: ["admin"], idempotencyKey: "accepted" },
  "GET /api/admin/policies/earnings": { who: ["admin"], idempotencyKey: "none" },
  "PUT /api/admin/policies/earnings": { who: ["admin"], idempotencyKey: "accepted" },
  "GET /api/admin/acts": { who: ["admin"], idempotencyKey: "none" },
  "GET /api/admin/acts/{id}": { who: ["admin"], idempotencyKey: "none" },
  "POST /api/admin/acts/{id}/confirm": { who: ["admin"], idempotencyKey: "accepted" },
  "POST /api/admin/acts/{id}/decline": { who: ["admin"], idempotencyKey: "accepted" },
  "GET /api/admin/rails": { who: ["admin"], idempotencyKey: "none", cost: 5 },
  "GET /api/admin/webhook-endpoints": { who: ["admin"], idempotencyKey: "none" },
  "POST /api/admin/webhook-endpoints": { who: ["admin"], idempotencyKey: "none", cost: 20 },
  "GET /api/admin/webhook-endpoints/{id}": { who: ["admin"], idempotencyKey: "none" },
  "PATCH /api/admin/webhook-endpoints/{id}": { who: ["admin"], idempotencyKey: "none" },
  "DELETE /api/admin/webhook-endpoints/{id}": { who: ["admin"], idempotencyKey: "accepted" },
  "POST /api/admin/webhook-endpoints/{id}/rotate-secret": {
    who: ["admin"],
    idempotencyKey: "none",
    cost: 20,
  },
  "POST /api/admin/webhook-endpoints/{id}/test": { who: ["admin"], idempotencyKey: "accepted", cost: 20 },
  "POST /api/admin/webhook-endpoints/{id}/recover": { who: ["admin"], idempotencyKey: "accepted", cost: 20 },
  "GET /api/admin/webhook-endpoints/{id}/deliveries": { who: ["admin"], idempotencyKey: "none" },
  "GET /api/admin/webhook-endpoints/{id}/deliveries/{delivery_id}": {
    who: ["admin"],
    idempotencyKey: "none",
  },
  "POST /api/admin/webhook-endpoints/{id}/deliveries/{delivery_id}/resend": {
    who: ["admin"],
    idempotencyKey: "accepted",
  },
  "GET /api/push/key": { who: "signed_in", idempotencyKey: "none" },
  "GET /api/push/subscriptions": { who: "signed_in", idempotencyKey: "none" },
  "POST /api/push/subscriptions": { who: "signed_in", idempotencyKey: "none", cost: 5 },
  "DELETE /api/push/subscriptions/{id}": { who: "signed_in", idempotencyKey: "none" },
  "GET /api/webhook-event-types": { who: ["admin"], idempotencyKey: "none" },
  "GET /api/admin/integrity": { who: ["admin"], idempotencyKey: "none", cost: 10 },
  "GET /api/admin/overview": { who: ["admin"], idempotencyKey: "none", cost: 5 },
  "GET /api/admin/audit": { who: ["admin"], idempotencyKey: "none" },
  "GET /api/admin/search": { who: ["admin"], idempotencyKey: "none", cost: 5 },
  "GET /api/admin/trace/{id}": { who: ["admin"], idempotencyKey: "none", cost: 10 },
  "GET /api/admin/trace/{id}/minutes": { who: ["admin"], idempotencyKey: "none", cost: 10 },
  "GET /api/admin/events": { who: ["admin"], idempotencyKey: "none" },
  "POST /api/demo/login": { who: "anybody", idempotencyKey: "none" },
  "GET /openapi.json": { who: "anybody", idempotencyKey: "none" },
  "GET /docs": { who: "anybody", idempotencyKey: "none" },
  "GET /healthz": { who: "anybody", idempotencyKey: "none" },
  "GET /readyz": { who: "anybody", idempotencyKey: "none" },
} as const satisfies Record<string, RouteRule>;

export type RouteName = keyof typeof ROUTES;

/** Whether it is a webhook: its sender signs the bytes of the body instead of showing a token. */
export const isSigned = ({ who }: RouteRule): boolean =>
  who === "stripe" || who === "livekit" || who === "rail";

/** Whether somebody with these roles may call a route that asks for a token. */
export function mayCall(rule: RouteRule, roles: readonly Role[]): boolean {
  return typeof rule.who === "string" || rule.who.some((role) => roles.includes(role));
}
