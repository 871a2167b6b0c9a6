import { useQuery } from "@tanstack/react-query";
import { walletQuery } from "../api/queries.ts";
import { Money } from "../components/Money.tsx";
import { Skeleton } from "../components/states.tsx";
import { useLive } from "../live/live.ts";
import { Shell } from "../shell/Shell.tsx";
import { tokensLeft } from "./tokens-left.ts";

export function Area() {
  useLive("person");
  return <Shell area="viewer" aside={<TokensLeft />} />;
}

function TokensLeft() {
  const { data: wallet, isError } = useQuery(walletQuery);
  // The page shows the error.
  if (!wallet && isError) return null;
  if (!wallet) return <Skeleton className="h-5 w-20" />;
  return (
    <Money
      amount={tokensLeft(wallet)}
      word
      className={`text-14 font-medium ${wallet.low_balance ? "text-held" : ""}`}
    />
  );
}
