import { useQuery } from "@tanstack/react-query";
import { walletQuery } from "../api/queries.ts";
import { Money } from "../components/Money.tsx";
import { Skeleton } from "../components/states.tsx";
import { amountOf } from "../format/money.ts";
import { useLive } from "../live/live.ts";
import { Shell } from "../shell/Shell.tsx";

export function Area() {
  useLive("person");
  return <Shell area="viewer" standing={<TokensLeft />} />;
}

function TokensLeft() {
  const { data: wallet } = useQuery(walletQuery);
  const account = wallet?.accounts.find(({ asset }) => asset === "TOKEN");
  if (!wallet) return <Skeleton className="h-5 w-20" />;
  return (
    <Money
      amount={amountOf(account?.available ?? 0)}
      word
      className={`text-14 font-medium ${wallet.low_balance ? "text-held" : ""}`}
    />
  );
}
