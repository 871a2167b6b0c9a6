import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Card } from "../../components/Card.tsx";
import { ShortId } from "../../components/ShortId.tsx";
import { Loaded, Problem, RowsSkeleton } from "../../components/states.tsx";
import { Ago } from "../../components/Time.tsx";
import { Page } from "../../shell/Shell.tsx";
import { adminWebhooks } from "../../texts/admin-webhooks.ts";
import { Fact } from "../Fact.tsx";
import { DeliveryLog } from "./DeliveryLog.tsx";
import { EndpointActions } from "./EndpointActions.tsx";
import { EndpointState } from "./EndpointState.tsx";
import { endpointQuery } from "./queries.ts";
import { type Endpoint, EVERY } from "./types.ts";

const texts = adminWebhooks;

/** One endpoint: what it is, what an admin can do with it, and the log of its deliveries. */
export function EndpointPage() {
  const { endpointId } = useParams({ from: "/admin/admin/webhooks/$endpointId" });
  const endpoint = useQuery(endpointQuery(endpointId));
  if (!endpoint.data && endpoint.error)
    return (
      <Page title={texts.title}>
        <Problem error={endpoint.error} retry={() => endpoint.refetch()} />
        <ToAll />
      </Page>
    );
  return (
    <Loaded
      query={endpoint}
      skeleton={
        <Card>
          <RowsSkeleton />
        </Card>
      }
    >
      {(data) => (
        <Page title={data.description || new URL(data.url).host} lead={<ToAll />}>
          <div className="grid items-start gap-5 lg:grid-cols-[20rem_minmax(0,1fr)]">
            <div className="flex min-w-0 flex-col gap-5">
              <Facts of={data} />
              <EndpointActions endpoint={data} />
            </div>
            <DeliveryLog endpointId={data.id} />
          </div>
        </Page>
      )}
    </Loaded>
  );
}

const ToAll = () => (
  <Link to="/admin/webhooks" className="self-start underline underline-offset-4">
    {texts.toAll}
  </Link>
);

function Facts({ of: endpoint }: { of: Endpoint }) {
  const { event_types: types, disabled_reason: reason } = endpoint;
  return (
    <Card title={texts.one.facts} aside={<EndpointState of={endpoint} />}>
      {endpoint.status === "disabled" && reason !== null && (
        <p className="mb-4 text-back">{texts.reasons[reason] ?? reason}</p>
      )}
      <dl className="flex flex-col gap-3">
        <Fact word={texts.one.url}>
          <span className="break-all">{endpoint.url}</span>
        </Fact>
        <Fact word={texts.one.events}>
          {types.includes(EVERY) ? (
            texts.everyEvent
          ) : (
            <ul>
              {types.map((type) => (
                <li key={type} className="text-13 break-all">
                  {type}
                </li>
              ))}
            </ul>
          )}
        </Fact>
        {endpoint.failing_since !== null && (
          <Fact word={texts.one.failing}>
            <Ago at={endpoint.failing_since} />
          </Fact>
        )}
        {endpoint.paused_until && (
          <Fact word={texts.one.paused}>
            <Ago at={endpoint.paused_until} />
          </Fact>
        )}
        <Fact word={texts.one.publicKey}>
          <ShortId id={endpoint.secrets.public_key} />
        </Fact>
        <Fact word={texts.one.created}>
          <Ago at={endpoint.created_at} /> <ShortId id={endpoint.id} />
        </Fact>
      </dl>
    </Card>
  );
}
