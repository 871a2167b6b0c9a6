import { useQuery } from "@tanstack/react-query";
import { Button } from "../../components/Button.tsx";
import { ShortId } from "../../components/ShortId.tsx";
import { Loaded, Problem, RowsSkeleton } from "../../components/states.tsx";
import { Ago } from "../../components/Time.tsx";
import { announce } from "../../shell/announce.ts";
import { adminWebhooks } from "../../texts/admin-webhooks.ts";
import { deliveryQuery } from "./queries.ts";
import { responseText } from "./response-text.ts";
import type { Attempt, DeliveryDetails } from "./types.ts";
import { useEndpointCall } from "./use-endpoint-call.ts";

const texts = adminWebhooks.log;

/** The attempts of one delivery, the frozen body, and the way to send it again. */
export function DeliveryAttempts({ endpointId, deliveryId }: { endpointId: string; deliveryId: string }) {
  const delivery = useQuery(deliveryQuery(endpointId, deliveryId));
  return (
    <Loaded query={delivery} skeleton={<RowsSkeleton rows={2} />}>
      {(data) => <Details endpointId={endpointId} delivery={data} />}
    </Loaded>
  );
}

function Details({ endpointId, delivery }: { endpointId: string; delivery: DeliveryDetails }) {
  const resend = useEndpointCall<unknown>(endpointId, () => announce(texts.resent));
  const path = `/deliveries/${encodeURIComponent(delivery.id)}/resend`;
  return (
    <div className="flex flex-col gap-4 px-5 py-4">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <p className="text-muted">
          {texts.id} <ShortId id={delivery.message_id} />
          {delivery.next_attempt_at !== null && (
            <>
              {" · "}
              {texts.next} <Ago at={delivery.next_attempt_at} />
            </>
          )}
        </p>
        <Button size="s" busy={resend.isPending} onClick={() => resend.mutate({ verb: "post", path })}>
          {texts.resend}
        </Button>
      </div>
      {resend.isError && <Problem error={resend.error} />}
      {delivery.attempt_log.length === 0 ? (
        <p className="text-muted">{texts.noAttempt}</p>
      ) : (
        <ol className="flex flex-col gap-3">
          {delivery.attempt_log.map((attempt) => (
            <Line key={attempt.number} attempt={attempt} />
          ))}
        </ol>
      )}
      <section aria-label={texts.body}>
        <h3 className="mb-1 text-muted">{texts.body}</h3>
        <Text of={indented(delivery.body)} />
      </section>
    </div>
  );
}

function Line({ attempt }: { attempt: Attempt }) {
  const { number, started_at: at, duration_ms: ms, error, response } = attempt;
  return (
    <li className="flex flex-col gap-1">
      <p>
        <span className="font-medium">{texts.attempt(number)}</span>{" "}
        <span className={error ? "text-back" : "text-paid"}>{responseText(attempt)}</span>
        <span className="text-muted">
          {" · "}
          <Ago at={at} />
          {" · "}
          {texts.took(ms)}
        </span>
      </p>
      {response !== "" && <Text of={response} />}
    </li>
  );
}

/** What the endpoint wrote is shown as text only, and never wider than the card. */
const Text = ({ of }: { of: string }) => (
  <pre className="rounded-control border border-line bg-surface p-3 text-13 break-all whitespace-pre-wrap">
    {of}
  </pre>
);

/** The body is sent without spaces; people read it with them. */
function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}
