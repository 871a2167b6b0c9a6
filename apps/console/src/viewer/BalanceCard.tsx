import { useQuery } from "@tanstack/react-query";
import { walletQuery } from "../api/queries.ts";
import { Card } from "../components/Card.tsx";
import { Money } from "../components/Money.tsx";
import { Loaded, Loading, Skeleton } from "../components/states.tsx";
import { amountText, usd } from "../format/money.ts";
import { viewerMoney } from "../texts/viewer-money.ts";
import { Packages } from "./Packages.tsx";
import { useTokenPrice } from "./token-price.ts";
import { tokensLeft } from "./tokens-left.ts";

/** What is left, in tokens and in money, and what can be bought. */
export function BalanceCard() {
  const wallet = useQuery(walletQuery);
  const price = useTokenPrice();
  const words = viewerMoney.balance;
  return (
    <Card title={words.title}>
      <div className="grid gap-6 sm:grid-cols-2">
        <Loaded query={wallet} skeleton={<BalanceSkeleton />}>
          {(data) => {
            const left = tokensLeft(data);
            return (
              <div className="flex flex-col gap-1">
                <p className="flex flex-wrap items-baseline gap-x-2">
                  <Money
                    amount={left}
                    className={`text-40 font-semibold tracking-tight ${data.low_balance ? "text-held" : ""}`}
                  />
                  <span className="text-muted">{words.left(left.minor)}</span>
                </p>
                {price && (
                  <>
                    <p className="figures">{words.worth(price.money(left.minor))}</p>
                    <p className="text-13 text-muted">
                      {words.basis(price.basis.tokens, amountText(usd(price.basis.price)))}
                    </p>
                  </>
                )}
              </div>
            );
          }}
        </Loaded>
        <Packages />
      </div>
    </Card>
  );
}

function BalanceSkeleton() {
  return (
    <Loading>
      <div className="flex flex-col gap-2">
        <Skeleton className="h-11 w-40" />
        <Skeleton className="h-5 w-24" />
      </div>
    </Loading>
  );
}
