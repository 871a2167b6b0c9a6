import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Schemas, take } from "../api/client.ts";
import { Badge } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Loaded, Problem, RowsSkeleton } from "../components/states.tsx";
import { type Columns, Table } from "../components/Table.tsx";
import { Ago } from "../components/Time.tsx";
import { countText } from "../format/money.ts";
import { announce } from "../shell/announce.ts";
import { Page } from "../shell/Shell.tsx";
import { t } from "../texts.ts";
import { FreezeCard } from "./FreezeCard.tsx";
import { integrityQuery } from "./queries.ts";

type Integrity = Schemas["Integrity"];
type Check = Integrity["checks"][number];

export function IntegrityPage() {
  const cache = useQueryClient();
  const integrity = useQuery(integrityQuery);
  const run = useMutation({
    mutationFn: () => take(api.get("/api/admin/integrity", { params: { query: { run: "now" } } })),
    onSuccess: (now) => {
      cache.setQueryData<Integrity>(["integrity"], now);
      announce(verdict(now));
    },
  });
  return (
    <Page
      title={t.integrity.title}
      lead={t.integrity.lead}
      actions={
        <Button busy={run.isPending} onClick={() => run.mutate()}>
          {t.integrity.run}
        </Button>
      }
    >
      {run.isError && <Problem error={run.error} />}
      <Loaded
        query={integrity}
        skeleton={
          <Card>
            <RowsSkeleton rows={8} />
          </Card>
        }
      >
        {(data) => (
          <>
            {data.freeze && <FreezeCard freeze={data.freeze} />}
            <Card
              title={<span className={data.ok ? "text-paid" : "text-back"}>{verdict(data)}</span>}
              aside={
                <span className="text-13 text-muted">
                  {t.integrity.lastRun} {data.checked_at ? <Ago at={data.checked_at} /> : t.integrity.never}
                </span>
              }
              flush
            >
              <Table
                caption={t.integrity.title}
                columns={COLUMNS}
                rows={data.checks.toSorted((a, b) => Number(a.ok) - Number(b.ok))}
                rowId={({ name }) => name}
              />
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  );
}

const verdict = ({ ok, checks }: Integrity): string =>
  ok ? t.integrity.ok : t.integrity.wrong(checks.filter((check) => !check.ok).length);

const COLUMNS: Columns<Check> = [
  {
    id: "name",
    header: t.integrity.check,
    cell: ({ row: { original: check } }) => (
      <span className="flex flex-col">
        <span className="font-medium">{t.integrity.names[check.name] ?? check.name}</span>
        {check.detail !== "" && <span className="break-words text-back">{check.detail}</span>}
      </span>
    ),
  },
  {
    id: "compared",
    header: t.integrity.compared,
    meta: { align: "right", from: "sm" },
    cell: ({ row }) => <span className="figures text-muted">{countText(row.original.compared)}</span>,
  },
  {
    id: "wrong",
    header: t.integrity.wrongOnes,
    meta: { align: "right", from: "sm" },
    cell: ({ row: { original: check } }) => (
      <span className={`figures ${check.wrong > 0 ? "font-medium text-back" : "text-muted"}`}>
        {countText(check.wrong)}
      </span>
    ),
  },
  {
    id: "ok",
    header: () => <span className="sr-only">{t.integrity.right}</span>,
    meta: { align: "right" },
    cell: ({ row: { original: check } }) =>
      check.ok ? (
        <Badge tone="paid">{t.integrity.right}</Badge>
      ) : (
        <Badge tone="back">{t.integrity.fails}</Badge>
      ),
  },
];
