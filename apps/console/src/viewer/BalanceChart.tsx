import { useQuery } from "@tanstack/react-query";
import { Card } from "../components/Card.tsx";
import { StepLine } from "../components/StepLine.tsx";
import { Empty, Loaded, Loading, Skeleton } from "../components/states.tsx";
import { dayText } from "../format/time.ts";
import { viewerMoney } from "../texts/viewer-money.ts";
import { spendingQuery } from "./money-queries.ts";

/** The balance along the chosen days. */
export function BalanceChart({ days }: { days: number }) {
  const spending = useQuery(spendingQuery(days));
  const words = viewerMoney.chart;
  return (
    <Card title={words.title}>
      <Loaded query={spending} skeleton={<ChartSkeleton />}>
        {({ balances }) =>
          balances.some(({ tokens }) => tokens > 0) ? (
            <StepLine
              caption={words.caption}
              heads={[words.day, words.tokens]}
              points={balances.map(({ at, tokens }, index) => ({
                label: index === balances.length - 1 ? words.now : dayText(at),
                value: tokens,
              }))}
            />
          ) : (
            <Empty title={words.none} />
          )
        }
      </Loaded>
    </Card>
  );
}

function ChartSkeleton() {
  return (
    <Loading>
      <Skeleton className="h-44" />
    </Loading>
  );
}
