import { MetercastError } from "@metercast/runtime";
import { methodNotAllowed } from "hono/method-not-allowed";
import { serveConsole } from "./console.ts";
import { crossOrigin } from "./cors.ts";
import type { RouteDeps } from "./deps.ts";
import { type App, newApp } from "./env.ts";
import { errorHandler, problem, validationHook } from "./problem.ts";
import { requestContext } from "./request-context.ts";
import { adminActs } from "./routes/admin-acts.ts";
import { adminAutoApproval } from "./routes/admin-auto-approval.ts";
import { adminCases } from "./routes/admin-cases.ts";
import { adminCreatorPayouts } from "./routes/admin-creator-payouts.ts";
import { adminDecisions } from "./routes/admin-decisions.ts";
import { adminEarningsPolicies } from "./routes/admin-earnings-policies.ts";
import { adminPayouts } from "./routes/admin-payouts.ts";
import { adminPeople } from "./routes/admin-people.ts";
import { adminPerson } from "./routes/admin-person.ts";
import { adminQueueDesk } from "./routes/admin-queue-desk.ts";
import { adminRates } from "./routes/admin-rates.ts";
import { adminWebhookActs } from "./routes/admin-webhook-acts.ts";
import { adminWebhookDeliveries } from "./routes/admin-webhook-deliveries.ts";
import { adminWebhookEndpoints } from "./routes/admin-webhook-endpoints.ts";
import { cases } from "./routes/cases.ts";
import { deleteSessions } from "./routes/delete-sessions.ts";
import { deleteWithdrawalPayout } from "./routes/delete-withdrawal-payout.ts";
import { deleteWithdrawals } from "./routes/delete-withdrawals.ts";
import { docs } from "./routes/docs.ts";
import { emailLinks } from "./routes/email-links.ts";
import { getAdminAudit } from "./routes/get-admin-audit.ts";
import { getAdminCreators } from "./routes/get-admin-creators.ts";
import { getAdminEvents } from "./routes/get-admin-events.ts";
import { getAdminIntegrity } from "./routes/get-admin-integrity.ts";
import { getAdminOverview } from "./routes/get-admin-overview.ts";
import { getAdminSearch } from "./routes/get-admin-search.ts";
import { getAdminTrace } from "./routes/get-admin-trace.ts";
import { getAdminTraceMinutes } from "./routes/get-admin-trace-minutes.ts";
import { getAdminWithdrawalsExport } from "./routes/get-admin-withdrawals-export.ts";
import { getEarningsAvailability } from "./routes/get-earnings-availability.ts";
import { getEarningsHome } from "./routes/get-earnings-home.ts";
import { getEarningsStreams } from "./routes/get-earnings-streams.ts";
import { getEarningsSummary } from "./routes/get-earnings-summary.ts";
import { getEarningsTimeseries } from "./routes/get-earnings-timeseries.ts";
import { getMe } from "./routes/get-me.ts";
import { getPayoutCalendar } from "./routes/get-payout-calendar.ts";
import { getPayoutChecklist } from "./routes/get-payout-checklist.ts";
import { getSessions } from "./routes/get-sessions.ts";
import { getStatements } from "./routes/get-statements.ts";
import { getStreamHistory } from "./routes/get-stream-history.ts";
import { getStreams } from "./routes/get-streams.ts";
import { getTokenPackages } from "./routes/get-token-packages.ts";
import { getWallet } from "./routes/get-wallet.ts";
import { getWalletEntries } from "./routes/get-wallet-entries.ts";
import { getWalletEvents } from "./routes/get-wallet-events.ts";
import { getWalletSpending } from "./routes/get-wallet-spending.ts";
import { getWalletStatement } from "./routes/get-wallet-statement.ts";
import { getWithdrawals } from "./routes/get-withdrawals.ts";
import { health } from "./routes/health.ts";
import { livekitWebhook } from "./routes/livekit-webhook.ts";
import { notificationPreferences } from "./routes/notification-preferences.ts";
import { notifications } from "./routes/notifications.ts";
import { patchWithdrawals } from "./routes/patch-withdrawals.ts";
import { payoutMethods } from "./routes/payout-methods.ts";
import { payoutRails } from "./routes/payout-rails.ts";
import { payoutSchedule } from "./routes/payout-schedule.ts";
import { postAdminAdjustments } from "./routes/post-admin-adjustments.ts";
import { postDemoLogin } from "./routes/post-demo-login.ts";
import { postPayoutOnboarding } from "./routes/post-payout-onboarding.ts";
import { postSessionsHeartbeat } from "./routes/post-sessions-heartbeat.ts";
import { postStreams } from "./routes/post-streams.ts";
import { postStreamsBill } from "./routes/post-streams-bill.ts";
import { postStreamsEnd } from "./routes/post-streams-end.ts";
import { postStreamsSessions } from "./routes/post-streams-sessions.ts";
import { postWalletTopUps } from "./routes/post-wallet-top-ups.ts";
import { postWithdrawalQuote } from "./routes/post-withdrawal-quote.ts";
import { postWithdrawals } from "./routes/post-withdrawals.ts";
import { pushSubscriptions } from "./routes/push-subscriptions.ts";
import { railWebhooks } from "./routes/rail-webhooks.ts";
import { spendingLimits } from "./routes/spending-limits.ts";
import { stripeWebhooks } from "./routes/stripe-webhooks.ts";
import { walletTopUps } from "./routes/wallet-top-ups.ts";

const REGISTRATIONS = [
  postStreams,
  getStreams,
  getStreamHistory,
  postStreamsEnd,
  postStreamsSessions,
  postStreamsBill,
  getSessions,
  postSessionsHeartbeat,
  deleteSessions,
  cases,
  adminCases,
  getMe,
  getWallet,
  getWalletEntries,
  getWalletStatement,
  getStatements,
  getWalletEvents,
  getTokenPackages,
  postWalletTopUps,
  walletTopUps,
  getWalletSpending,
  spendingLimits,
  getEarningsSummary,
  getEarningsAvailability,
  getEarningsTimeseries,
  getEarningsStreams,
  getEarningsHome,
  getWithdrawals,
  postWithdrawals,
  patchWithdrawals,
  deleteWithdrawals,
  payoutMethods,
  payoutSchedule,
  getPayoutCalendar,
  getPayoutChecklist,
  notifications,
  notificationPreferences,
  emailLinks,
  adminPeople,
  adminPerson,
  adminCreatorPayouts,
  adminAutoApproval,
  postPayoutOnboarding,
  payoutRails,
  postWithdrawalQuote,
  deleteWithdrawalPayout,
  adminPayouts,
  adminDecisions,
  adminQueueDesk,
  getAdminWithdrawalsExport,
  getAdminCreators,
  stripeWebhooks,
  railWebhooks,
  livekitWebhook,
  postAdminAdjustments,
  adminRates,
  adminEarningsPolicies,
  adminActs,
  pushSubscriptions,
  adminWebhookEndpoints,
  adminWebhookActs,
  adminWebhookDeliveries,
  getAdminIntegrity,
  getAdminAudit,
  getAdminOverview,
  getAdminSearch,
  getAdminTrace,
  getAdminTraceMinutes,
  getAdminEvents,
  postDemoLogin,
  docs,
  health,
];

/** The whole API. */
export function buildApp(deps: RouteDeps): App {
  const app = newApp({ defaultHook: validationHook });
  app.onError(errorHandler(deps.log));
  app.notFound((c) => problem(c, new MetercastError("not_found", "there is nothing at this address")));
  app.use(requestContext(deps.settings));
  if (deps.settings.corsOrigins.length > 0) app.use("/api/*", crossOrigin(deps.settings.corsOrigins));
  app.use((c, next) => deps.limits.address(c, next));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed(c, methods) {
        const response = problem(
          c,
          new MetercastError("method_not_allowed", `this address takes ${methods.join(", ")}`),
        );
        response.headers.set("Allow", methods.join(", "));
        return response;
      },
    }),
  );
  for (const register of REGISTRATIONS) register(app, deps);
  if (deps.settings.console) serveConsole(app, deps.settings.console);
  return app;
}
