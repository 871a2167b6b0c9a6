import { Link } from "@tanstack/react-router";
import type { Schemas } from "../api/client.ts";
import { Card } from "../components/Card.tsx";
import { Money } from "../components/Money.tsx";
import { amountText, usd } from "../format/money.ts";
import { dateText, longDateText, monthTitle } from "../format/time.ts";
import { home } from "../texts/creator-home.ts";

type Home = Schemas["EarningsHome"];

/** How the month may end, with how that was found, and the payout that comes next. */
export function ForecastCards({ of }: { of: Home }) {
  return (
    <div className="grid gap-5 md:grid-cols-2">
      <MonthForecast of={of.month} />
      <NextPayoutCard of={of.next_payout} />
    </div>
  );
}

function MonthForecast({ of: { month, earned, forecast } }: { of: Home["month"] }) {
  return (
    <Card title={home.forecast}>
      {forecast === null ? (
        <div>
          <p className="font-medium">{home.noForecast}</p>
          <p className="text-muted">{home.noForecastHint}</p>
        </div>
      ) : (
        <div className="flex flex-col gap-2">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span className="text-13 text-muted">{home.about}</span>
            <Money
              amount={usd(forecast.expected)}
              className="text-28 font-semibold tracking-tight text-muted"
            />
            <span className="text-13 text-muted">{home.month(monthTitle(month))}</span>
          </p>
          <p className="figures">
            {home.between(amountText(usd(forecast.low)), amountText(usd(forecast.high)))}
            <span className="text-muted"> · {home.soFar(amountText(usd(earned)))}</span>
          </p>
          <p className="text-13 text-muted">{home.how(forecast.days)}</p>
        </div>
      )}
    </Card>
  );
}

function NextPayoutCard({ of }: { of: Home["next_payout"] }) {
  return (
    <Card title={home.nextPayout}>
      {of === null ? (
        <div>
          <p className="font-medium">{home.noPayout}</p>
          <p className="text-muted">
            <Link to="/schedule" className="underline underline-offset-2">
              {home.noPayoutHint}
            </Link>
          </p>
        </div>
      ) : (
        <div className="flex flex-col gap-2">
          <Money amount={usd(of.expected ?? of.amount)} className="text-28 font-semibold tracking-tight" />
          {of.waits_for !== null ? (
            <p className="font-medium text-held">{home.waits[of.waits_for] ?? home.waitsOther}</p>
          ) : (
            of.date !== null && (
              <p className="text-way">
                <time dateTime={of.date} title={longDateText(of.date)}>
                  {home.payoutOn(dateText(of.date))}
                </time>
              </p>
            )
          )}
          {of.expected !== null && (
            <p className="text-13 text-muted">{home.payoutSure(amountText(usd(of.amount)))}</p>
          )}
        </div>
      )}
    </Card>
  );
}
