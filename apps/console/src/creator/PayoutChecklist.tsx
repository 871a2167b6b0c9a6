import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Schemas } from "../api/client.ts";
import { Badge, type Tone } from "../components/Badge.tsx";
import { buttonClass } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { amountText, cents, usd } from "../format/money.ts";
import { dateText, momentText } from "../format/time.ts";
import { checklist } from "../texts/creator-home.ts";
import { Onboarding } from "./Onboarding.tsx";
import { railsQuery } from "./payout-queries.ts";
import { checklistQuery } from "./queries.ts";

type Item = Schemas["PayoutChecklist"]["items"][number];

const TONES: Record<Item["state"], Tone> = { done: "paid", todo: "held", waiting: "muted" };

/** What stands between a creator and a payout; nothing once all of it is settled. */
export function PayoutChecklist() {
  const { data } = useQuery(checklistQuery);
  if (!data || data.complete) return null;
  const attention = data.open_withdrawal?.attention ?? null;
  return (
    <Card title={checklist.title} flush>
      <ol className="flex flex-col">
        {data.items.map((item) => (
          <li
            key={item.kind}
            className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-5 py-3 first:border-t-0"
          >
            <Badge tone={TONES[item.state]}>{checklist[item.state]}</Badge>
            <div className="min-w-0 flex-1 basis-52">
              <p className="font-medium">{checklist.kinds[item.kind] ?? item.kind}</p>
              <p className="figures text-13 text-muted">{hintOf(item)}</p>
              {item.code !== null && item.code === attention && (
                <p className="text-13 font-medium text-held">{checklist.withdrawalWaits}</p>
              )}
            </div>
            <Act item={item} />
          </li>
        ))}
      </ol>
    </Card>
  );
}

const whenText = (until: string): string => (until.length === 10 ? dateText(until) : momentText(until));

function hintOf({ kind, state, code, have, need, until }: Item): string {
  const [has, needs] = [have && amountText(usd(have)), need && amountText(usd(need))];
  switch (kind) {
    case "payout_method":
      if (state === "done") return checklist.methodReady;
      if (code === "payout_method_locked") return checklist.methodLocked(whenText(until ?? ""));
      if (code === "payout_method_missing") return checklist.methodMissing;
      return code === "payout_method_restricted" ? checklist.methodRestricted : checklist.methodOnboarding;
    case "tax_form":
      return checklist.tax;
    case "minimum":
      if (state === "done") return checklist.minimumReached(needs ?? "");
      return checklist.minimumMissing(missingOf(have, need), needs ?? "");
    case "matured":
      if (state === "done") return checklist.maturedDone(has ?? "");
      if (need === null || usd(need).minor === 0n) return checklist.maturedNothing;
      return until === null
        ? checklist.maturing(needs ?? "")
        : checklist.maturedUntil(needs ?? "", whenText(until));
    case "payouts_allowed":
      return checklist.paused;
  }
}

const missingOf = (have: Item["have"], need: Item["need"]): string =>
  amountText(cents((need ? usd(need).minor : 0n) - (have ? usd(have).minor : 0n)));

/** The button of an item that the creator can do something about. */
function Act({ item }: { item: Item }): ReactNode {
  const rails = useQuery({ ...railsQuery, enabled: item.kind === "payout_method" && item.state === "todo" });
  if (item.kind === "matured" && item.state === "waiting" && item.until !== null)
    return <FinancesLink kind="secondary">{checklist.seeWhen}</FinancesLink>;
  if (item.kind !== "payout_method" || item.state !== "todo") return null;
  const rail = rails.data?.data.find((one) => one.rail === item.rail);
  if (rail?.setup === "onboarding")
    return <Onboarding rail={rail.rail} label={checklist.finish} state={item.code ?? ""} kind="primary" />;
  return <FinancesLink kind="primary">{checklist.setUp}</FinancesLink>;
}

const FinancesLink = ({ kind, children }: { kind: "primary" | "secondary"; children: string }) => (
  <Link to="/finances" className={buttonClass(kind, "s")}>
    {children}
  </Link>
);
