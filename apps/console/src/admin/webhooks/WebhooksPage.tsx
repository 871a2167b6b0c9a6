import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../../components/Button.tsx";
import { Card } from "../../components/Card.tsx";
import { Empty, Loaded, RowsSkeleton } from "../../components/states.tsx";
import { type Columns, Table } from "../../components/Table.tsx";
import { Ago } from "../../components/Time.tsx";
import { announce } from "../../shell/announce.ts";
import { Page } from "../../shell/Shell.tsx";
import { adminWebhooks } from "../../texts/admin-webhooks.ts";
import { EndpointForm } from "./EndpointForm.tsx";
import { EndpointState } from "./EndpointState.tsx";
import { endpointsQuery } from "./queries.ts";
import { SecretOnce } from "./SecretOnce.tsx";
import { type Endpoint, EVERY } from "./types.ts";

const texts = adminWebhooks;

const eventsText = ({ event_types: types }: Endpoint): string =>
  types.includes(EVERY) ? texts.everyEvent : texts.someEvents(types.length);

const endpointLink = (id: string) =>
  ({ to: "/admin/webhooks/$endpointId", params: { endpointId: id }, search: { status: undefined } }) as const;

const COLUMNS: Columns<Endpoint> = [
  {
    id: "endpoint",
    header: texts.columns.endpoint,
    cell: ({ row: { original: endpoint } }) => (
      <span className="flex min-w-0 flex-col items-start gap-1">
        <Link {...endpointLink(endpoint.id)} className="font-medium break-all underline underline-offset-4">
          {endpoint.url}
        </Link>
        {endpoint.description !== "" && <span className="text-muted">{endpoint.description}</span>}
        <span className="sm:hidden">
          <EndpointState of={endpoint} />
        </span>
      </span>
    ),
  },
  {
    id: "status",
    header: texts.columns.status,
    // Narrower screens show it below the address.
    meta: { from: "sm" },
    cell: ({ row }) => <EndpointState of={row.original} />,
  },
  {
    id: "events",
    header: texts.columns.events,
    meta: { from: "md" },
    cell: ({ row }) => eventsText(row.original),
  },
  {
    id: "created",
    header: texts.columns.created,
    meta: { from: "md" },
    cell: ({ row }) => <Ago at={row.original.created_at} className="text-muted" />,
  },
];

/** The endpoints of customers' backends; each opens to its log. */
export function WebhooksPage() {
  const endpoints = useQuery(endpointsQuery);
  const [adding, setAdding] = useState(false);
  const [added, setAdded] = useState<Endpoint>();
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        endpoints.data && (
          <Button kind="primary" onClick={() => setAdding(true)}>
            {texts.add}
          </Button>
        )
      }
    >
      <Card flush>
        <Loaded query={endpoints} skeleton={<RowsSkeleton rows={3} />}>
          {(answer) =>
            answer === null ? (
              <Empty title={texts.absent}>{texts.absentHint}</Empty>
            ) : answer.data.length === 0 ? (
              <Empty title={texts.none}>{texts.noneHint}</Empty>
            ) : (
              <Table caption={texts.title} columns={COLUMNS} rows={answer.data} rowId={({ id }) => id} />
            )
          }
        </Loaded>
      </Card>
      <EndpointForm
        open={adding}
        endpoint={undefined}
        onClose={() => setAdding(false)}
        onDone={(endpoint) => {
          setAdded(endpoint);
          announce(texts.secret.added);
        }}
      />
      <SecretOnce endpoint={added} onClose={() => setAdded(undefined)} />
    </Page>
  );
}
