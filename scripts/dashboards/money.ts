import type { Dashboard } from "./panels.ts";
import { books, frozen, minutes, withdrawals } from "./shared.ts";

export const money: Dashboard = {
  name: "metercast-money",
  title: "Metercast: where is the money?",
  rows: [
    {
      title: "Minutes",
      panels: [
        minutes,
        {
          title: "Creators earn, per hour",
          unit: "currencyUSD",
          queries: [
            [
              '-deriv(max(metercast_platform_balance_minor_units{account="creator_costs"})[30m:1m]) * 3600 / 100',
              "USD/h",
            ],
          ],
        },
        {
          title: "Viewers spend, per hour",
          unit: "short",
          queries: [
            [
              'deriv(max(metercast_platform_balance_minor_units{account="spent_tokens"})[30m:1m]) * 3600',
              "tokens/h",
            ],
          ],
        },
      ],
    },
    {
      title: "Books",
      panels: [
        books,
        {
          title: "Checks",
          unit: "short",
          queries: [
            ["min by (service_name, check) (metercast_integrity_check_ok)", "{{service_name}} {{check}}"],
          ],
        },
        {
          title: "Since the last check",
          unit: "s",
          queries: [
            [
              "time() - max by (service_name) (metercast_integrity_last_run_timestamp_seconds)",
              "{{service_name}}",
            ],
          ],
        },
        {
          title: "Checks that can't run, for how long",
          unit: "s",
          queries: [
            [
              "max by (service_name, check) (metercast_integrity_check_unproven_seconds)",
              "{{service_name}} {{check}}",
            ],
          ],
        },
        {
          title: "Partitions of minutes ahead",
          unit: "short",
          queries: [["min(metercast_ledger_partitions_ahead)", "partitions"]],
        },
        {
          title: "Platform accounts, USD",
          unit: "currencyUSD",
          queries: [
            ['max by (account) (metercast_platform_balance_minor_units{asset="USD"}) / 100', "{{account}}"],
          ],
        },
        {
          title: "Platform accounts, tokens",
          unit: "short",
          queries: [
            ['max by (account) (metercast_platform_balance_minor_units{asset="TOKEN"})', "{{account}}"],
          ],
        },
        {
          title: "Tokens that viewers have",
          unit: "short",
          queries: [
            ['-sum(max by (account) (metercast_platform_balance_minor_units{asset="TOKEN"}))', "tokens"],
          ],
        },
      ],
    },
    {
      title: "Money in",
      panels: [
        {
          title: "Top-ups, per hour",
          unit: "short",
          queries: [["sum(increase(metercast_top_ups_credited_total[1h]))", "top-ups"]],
        },
        {
          title: "Tokens sold, per hour",
          unit: "short",
          queries: [["sum(increase(metercast_top_up_tokens_credited_total[1h]))", "tokens"]],
        },
        {
          title: "Taken back in a day",
          unit: "short",
          queries: [
            ["sum by (kind) (increase(metercast_top_up_reversals_total[1d]))", "{{kind}}"],
            ["sum(increase(metercast_top_up_reversals_returned_total[1d]))", "came back"],
            ["sum(increase(metercast_top_up_lost_cents_total[1d])) / 100", "lost, USD"],
          ],
        },
        {
          title: "Waits for a person, or for Stripe",
          unit: "short",
          queries: [
            ["max(metercast_top_up_cases_open)", "open cases"],
            ["sum by (kind) (increase(metercast_top_up_cases_total[1d]))", "new in a day: {{kind}}"],
            ["max(metercast_top_ups_overdue)", "silent, not looked up"],
          ],
        },
      ],
    },
    {
      title: "Money out",
      panels: [
        withdrawals,
        {
          title: "What they come to",
          unit: "currencyUSD",
          queries: [["max by (status) (metercast_withdrawals_open_cents) / 100", "{{status}}"]],
        },
        {
          title: "Oldest open withdrawal",
          unit: "s",
          queries: [["max by (status) (metercast_withdrawals_oldest_open_age_seconds)", "{{status}}"]],
        },
        {
          title: "Payout attempts",
          unit: "short",
          queries: [
            ["max(metercast_payout_attempts_unsettled)", "under way"],
            ["max(metercast_payout_attempts_unknown)", "unknown"],
          ],
        },
        {
          title: "Oldest payout attempt",
          unit: "s",
          queries: [
            ["max(metercast_payout_attempts_oldest_unsettled_age_seconds)", "under way"],
            ["max(metercast_payout_attempts_oldest_unknown_age_seconds)", "unknown"],
          ],
        },
        {
          title: "Runs of payout schedules in an hour",
          unit: "short",
          queries: [["sum by (outcome) (increase(metercast_payout_runs_total[1h]))", "{{outcome}}"]],
        },
        {
          title: "Approvals by policy in an hour",
          unit: "short",
          queries: [["sum(increase(metercast_auto_approvals_total[1h]))", "approved"]],
        },
        {
          title: "Oldest run that is due",
          unit: "s",
          queries: [
            ["max(metercast_payout_runs_oldest_due_seconds)", "oldest"],
            ["max(metercast_payout_runs_due)", "runs due"],
          ],
        },
        frozen,
      ],
    },
  ],
};
