import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ApiError, type Schemas } from "../api/client.ts";
import { walletQuery } from "../api/queries.ts";
import { Button } from "../components/Button.tsx";
import { Money } from "../components/Money.tsx";
import { Loaded, Loading, Skeleton } from "../components/states.tsx";
import { amountText, tokens, usd } from "../format/money.ts";
import { clockTime, exactTime } from "../format/time.ts";
import { setup } from "../setup.ts";
import { announce } from "../shell/announce.ts";
import { viewerMoney } from "../texts/viewer-money.ts";
import { t } from "../texts.ts";
import { nearLimit } from "./limits.ts";
import { MinuteRing } from "./MinuteRing.tsx";
import { limitsQuery } from "./money-queries.ts";
import { Packages } from "./Packages.tsx";
import { useTokenPrice } from "./token-price.ts";
import { tokensLeft } from "./tokens-left.ts";
import type { Player } from "./use-player.ts";

interface MeterProps {
  stream: Schemas["Stream"];
  player: Player;
}

/**
 * Beside the picture: tokens left, the running minute, how long they last, and packages when they get few.
 */
export function Meter({ stream, player }: MeterProps) {
  const wallet = useQuery(walletQuery);
  return (
    <section
      aria-label={t.meter.title}
      className="flex flex-col gap-5 rounded-card border border-line bg-surface p-5"
    >
      <Loaded query={wallet} skeleton={<MeterSkeleton />}>
        {(data) => <MeterOf wallet={data} stream={stream} player={player} />}
      </Loaded>
    </section>
  );
}

function MeterOf({ wallet, stream, player }: MeterProps & { wallet: Schemas["Wallet"] }) {
  const { session } = player;
  const left = tokensLeft(wallet);
  const price = session?.tokens_per_minute ?? stream.rate.tokens_per_minute;
  const watching = session?.status === "active";
  const refused = player.joinError instanceof ApiError && player.joinError.code === "insufficient_funds";
  const short = !watching && left.minor < BigInt(price);
  const low = wallet.low_balance || refused || short || session?.end_reason === "insufficient_funds";
  useWarnings(wallet.low_balance, left.minor);
  return (
    <>
      <div className="flex flex-col items-center gap-4 min-[400px]:flex-row lg:flex-col">
        <MinuteRing
          beganAtMs={watching ? player.beganAtMs : undefined}
          minuteMs={setup().minute_seconds * 1_000}
          low={low}
        >
          <Money amount={left} className={`text-40 font-semibold tracking-tight ${low ? "text-held" : ""}`} />
          <span className="text-13 text-muted">{t.meter.left(left.minor)}</span>
        </MinuteRing>
        <dl className="flex w-full min-w-0 flex-col gap-2 text-14">
          <Line word={t.meter.price} value={<Price tokens={price} />} />
          <Line
            word={t.meter.lasts}
            value={<Lasts left={left.minor} price={price} until={watching ? session?.runs_out_at : null} />}
          />
          {session && (
            <Line
              word={t.meter.thisVisit}
              value={`${t.minutes(session.minutes_billed)} · ${amountText(tokens(session.tokens_charged))} ${t.tokens(session.tokens_charged)}`}
            />
          )}
        </dl>
      </div>
      <LimitNear />
      <TopUp low={low} />
    </>
  );
}

/** The packages: open where tokens get few, and at any time by a button. */
function TopUp({ low }: { low: boolean }) {
  const [asked, setAsked] = useState(false);
  const shown = low || asked;
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-5">
      {shown && <Packages />}
      {!low && (
        <Button size="s" aria-expanded={shown} onClick={() => setAsked(!asked)}>
          {shown ? viewerMoney.watch.hideTopUp : viewerMoney.watch.topUp}
        </Button>
      )}
    </div>
  );
}

/** From 80 % of a limit on. */
function LimitNear() {
  const { data: limits } = useQuery(limitsQuery);
  const use = limits && nearLimit(limits);
  return use ? (
    <p role="status" className="rounded-control bg-held-soft px-4 py-3 text-held">
      {viewerMoney.limits.near[use.kind](use.spent, use.limit)}
    </p>
  ) : null;
}

function Line({ word, value }: { word: string; value: React.ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-4">
      <dt className="text-muted">{word}</dt>
      <dd className="figures text-end">{value}</dd>
    </div>
  );
}

/** "5 tokens a minute · about $0.50" */
function Price({ tokens: count }: { tokens: number }) {
  const price = useTokenPrice();
  return (
    <>
      {t.watch.price(count)}
      {price && count > 0 && (
        <span
          className="text-muted"
          title={viewerMoney.balance.basis(price.basis.tokens, amountText(usd(price.basis.price)))}
        >
          {` · ${viewerMoney.balance.worth(price.money(count))}`}
        </span>
      )}
    </>
  );
}

/** "about 12 min · until 21:47" */
function Lasts({ left, price, until }: { left: bigint; price: number; until: string | null | undefined }) {
  if (price === 0) return <>{t.meter.free}</>;
  const minutes = left / BigInt(price);
  return (
    <>
      {t.meter.about(minutes)}
      {until && <span title={exactTime(until)}>{` · ${t.meter.until(clockTime(until))}`}</span>}
    </>
  );
}

/** Announce crossings, not every change. */
function useWarnings(low: boolean, left: bigint): void {
  const before = useRef({ low, left });
  useEffect(() => {
    const was = before.current;
    before.current = { low, left };
    if (low && !was.low) announce(t.meter.lowNow);
    if (left > was.left) announce(t.meter.arrived(amountText({ minor: left - was.left, asset: "TOKEN" })));
  }, [low, left]);
}

function MeterSkeleton() {
  return (
    <Loading>
      <div className="flex flex-col items-center gap-4">
        <Skeleton className="size-44 rounded-full" />
        <Skeleton className="h-5 w-full" />
        <Skeleton className="h-5 w-full" />
      </div>
    </Loading>
  );
}
