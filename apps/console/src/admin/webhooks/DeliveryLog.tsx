import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Badge, type Tone } from "../../components/Badge.tsx";
import { Button } from "../../components/Button.tsx";
import { Card } from "../../components/Card.tsx";
import { Select } from "../../components/Field.tsx";
import { MoreButton } from "../../components/MoreButton.tsx";
import { Said } from "../../components/Said.tsx";
import { ShortId } from "../../components/ShortId.tsx";
import { Empty, Loaded, RowsSkeleton } from "../../components/states.tsx";
import { type Columns, Table } from "../../components/Table.tsx";
import { Ago } from "../../components/Time.tsx";
import { countText } from "../../format/money.ts";
import { adminWebhooks } from "../../texts/admin-webhooks.ts";
import { t } from "../../texts.ts";
import { DeliveryAttempts } from "./DeliveryAttempts.tsx";
import { deliveriesQuery } from "./queries.ts";
import { responseText } from "./response-text.ts";
import type { Delivery, DeliveryStatus } from "./types.ts";

const texts = adminWebhooks.log;
const STATES = ["pending", "delivered", "failed"] as const satisfies DeliveryStatus[];
const TONES: Record<DeliveryStatus, Tone> = { pending: "held", delivered: "paid", failed: "back" };

/** The messages to one endpoint, newest first; a row opens to its attempts. */
export function DeliveryLog({ endpointId }: { endpointId: string }) {
  const search = useSearch({ from: "/admin/admin/webhooks/$endpointId" });
  const navigate = useNavigate({ from: "/admin/webhooks/$endpointId" });
  const status = STATES.find((one) => one === search.status);
  const deliveries = useInfiniteQuery(deliveriesQuery(endpointId, status));
  const [open, setOpen] = useState<string>();
  return (
    <Card title={texts.title} flush>
      <div className="max-w-60 px-5 pb-4">
        <Select
          label={texts.filter}
          value={status ?? ""}
          options={[
            { value: "", label: texts.every },
            ...STATES.map((value) => ({ value, label: texts.states[value] ?? value })),
          ]}
          onChange={(event) =>
            navigate({ search: { status: event.target.value || undefined }, replace: true })
          }
        />
      </div>
      <Loaded query={deliveries} skeleton={<RowsSkeleton />}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={texts.none}>{texts.noneHint}</Empty>
          ) : (
            <>
              <Table
                caption={texts.title}
                columns={columnsOf(open, setOpen)}
                rows={rows}
                rowId={({ id }) => id}
                open={open}
                below={({ id }) => <DeliveryAttempts endpointId={endpointId} deliveryId={id} />}
              />
              <MoreButton query={deliveries} />
            </>
          )
        }
      </Loaded>
    </Card>
  );
}

function columnsOf(open: string | undefined, setOpen: (id: string | undefined) => void): Columns<Delivery> {
  return [
    {
      id: "event",
      header: texts.event,
      cell: ({ row: { original } }) => (
        <span className="flex flex-col items-start gap-0.5">
          <span className="font-medium break-all">{original.event_type}</span>
          <span className="flex flex-wrap items-center gap-x-3 text-muted">
            <Ago at={original.created_at} />
            {original.object !== "" && <ShortId id={original.object} />}
          </span>
          <span className="sm:hidden">
            <State of={original} />
          </span>
        </span>
      ),
    },
    {
      id: "state",
      header: texts.state,
      // Narrower screens show it below the event.
      meta: { from: "sm" },
      cell: ({ row }) => <State of={row.original} />,
    },
    {
      id: "attempts",
      header: texts.attempts,
      meta: { from: "md", align: "right" },
      cell: ({ row }) => <span className="figures">{countText(row.original.attempts)}</span>,
    },
    {
      id: "response",
      header: texts.response,
      meta: { from: "md" },
      cell: ({ row: { original } }) =>
        original.attempts === 0 ? null : <span className="text-muted">{responseText(original)}</span>,
    },
    {
      id: "open",
      header: () => <span className="sr-only">{t.open}</span>,
      meta: { align: "right" },
      cell: ({ row: { original } }) => (
        <Button
          size="s"
          kind="quiet"
          aria-expanded={open === original.id}
          onClick={() => setOpen(open === original.id ? undefined : original.id)}
        >
          {open === original.id ? t.close : t.open}
          <Said> {texts.open(original.event_type)}</Said>
        </Button>
      ),
    },
  ];
}

const State = ({ of: { status } }: { of: Delivery }) => (
  <Badge tone={TONES[status]}>{texts.states[status]}</Badge>
);
