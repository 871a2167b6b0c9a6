import { useMutation } from "@tanstack/react-query";
import { api, type Schemas, take } from "../api/client.ts";
import { Badge, type Tone } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Loaded, Loading, Problem, Skeleton } from "../components/states.tsx";
import { t } from "../texts.ts";

type Method = Schemas["PayoutMethod"];

const TONES: Record<string, Tone> = { ready: "paid", onboarding: "held", restricted: "back" };

interface PayoutMethodProps {
  query: { data: { data: Method[] } | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
}

/** The payout method, its state at Stripe, and the link to missing details. */
export function PayoutMethod({ query }: PayoutMethodProps) {
  return (
    <Card title={t.method.title}>
      <Loaded
        query={query}
        skeleton={
          <Loading>
            <Skeleton className="h-24" />
          </Loading>
        }
      >
        {({ data }) => <Methods methods={data} />}
      </Loaded>
    </Card>
  );
}

function Methods({ methods }: { methods: Method[] }) {
  const stripe = methods.find(({ kind }) => kind === "stripe");
  const shown = methods.find(({ is_default }) => is_default) ?? methods[0];
  return (
    <div className="flex flex-col gap-4">
      {shown ? (
        <div className="flex flex-col items-start gap-2">
          <Badge tone={TONES[shown.state] ?? "muted"}>{t.method.states[shown.state] ?? shown.state}</Badge>
          <p className="font-medium break-words">{shown.label || t.method.kinds[shown.kind]}</p>
          <p className="text-muted">{t.method.hints[shown.state]}</p>
        </div>
      ) : (
        <div>
          <p className="font-medium">{t.method.none}</p>
          <p className="text-muted">{t.method.noneHint}</p>
        </div>
      )}
      <Onboarding
        label={
          stripe === undefined ? t.method.setUp : stripe.state === "ready" ? t.method.change : t.method.goOn
        }
      />
    </div>
  );
}

/** Stripe's pages open in another window; this page polls the state. */
function Onboarding({ label }: { label: string }) {
  const start = useMutation({
    mutationFn: async (beside: Window | null) => {
      try {
        const { url } = await take(
          api.post("/api/payout-methods/stripe/onboarding", {
            body: { return_url: `${location.origin}/finances` },
          }),
        );
        if (beside) beside.location.href = url;
        else location.assign(url);
      } catch (error) {
        beside?.close();
        throw error;
      }
    },
  });
  return (
    <div className="flex flex-col items-start gap-2">
      <Button
        busy={start.isPending}
        onClick={() => {
          const beside = window.open("about:blank", "_blank");
          if (beside) beside.opener = null;
          start.mutate(beside);
        }}
      >
        {label}
      </Button>
      {start.isSuccess && <p className="text-13 text-muted">{t.method.opened}</p>}
      {start.isError && <Problem error={start.error} />}
    </div>
  );
}
