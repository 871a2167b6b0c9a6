import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { ApiError, type Schemas } from "../api/client.ts";
import { walletQuery } from "../api/queries.ts";
import { Button } from "../components/Button.tsx";
import { ReportProblem } from "../components/ReportProblem.tsx";
import { problemText } from "../components/states.tsx";
import { momentText } from "../format/time.ts";
import { announce } from "../shell/announce.ts";
import { viewerMoney } from "../texts/viewer-money.ts";
import { t } from "../texts.ts";
import { reachedUntil } from "./limits.ts";
import { limitsQuery } from "./money-queries.ts";
import { PACKAGES } from "./Packages.tsx";
import { TestCard } from "./TestCard.tsx";
import { tokensLeft } from "./tokens-left.ts";
import type { Player, Session } from "./use-player.ts";

interface ScreenProps {
  stream: Schemas["Stream"];
  player: Player;
}

/** Too few tokens for a minute. */
function useShort(price: number): boolean {
  const { data: wallet } = useQuery(walletQuery);
  return wallet !== undefined && tokensLeft(wallet).minor < BigInt(price);
}

const toPackages = () => document.querySelector<HTMLElement>(`#${PACKAGES} button`)?.focus();

/** The picture; dimmed with a reason and a remedy while the viewer does not pay. */
export function Screen({ stream, player }: ScreenProps) {
  const watching = player.session?.status === "active";
  return (
    <section
      aria-label={t.watch.picture}
      className="relative aspect-video min-h-56 w-full overflow-hidden rounded-card bg-screen max-sm:aspect-auto"
    >
      <div className={`absolute inset-0 transition-opacity duration-150 ${watching ? "" : "opacity-20"}`}>
        <TestCard playing={watching} />
      </div>
      {watching ? (
        <div className="absolute end-3 bottom-3">
          <Button size="s" onClick={player.leave}>
            {t.watch.leave}
          </Button>
        </div>
      ) : (
        !player.looking && (
          <div className="absolute inset-0 flex flex-col items-center justify-center gap-4 p-6 text-center text-on-screen">
            <Curtain stream={stream} player={player} />
          </div>
        )
      )}
    </section>
  );
}

/** Before and after watching. */
function Curtain({ stream, player }: ScreenProps) {
  const navigate = useNavigate();
  const { session } = player;
  const short = useShort(stream.rate.tokens_per_minute);
  const words = useCurtainWords(stream, player, short);
  const { title } = words;
  useEffect(() => {
    if (session?.status === "ended") announce(title);
  }, [session?.status, title]);
  const over = stream.status === "ended" || session?.end_reason === "stream_ended";
  const limited = isLimited(player);
  return (
    <>
      <div className="flex max-w-lg flex-col gap-1" data-testid="curtain">
        <p className="text-20 font-semibold text-balance">{words.title}</p>
        <p className="text-balance">{words.lead}</p>
      </div>
      <div className="flex flex-wrap justify-center gap-3">
        {!over && short && (
          <Button kind="primary" onClick={toPackages}>
            {t.topUp.title}
          </Button>
        )}
        {!over && limited && (
          <Button kind="primary" onClick={() => navigate({ to: "/money" })}>
            {viewerMoney.watch.limits}
          </Button>
        )}
        {!over && !short && !limited && (
          <Button kind="primary" busy={player.joining} onClick={player.join}>
            {session ? t.watch.again : t.watch.start}
          </Button>
        )}
        {(over || session) && (
          <Button onClick={() => navigate({ to: over ? "/streams" : "/receipts" })}>
            {over ? t.watch.others : t.watch.receipt}
          </Button>
        )}
        {session?.status === "ended" && (
          <ReportProblem session={session} what={stream.title} kind="secondary" size="m" />
        )}
      </div>
    </>
  );
}

const refusedFor = ({ joinError }: Player, code: string): boolean =>
  joinError instanceof ApiError && joinError.code === code;

/** The last session ended for a spending limit, or the last join was refused for one. */
const isLimited = (player: Player): boolean =>
  refusedFor(player, "spending_limit_reached") ||
  (!player.joinError && player.session?.end_reason === "spending_limit");

function useCurtainWords(stream: Schemas["Stream"], player: Player, short: boolean) {
  const { data: limits } = useQuery(limitsQuery);
  const { session, joinError } = player;
  if (isLimited(player)) return limitWords(limits);
  const ranOut = refusedFor(player, "insufficient_funds") || session?.end_reason === "insufficient_funds";
  // Tokens have come since: what was said about them is over.
  if (ranOut && !short && !(joinError && !refusedFor(player, "insufficient_funds")))
    return { title: viewerMoney.watch.backTitle, lead: viewerMoney.watch.backHint };
  if (refusedFor(player, "insufficient_funds"))
    return { title: t.watch.notEnough, lead: t.watch.notEnoughHint(stream.rate.tokens_per_minute) };
  if (joinError) return { title: t.watch.notJoined, lead: problemText(joinError) };
  if (session?.end_reason === "insufficient_funds")
    return { title: t.watch.usedUp, lead: `${paidFor(session)} ${t.watch.usedUpHint}` };
  if (session)
    return {
      title: t.watch.endedBy[session.end_reason ?? ""] ?? t.watch.endedBy.left,
      lead: paidFor(session),
    };
  if (stream.status === "ended") return { title: t.watch.endedBy.stream_ended, lead: t.watch.overHint };
  return { title: stream.title, lead: t.watch.startHint(stream.rate.tokens_per_minute) };
}

function limitWords(limits: Schemas["SpendingLimits"] | undefined) {
  const until = limits && reachedUntil(limits);
  const { limitTitle, limitHint, limitPlain } = viewerMoney.watch;
  return { title: limitTitle, lead: until ? limitHint(momentText(until)) : limitPlain };
}

const paidFor = ({ minutes_billed, tokens_charged }: Session): string =>
  t.watch.paidFor(minutes_billed, tokens_charged);
