export { type Budget, SPENT_BUDGETS, takeFromBudgets } from "./budget.ts";
export { openStripe, type StripeSettings } from "./client.ts";
export {
  HANDLED_STRIPE_EVENTS,
  ownObjectId,
  type StripeInbox,
  type StripeInboxSettings,
  startStripeInbox,
} from "./inbox.ts";
export { stripeCents, upTo } from "./lists.ts";
export { textOf, type Verdict, verdictOf } from "./verdict.ts";
export { verifyThinEvent } from "./webhook.ts";
