import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Badge } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Money } from "../components/Money.tsx";
import { ShortId } from "../components/ShortId.tsx";
import { Loaded, RowsSkeleton } from "../components/states.tsx";
import { type Columns, Table } from "../components/Table.tsx";
import { Ago } from "../components/Time.tsx";
import { tokens, usd } from "../format/money.ts";
import { Page } from "../shell/Shell.tsx";
import { t } from "../texts.ts";
import { inForce, losesMoney, type Rate } from "./margin.ts";
import { NewRate } from "./NewRate.tsx";
import { ratesQuery } from "./queries.ts";

export function RatesPage() {
  const rates = useQuery(ratesQuery);
  return (
    <Page title={t.rates.title} lead={t.rates.lead}>
      <Loaded
        query={rates}
        skeleton={
          <Card>
            <RowsSkeleton />
          </Card>
        }
      >
        {(all) => {
          const current = inForce(all);
          const losing = current.filter(losesMoney).length;
          return (
            <>
              {losing > 0 && (
                <p role="alert" className="rounded-control bg-back-soft px-4 py-3 font-medium text-back">
                  {t.rates.negativeWarning(losing)}
                </p>
              )}
              <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
                <div className="flex min-w-0 flex-col gap-5">
                  <Card title={t.rates.current} flush>
                    <Table
                      caption={t.rates.current}
                      columns={COLUMNS}
                      rows={current}
                      rowId={({ id }) => id}
                    />
                    {current.some(({ margin_per_minute }) => margin_per_minute === null) && (
                      <p className="border-t border-line px-5 py-3 text-13 text-muted">
                        {t.rates.marginHint}
                      </p>
                    )}
                  </Card>
                  <Card title={t.rates.history} flush>
                    <History rates={all} />
                  </Card>
                </div>
                <NewRate rates={all} />
              </div>
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

const HISTORY_ROWS = 25;

function History({ rates }: { rates: Rate[] }) {
  const [shown, setShown] = useState(HISTORY_ROWS);
  return (
    <>
      <Table
        caption={t.rates.history}
        columns={COLUMNS}
        rows={rates.slice(0, shown)}
        rowId={({ id }) => id}
      />
      {shown < rates.length && (
        <div className="flex justify-center border-t border-line p-3">
          <Button size="s" kind="quiet" onClick={() => setShown(shown + HISTORY_ROWS)}>
            {t.more}
          </Button>
        </div>
      )}
    </>
  );
}

const COLUMNS: Columns<Rate> = [
  {
    id: "scope",
    header: t.rates.scope,
    cell: ({ row: { original: rate } }) => (
      <span className="flex flex-col">
        <span className="font-medium">{t.rates.scopes[rate.scope]}</span>
        {rate.scope_id !== null && (
          <span>
            <ShortId id={rate.scope_id} />
          </span>
        )}
      </span>
    ),
  },
  {
    id: "pays",
    header: t.rates.pays,
    meta: { align: "right" },
    cell: ({ row }) => <Money amount={tokens(row.original.tokens_per_minute)} word />,
  },
  {
    id: "earns",
    header: t.rates.earns,
    meta: { align: "right" },
    cell: ({ row }) => <Money amount={usd(row.original.creator_per_minute)} />,
  },
  {
    id: "margin",
    header: t.rates.margin,
    meta: { align: "right" },
    cell: ({ row }) => <Margin rate={row.original} />,
  },
  {
    id: "since",
    header: t.rates.since,
    meta: { from: "md" },
    cell: ({ row: { original: rate } }) => (
      <span className="flex flex-col text-muted">
        <Ago at={rate.created_at} />
        <q className="line-clamp-1 max-w-44">{rate.reason}</q>
      </span>
    ),
  },
];

function Margin({ rate }: { rate: Rate }) {
  const margin = rate.margin_per_minute;
  if (margin === null) return <span className="text-muted">{t.rates.marginUnknown}</span>;
  if (!losesMoney(rate)) return <Money amount={usd(margin)} className="text-paid" />;
  return (
    <span className="inline-flex flex-col items-end gap-1">
      <Money amount={usd(margin)} className="font-medium text-back" />
      {/* Narrower screens have the minus, and the warning above. */}
      <span className="max-sm:hidden">
        <Badge tone="back">{t.rates.negative}</Badge>
      </span>
    </span>
  );
}
