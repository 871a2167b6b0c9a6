import { type Dashboard, type Panel, quantiles } from "./panels.ts";
import { books, frozen, minutes, sessions, unknown, waiting } from "./shared.ts";

const burn = (title: string, record: string, budget: number): Panel => ({
  title,
  unit: "percentunit",
  description: `Objective: at most ${budget * 100} % over 30 days.`,
  queries: [
    [`${record}:ratio_rate5m`, "5 min"],
    [`${record}:ratio_rate1h`, "1 h"],
    [`${record}:ratio_rate3d`, "3 days"],
    [`vector(${budget})`, "objective"],
  ],
});

export const overview: Dashboard = {
  name: "metercast-overview",
  title: "Metercast: is it well?",
  rows: [
    { title: "Now", panels: [books, frozen, unknown, waiting, minutes, sessions] },
    {
      title: "Objectives",
      panels: [
        burn("Requests that fail", "metercast:http_errors", 0.001),
        burn("Minutes later than 5 s", "metercast:minutes_late", 0.005),
        {
          title: "From due to decided",
          unit: "s",
          queries: quantiles("metercast_meter_decision_delay_seconds"),
        },
      ],
    },
    {
      title: "Plumbing",
      panels: [
        {
          title: "Outbox: oldest unsent",
          unit: "s",
          queries: [
            ["max by (service_name) (metercast_outbox_oldest_unsent_age_seconds)", "{{service_name}}"],
          ],
        },
        {
          title: "Consumer lag",
          unit: "short",
          queries: [["max by (consumer) (metercast_consumer_lag_messages)", "{{consumer}}"]],
        },
        {
          title: "Dead letters in an hour",
          unit: "short",
          queries: [
            ["sum by (service_name) (increase(metercast_dead_letters_total[1h]))", "{{service_name}}"],
          ],
        },
        {
          title: "Dropped in an hour: not from their owner",
          unit: "short",
          queries: [["sum by (consumer) (increase(metercast_messages_dropped_total[1h]))", "{{consumer}}"]],
        },
        {
          title: "Replicas",
          unit: "short",
          queries: [["count by (service_name) (metercast_process_start_time_seconds)", "{{service_name}}"]],
        },
        { title: "Event streams open", unit: "short", queries: [["sum(metercast_sse_connections)", "SSE"]] },
        {
          title: "Callers waiting for a database connection",
          unit: "short",
          queries: [
            [
              'sum by (service_name) (metercast_database_pool_connections{state="waiting"})',
              "{{service_name}}",
            ],
          ],
        },
      ],
    },
  ],
};
