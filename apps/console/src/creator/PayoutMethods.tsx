import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import type { PayoutMethod, PayoutRail } from "../api/payouts.ts";
import { Badge, type Tone } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { lazy } from "../components/part.tsx";
import { Loaded, Loading, Skeleton } from "../components/states.tsx";
import { exactTime } from "../format/time.ts";
import { payouts } from "../texts/payouts.ts";
import { t } from "../texts.ts";
import { MethodActions } from "./MethodActions.tsx";
import { Onboarding } from "./Onboarding.tsx";
import { railsQuery } from "./payout-queries.ts";

const texts = payouts.method;
/** Loads with the first click on "Add". */
const AddMethod = lazy(async () => ({ default: (await import("./AddMethod.tsx")).AddMethod }));

const TONES: Record<string, Tone> = { ready: "paid", onboarding: "held", restricted: "back" };

interface PayoutMethodsProps {
  query: {
    data: { data: PayoutMethod[] } | undefined;
    error: unknown;
    isPending: boolean;
    refetch: () => unknown;
  };
}

/** Where a creator is paid: each method with its state, and the ways to add one. */
export function PayoutMethods({ query }: PayoutMethodsProps) {
  const rails = useQuery(railsQuery);
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
        {({ data }) => <Methods methods={data} rails={rails.data?.data ?? [STRIPE]} />}
      </Loaded>
    </Card>
  );
}

/** What a server without the list of rails has. */
const STRIPE: PayoutRail = {
  rail: "stripe",
  label: "Stripe",
  description: t.method.noneHint,
  preview: false,
  available: true,
  setup: "onboarding",
  fields: [],
  minimum: null,
  maximum: null,
  speeds: ["standard"],
  instant: null,
  arrival_business_days: null,
};

function Methods({ methods, rails }: { methods: PayoutMethod[]; rails: PayoutRail[] }) {
  const [adding, setAdding] = useState(false);
  const [asked, setAsked] = useState(false);
  const first = rails.find(({ setup, available }) => setup === "onboarding" && available);
  const only = rails.length === 1 && first !== undefined;
  const add = () => {
    setAsked(true);
    setAdding(true);
  };
  return (
    <div className="flex flex-col gap-5">
      {methods.length === 0 ? (
        <div className="flex flex-col items-start gap-4">
          <div>
            <p className="font-medium">{t.method.none}</p>
            <p className="text-muted">{first?.description ?? texts.addLead}</p>
          </div>
          {first && <Onboarding rail={first.rail} label={texts.setUp(first.label)} state="none" />}
        </div>
      ) : (
        <ul className="flex flex-col gap-5">
          {methods.map((method) => (
            <Method
              key={method.id}
              method={method}
              rail={rails.find(({ rail }) => rail === method.kind)}
              alone={methods.length === 1}
            />
          ))}
        </ul>
      )}
      {!(only && methods.length <= 1) && (
        <div>
          <Button size="s" onClick={add}>
            {texts.add}…
          </Button>
        </div>
      )}
      {asked && (
        <Suspense fallback={null}>
          <AddMethod
            open={adding}
            onClose={() => setAdding(false)}
            rails={rails}
            first={methods.length === 0}
          />
        </Suspense>
      )}
    </div>
  );
}

interface MethodProps {
  method: PayoutMethod;
  rail: PayoutRail | undefined;
  alone: boolean;
}

function Method({ method, rail, alone }: MethodProps) {
  const label = method.label || (t.method.kinds[method.kind] ?? method.kind);
  const until = method.locked_until ?? null;
  const locked = until !== null && Date.parse(until) > Date.now() ? until : null;
  return (
    <li className="flex flex-col items-start gap-2 border-b border-line pb-5 last:border-0 last:pb-0">
      <div className="flex flex-wrap gap-2">
        <Badge tone={TONES[method.state] ?? "muted"}>{t.method.states[method.state] ?? method.state}</Badge>
        {method.is_default && !alone && <Badge tone="accent">{texts.isDefault}</Badge>}
        {rail?.preview && <Badge tone="muted">{texts.preview}</Badge>}
      </div>
      <p className="max-w-full font-medium break-words">{label}</p>
      {(alone || method.state !== "ready") && t.method.hints[method.state] && (
        <p className="text-muted">{t.method.hints[method.state]}</p>
      )}
      {locked !== null && (
        <p className="text-13 text-held">
          {texts.locked(exactTime(locked))}. <span className="text-muted">{texts.lockedHint}</span>
        </p>
      )}
      {rail?.setup === "onboarding" && (
        <Onboarding
          rail={rail.rail}
          state={method.state}
          label={method.state === "ready" ? texts.change(rail.label) : texts.goOn(rail.label)}
        />
      )}
      {!alone && <MethodActions method={method} label={label} />}
    </li>
  );
}
