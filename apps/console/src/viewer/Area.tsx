import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { walletQuery } from "../api/queries.ts";
import { Money } from "../components/Money.tsx";
import { Skeleton } from "../components/states.tsx";
import { amountText } from "../format/money.ts";
import { useLive } from "../live/live.ts";
import { Shell } from "../shell/Shell.tsx";
import { viewerMoney } from "../texts/viewer-money.ts";
import { TopUpDialog } from "./TopUpDialog.tsx";
import { tokensLeft } from "./tokens-left.ts";

export function Area() {
  useLive();
  return <Shell area="viewer" aside={<TokensLeft />} />;
}

/** The balance; a click buys more, wherever one is. */
function TokensLeft() {
  const { data: wallet, isError } = useQuery(walletQuery);
  const [open, setOpen] = useState(false);
  // The page shows the error.
  if (!wallet && isError) return null;
  if (!wallet) return <Skeleton className="h-5 w-20" />;
  const left = tokensLeft(wallet);
  return (
    <>
      <button
        type="button"
        aria-label={viewerMoney.balance.openTopUp(amountText(left))}
        onClick={() => setOpen(true)}
        className="flex h-10 items-center rounded-control underline-offset-4 hover:underline"
      >
        <Money
          amount={left}
          word
          className={`text-14 font-medium ${wallet.low_balance ? "text-held" : ""}`}
        />
      </button>
      <TopUpDialog open={open} onClose={() => setOpen(false)} />
    </>
  );
}
