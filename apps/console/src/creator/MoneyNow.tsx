import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Schemas } from "../api/client.ts";
import { buttonClass } from "../components/Button.tsx";
import { type MoneyRole, Stat, Stats } from "../components/Stat.tsx";
import { type Amount, amountText, usd } from "../format/money.ts";
import { dayText } from "../format/time.ts";
import { checklist, home } from "../texts/creator-home.ts";
import { t } from "../texts.ts";
import { hasArrival, needsAction } from "./attention.ts";

interface MoneyNowProps {
  summary: Schemas["EarningsSummary"];
  withdrawals: readonly Schemas["Withdrawal"][];
  last: { word: string; amount: Amount | null; note: ReactNode; place?: MoneyRole };
}

/** The creator's money by place. */
export function MoneyNow({ summary, withdrawals, last }: MoneyNowProps) {
  const held = usd(summary.held);
  const way = summary.on_its_way && usd(summary.on_its_way);
  const open = withdrawals.find(({ status }) => status === "APPROVED");
  const arrival = open && hasArrival(open) ? open.estimated_arrival : null;
  const acts = open !== undefined && needsAction(open);
  return (
    <Stats>
      <Stat
        word={t.creator.available}
        place="available"
        amount={usd(summary.available)}
        note={availableNote(summary)}
      />
      <Stat
        word={t.creator.held}
        place={held.minor > 0n ? "held" : "plain"}
        amount={held}
        note={held.minor > 0n ? t.creator.heldNote : t.creator.none}
      />
      <Stat
        word={acts ? checklist.actionNeeded : t.creator.onItsWay}
        place={acts ? "held" : way && way.minor > 0n ? "way" : "plain"}
        amount={way}
        note={
          acts ? (
            <Link to="/finances" hash="methods" className={buttonClass("primary", "s")}>
              {open.attention === "payout_method_missing" ? checklist.setUp : checklist.finish}
            </Link>
          ) : arrival ? (
            t.creator.arrives(dayText(arrival))
          ) : (
            waitNote(open)
          )
        }
      />
      <Stat {...last} />
    </Stats>
  );
}

/** Whether a withdrawal is possible now, or the obstacle. */
function availableNote({ available, withdrawal }: Schemas["EarningsSummary"]): string {
  if (withdrawal.open_id !== null) return t.creator.nextNote;
  const minimum = usd(withdrawal.minimum);
  return usd(available).minor >= minimum.minor
    ? t.creator.readyNote
    : t.creator.belowNote(amountText(minimum));
}

/** What an approved withdrawal without a day waits for. */
const waitNote = (open: Schemas["Withdrawal"] | undefined): string =>
  open?.attention ? (home.waits[open.attention] ?? home.waitsOther) : t.creator.none;
