import { useNavigate, useSearch } from "@tanstack/react-router";
import { Select } from "../components/Field.tsx";
import { Page } from "../shell/Shell.tsx";
import { viewerMoney } from "../texts/viewer-money.ts";
import { BalanceCard } from "./BalanceCard.tsx";
import { BalanceChart } from "./BalanceChart.tsx";
import { LimitsCard } from "./LimitsCard.tsx";
import { PERIODS } from "./money-queries.ts";
import { SpentCard } from "./SpentCard.tsx";
import { StatementCard } from "./StatementCard.tsx";
import { TopUpsCard } from "./TopUpsCard.tsx";

const DEFAULT_DAYS = 30;

/** What a viewer bought, watched and may spend. The period is in the address. */
export function MoneyPage() {
  const navigate = useNavigate();
  const { days: asked } = useSearch({ from: "/viewer/money" });
  const days = PERIODS.find((period) => period === asked) ?? DEFAULT_DAYS;
  const words = viewerMoney.range;
  return (
    <Page title={viewerMoney.title} lead={viewerMoney.lead}>
      <BalanceCard />
      <LimitsCard />
      <div className="w-full sm:w-56">
        <Select
          label={words.label}
          value={String(days)}
          options={PERIODS.map((period) => ({ value: String(period), label: words.days(period) }))}
          onChange={(event) =>
            navigate({ to: "/money", search: { days: Number(event.target.value) }, replace: true })
          }
        />
      </div>
      <BalanceChart days={days} />
      <SpentCard days={days} />
      <StatementCard days={days} />
      <TopUpsCard />
    </Page>
  );
}
