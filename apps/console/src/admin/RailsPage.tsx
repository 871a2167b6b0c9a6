import { useQuery } from "@tanstack/react-query";
import { Badge, type Tone } from "../components/Badge.tsx";
import { Card } from "../components/Card.tsx";
import { Money } from "../components/Money.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { Ago } from "../components/Time.tsx";
import { countText, usd } from "../format/money.ts";
import { Page } from "../shell/Shell.tsx";
import { adminPayouts } from "../texts/admin-payouts.ts";
import { Fact } from "./Fact.tsx";
import { railStatesQuery } from "./payout-queries.ts";
import type { RailState } from "./payout-types.ts";

const texts = adminPayouts.rails;
const TONES: Record<RailState["state"], Tone> = { ok: "paid", degraded: "held", down: "back", off: "muted" };

/** Each rail as a card: whether it works, and its money. */
export function RailsPage() {
  const rails = useQuery(railStatesQuery);
  return (
    <Page title={texts.title} lead={texts.lead}>
      <Loaded
        query={rails}
        skeleton={
          <Card>
            <RowsSkeleton rows={4} />
          </Card>
        }
      >
        {(answer) =>
          answer === null ? (
            <Card>
              <Empty title={texts.absent} />
            </Card>
          ) : (
            <div className="grid items-start gap-5 md:grid-cols-2">
              {answer.data.map((rail) => (
                <RailCard key={rail.rail} rail={rail} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}

function RailCard({ rail }: { rail: RailState }) {
  const error = errorOf(rail);
  return (
    <Card
      title={rail.label}
      aside={
        <span className="flex gap-2">
          {rail.preview && <Badge tone="muted">{texts.preview}</Badge>}
          <Badge tone={TONES[rail.state]}>{texts.states[rail.state]}</Badge>
        </span>
      }
    >
      {rail.state === "off" && <p className="mb-4 text-muted">{texts.offHint}</p>}
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4">
        <Fact word={texts.underWay}>
          <Money amount={usd(rail.under_way)} className="text-20 font-semibold" />
        </Fact>
        <Fact word={texts.paidToday}>
          <Money amount={usd(rail.paid_today)} className="text-20 font-semibold" />
        </Fact>
        <Fact word={texts.open}>
          <span className="figures">{countText(rail.attempts_open)}</span>{" "}
          <span className={rail.attempts_unknown > 0 ? "text-held" : "text-muted"}>
            {rail.attempts_unknown > 0 ? texts.unknown(rail.attempts_unknown) : texts.noneUnknown}
          </span>
        </Fact>
        <Fact word={texts.oldest}>
          {rail.oldest_open_at === null ? texts.none : <Ago at={rail.oldest_open_at} />}
        </Fact>
        <Fact word={texts.lastSuccess}>
          {rail.last_success_at === null ? texts.never : <Ago at={rail.last_success_at} />}
        </Fact>
        <Fact word={texts.lastError}>
          {error === undefined ? texts.none : <q className="break-words text-back">{error}</q>}
        </Fact>
      </dl>
    </Card>
  );
}

function errorOf({ last_error: error }: RailState): string | undefined {
  if (error === null || error === "") return undefined;
  return typeof error === "string" ? error : (error.detail ?? error.message);
}
