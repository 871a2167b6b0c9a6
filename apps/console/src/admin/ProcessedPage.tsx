import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Card } from "../components/Card.tsx";
import { Input, Select } from "../components/Field.tsx";
import { MoreButton } from "../components/MoreButton.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { Table } from "../components/Table.tsx";
import { Page } from "../shell/Shell.tsx";
import { t } from "../texts.ts";
import { type Status, withdrawalsQuery } from "./queries.ts";
import { WITHDRAWAL_COLUMNS } from "./withdrawal-columns.tsx";

const STATUSES = [
  "COMPLETED",
  "APPROVED",
  "REJECTED",
  "FAILED",
  "CANCELED",
  "PENDING",
] as const satisfies Status[];

export function ProcessedPage() {
  const search = useSearch({ from: "/admin/admin/withdrawals" });
  const navigate = useNavigate({ from: "/admin/withdrawals" });
  const status = STATUSES.find((one) => one === search.status);
  const withdrawals = useInfiniteQuery(withdrawalsQuery(status, search.creator));
  return (
    <Page title={t.processed.title} lead={t.processed.lead}>
      <div className="grid gap-4 sm:grid-cols-[14rem_minmax(0,20rem)]">
        <Select
          label={t.processed.status}
          value={status ?? ""}
          onChange={(event) =>
            navigate({
              search: (asked) => ({ ...asked, status: event.target.value || undefined }),
              replace: true,
            })
          }
          options={[
            { value: "", label: t.all },
            ...STATUSES.map((value) => ({ value, label: t.admin.status[value] })),
          ]}
        />
        <Input
          label={t.processed.creator}
          defaultValue={search.creator ?? ""}
          onBlur={(event) =>
            navigate({
              search: (asked) => ({ ...asked, creator: event.target.value.trim() || undefined }),
              replace: true,
            })
          }
          onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        />
      </div>
      <Card flush>
        <Loaded query={withdrawals} skeleton={<RowsSkeleton rows={6} />}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty title={t.processed.none}>{t.processed.noneHint}</Empty>
            ) : (
              <>
                <Table
                  caption={t.processed.title}
                  columns={WITHDRAWAL_COLUMNS}
                  rows={rows}
                  rowId={({ id }) => id}
                />
                <MoreButton query={withdrawals} />
              </>
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}
