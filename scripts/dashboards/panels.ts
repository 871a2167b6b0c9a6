/** A panel; `dashboard` makes Grafana's JSON of it. */
export interface Panel {
  title: string;
  /** Grafana's name of the unit: "s", "short", "percentunit", "reqps", … */
  unit: string;
  /** PromQL and the legend of its series. */
  queries: readonly [expr: string, legend: string][];
  /** One number with a colour instead of a curve; red from here (if negative, up to here). */
  stat?: { redFrom: number } | { redBelow: number };
  description?: string;
}

export interface Row {
  title: string;
  panels: readonly Panel[];
}

export interface Dashboard {
  /** Also its file's name and its uid in Grafana. */
  name: string;
  title: string;
  rows: readonly Row[];
}

const COLUMNS = 24;
const PANEL = { w: 8, h: 7 };
const DATASOURCE = { type: "prometheus", uid: "$" + "{datasource}" };

/** The JSON model that Grafana imports. */
export function toGrafana({ name, title, rows }: Dashboard): object {
  return {
    uid: name,
    title,
    tags: ["metercast"],
    schemaVersion: 39,
    editable: false,
    refresh: "30s",
    time: { from: "now-6h", to: "now" },
    timezone: "utc",
    templating: {
      list: [{ name: "datasource", type: "datasource", query: "prometheus", label: "Prometheus" }],
    },
    panels: layOut(rows),
  };
}

function layOut(rows: readonly Row[]): object[] {
  const panels: object[] = [];
  let y = 0;
  for (const row of rows) {
    panels.push({
      id: panels.length + 1,
      type: "row",
      title: row.title,
      collapsed: false,
      panels: [],
      gridPos: { x: 0, y, w: COLUMNS, h: 1 },
    });
    y += 1;
    for (const [index, panel] of row.panels.entries()) {
      const x = (index * PANEL.w) % COLUMNS;
      if (index > 0 && x === 0) y += PANEL.h;
      panels.push({ id: panels.length + 1, gridPos: { x, y, ...PANEL }, ...toPanel(panel) });
    }
    y += PANEL.h;
  }
  return panels;
}

function toPanel({ title, unit, queries, stat, description }: Panel): object {
  return {
    type: stat ? "stat" : "timeseries",
    title,
    ...(description !== undefined && { description }),
    datasource: DATASOURCE,
    fieldConfig: {
      defaults: { unit, min: 0, ...(stat && { thresholds: thresholds(stat) }) },
      overrides: [],
    },
    options: stat
      ? { colorMode: "background", graphMode: "area", reduceOptions: { calcs: ["lastNotNull"] } }
      : { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi" } },
    targets: queries.map(([expr, legendFormat], index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: DATASOURCE,
      expr,
      legendFormat,
    })),
  };
}

function thresholds(stat: NonNullable<Panel["stat"]>): object {
  const steps =
    "redFrom" in stat
      ? [
          { color: "green", value: null },
          { color: "red", value: stat.redFrom },
        ]
      : [
          { color: "red", value: null },
          { color: "green", value: stat.redBelow },
        ];
  return { mode: "absolute", steps };
}

export const quantiles = (metric: string, by = ""): [string, string][] =>
  ["0.5", "0.99"].map((q) => [
    `histogram_quantile(${q}, sum by (le${by && `, ${by}`}) (rate(${metric}_bucket[$__rate_interval])))`,
    `p${Number(q) * 100}${by && ` {{${by}}}`}`,
  ]);

export const rate = (metric: string, by: string, selector = ""): [string, string] => [
  `sum by (${by}) (rate(${metric}${selector}[$__rate_interval]))`,
  `{{${by}}}`,
];

export const processRow = (service: string): Row => ({
  title: "Process",
  panels: [
    {
      title: "Processor",
      unit: "percentunit",
      queries: [
        [
          `rate(metercast_process_cpu_seconds_total{service_name="${service}"}[$__rate_interval])`,
          "{{instance}}",
        ],
      ],
    },
    {
      title: "Memory",
      unit: "bytes",
      queries: [[`metercast_process_resident_memory_bytes{service_name="${service}"}`, "{{instance}}"]],
    },
    {
      title: "Failed job runs in an hour",
      unit: "short",
      queries: [
        [
          `sum by (job) (increase(metercast_job_runs_total{service_name="${service}", outcome="failed"}[1h]))`,
          "{{job}}",
        ],
      ],
    },
    {
      title: "Event loop delay",
      unit: "s",
      queries: [
        [`metercast_event_loop_delay_p50_seconds{service_name="${service}"}`, "p50 {{instance}}"],
        [`metercast_event_loop_delay_p99_seconds{service_name="${service}"}`, "p99 {{instance}}"],
        [`metercast_event_loop_delay_max_seconds{service_name="${service}"}`, "max {{instance}}"],
      ],
    },
    {
      title: "Database connections",
      unit: "short",
      queries: [
        [`sum by (state) (metercast_database_pool_connections{service_name="${service}"})`, "{{state}}"],
        [`sum(metercast_database_pool_limit_connections{service_name="${service}"})`, "limit"],
      ],
    },
    {
      title: "Up since",
      unit: "dateTimeFromNow",
      queries: [[`metercast_process_start_time_seconds{service_name="${service}"} * 1000`, "{{instance}}"]],
    },
  ],
});

const consumerPanels = (service: string): Panel[] => [
  {
    title: "Messages handled",
    unit: "cps",
    queries: [rate("metercast_messages_handled_total", "outcome", `{service_name="${service}"}`)],
  },
  {
    title: "Consumer lag",
    unit: "short",
    queries: [
      [`max by (consumer) (metercast_consumer_lag_messages{service_name="${service}"})`, "{{consumer}}"],
    ],
  },
];

export const messagingRow = (service: string, consumes: boolean): Row => ({
  title: "Messages and calls",
  panels: [
    {
      title: "Outbox: oldest unsent",
      unit: "s",
      queries: [[`max(metercast_outbox_oldest_unsent_age_seconds{service_name="${service}"})`, "oldest"]],
    },
    {
      title: "Outbox: unsent events",
      unit: "short",
      queries: [[`max(metercast_outbox_unsent_events{service_name="${service}"})`, "unsent"]],
    },
    {
      title: "Dead letters in an hour",
      unit: "short",
      stat: { redFrom: 1 },
      queries: [[`sum(increase(metercast_dead_letters_total{service_name="${service}"}[1h]))`, "put aside"]],
    },
    ...(consumes ? consumerPanels(service) : []),
    {
      title: "gRPC calls by code",
      unit: "cps",
      queries: [rate("metercast_grpc_requests_total", "code", `{service_name="${service}"}`)],
    },
    {
      title: "gRPC p99 by method",
      unit: "s",
      queries: [
        [
          `histogram_quantile(0.99, sum by (le, method) (rate(metercast_grpc_request_duration_seconds_bucket{service_name="${service}"}[$__rate_interval])))`,
          "{{method}}",
        ],
      ],
    },
  ],
});
