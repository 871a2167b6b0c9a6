import { type Dashboard, messagingRow, processRow, quantiles, rate } from "./panels.ts";
import { books, frozen, minutes, sessions, unknown, waiting, withdrawals } from "./shared.ts";

export const gateway: Dashboard = {
  name: "metercast-gateway",
  title: "Metercast: gateway",
  rows: [
    {
      title: "Requests",
      panels: [
        {
          title: "Requests by status",
          unit: "reqps",
          queries: [rate("metercast_http_requests_total", "status")],
        },
        {
          title: "Failing requests by route",
          unit: "reqps",
          queries: [rate("metercast_http_requests_total", "route", '{status=~"5.."}')],
        },
        {
          title: "p99 by route",
          unit: "s",
          queries: [
            [
              "histogram_quantile(0.99, sum by (le, route) (rate(metercast_http_request_duration_seconds_bucket[$__rate_interval])))",
              "{{route}}",
            ],
          ],
        },
      ],
    },
    {
      title: "Live",
      panels: [
        {
          title: "Event streams open",
          unit: "short",
          queries: [["metercast_sse_connections", "{{instance}}"]],
        },
        {
          title: "Presence reports waiting for NATS",
          unit: "short",
          queries: [["metercast_presence_waiting_sightings", "{{instance}}"]],
        },
        {
          title: "Presence reports dropped in an hour",
          unit: "short",
          stat: { redFrom: 1 },
          queries: [["sum(increase(metercast_presence_dropped_sightings_total[1h]))", "dropped"]],
        },
        {
          title: "Presence reports per message",
          unit: "short",
          queries: quantiles("metercast_presence_flush_sightings"),
        },
        {
          title: "LiveKit's webhooks about viewers",
          unit: "reqps",
          queries: [["sum by (outcome) (rate(metercast_media_events_total[5m]))", "{{outcome}}"]],
        },
      ],
    },
    processRow("gateway"),
  ],
};

export const billing: Dashboard = {
  name: "metercast-billing",
  title: "Metercast: billing (the meter)",
  rows: [
    {
      title: "Meter",
      panels: [
        sessions,
        waiting,
        {
          title: "From due to decided",
          unit: "s",
          queries: quantiles("metercast_meter_decision_delay_seconds"),
        },
        {
          title: "Minutes sent and answered",
          unit: "cps",
          queries: [
            ["sum(rate(metercast_meter_due_emitted_total[$__rate_interval]))", "sent"],
            rate("metercast_meter_due_answered_total", "outcome"),
          ],
        },
        {
          title: "Unanswered minutes",
          unit: "short",
          queries: [["sum(metercast_meter_due_unanswered)", "minutes"]],
        },
        {
          title: "Behind the presence log",
          unit: "s",
          queries: [["max(metercast_meter_lag_seconds)", "lag"]],
        },
        {
          title: "Presence messages not read",
          unit: "short",
          queries: [["max(metercast_meter_backlog_messages)", "messages"]],
        },
        {
          title: "Partitions by replica",
          unit: "short",
          queries: [["metercast_meter_partitions", "{{instance}}"]],
        },
        { title: "Lines per batch", unit: "short", queries: quantiles("metercast_meter_batch_lines") },
        {
          title: "Sessions ended",
          unit: "cps",
          queries: [rate("metercast_sessions_ended_total", "reason")],
        },
        {
          title: "Rows written lazily",
          unit: "wps",
          queries: [["sum(rate(metercast_meter_rows_flushed_total[$__rate_interval]))", "rows"]],
        },
        {
          title: "Stripe events waiting",
          unit: "short",
          queries: [
            ['max(metercast_stripe_events_waiting{service_name="billing"})', "waiting"],
            ['sum(increase(metercast_stripe_events_given_up_total{service_name="billing"}[1h]))', "given up"],
          ],
        },
      ],
    },
    messagingRow("billing", false),
    processRow("billing"),
  ],
};

export const wallet: Dashboard = {
  name: "metercast-wallet",
  title: "Metercast: wallet (the ledger)",
  rows: [
    {
      title: "Posting",
      panels: [
        minutes,
        { title: "A batch's posting", unit: "s", queries: quantiles("metercast_posting_duration_seconds") },
        {
          title: "From billing's commit to the posting",
          unit: "s",
          queries: quantiles("metercast_posting_delay_seconds"),
        },
        { title: "Lines per batch", unit: "short", queries: quantiles("metercast_posting_batch_lines") },
        books,
      ],
    },
    messagingRow("wallet", true),
    processRow("wallet"),
  ],
};

export const withdrawalsBoard: Dashboard = {
  name: "metercast-withdrawals",
  title: "Metercast: withdrawals",
  rows: [
    {
      title: "Withdrawals",
      panels: [
        withdrawals,
        {
          title: "Asking for attention",
          unit: "short",
          queries: [["max by (attention) (metercast_withdrawals_attention)", "{{attention}}"]],
        },
        unknown,
        frozen,
        {
          title: "Stripe events waiting",
          unit: "short",
          queries: [
            ['max(metercast_stripe_events_waiting{service_name="withdrawals"})', "waiting"],
            [
              'sum(increase(metercast_stripe_events_given_up_total{service_name="withdrawals"}[1h]))',
              "given up",
            ],
            [
              "sum by (rail, step) (increase(metercast_stripe_refusals_total[1h]))",
              "refused: {{rail}} {{step}}",
            ],
          ],
        },
      ],
    },
    messagingRow("withdrawals", true),
    processRow("withdrawals"),
  ],
};

export const notificationsBoard: Dashboard = {
  name: "metercast-notifications",
  title: "Metercast: notifications",
  rows: [
    {
      title: "Mail and push",
      panels: [
        {
          title: "Oldest due and not sent",
          unit: "s",
          description:
            "Above 15 minutes: the mail server or a push service fails. Nothing that moves money waits.",
          queries: [["max by (channel) (metercast_notification_oldest_unsent_age_seconds)", "{{channel}}"]],
        },
        {
          title: "Due and not sent",
          unit: "short",
          queries: [["max by (channel) (metercast_notification_unsent)", "{{channel}}"]],
        },
        {
          title: "Attempts by outcome",
          unit: "cps",
          queries: [
            [
              "sum by (channel, outcome) (rate(metercast_notification_deliveries_total[$__rate_interval]))",
              "{{channel}} {{outcome}}",
            ],
          ],
        },
      ],
    },
    {
      title: "Webhooks",
      panels: [
        {
          title: "Attempts by outcome",
          unit: "cps",
          queries: [rate("metercast_webhook_attempts_total", "outcome")],
        },
        { title: "An attempt", unit: "s", queries: quantiles("metercast_webhook_attempt_duration_seconds") },
        {
          title: "Oldest due without an attempt",
          unit: "s",
          queries: [["max(metercast_webhook_oldest_due_seconds)", "oldest"]],
        },
        {
          title: "Endpoints",
          unit: "short",
          queries: [["max by (state) (metercast_webhook_endpoints)", "{{state}}"]],
        },
        {
          title: "Secrets under an earlier key",
          unit: "short",
          description: "0: the earlier key may leave NOTIFICATIONS_ENCRYPTION_KEYS.",
          queries: [["max(metercast_webhook_secrets_old_key)", "secrets"]],
        },
      ],
    },
    messagingRow("notifications", true),
    processRow("notifications"),
  ],
};
