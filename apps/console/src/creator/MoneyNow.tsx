import type { ReactNode } from "react";
import type { Schemas } from "../api/client.ts";
import { type MoneyRole, Stat, Stats } from "../components/Stat.tsx";
import { type Amount, amountText, usd } from "../format/money.ts";
import { dayText } from "../format/time.ts";
import { t } from "../texts.ts";

interface MoneyNowProps {
  summary: Schemas["EarningsSummary"];
  withdrawals: readonly Schemas["Withdrawal"][];
  last: { word: string; amount: Amount | null; note: ReactNode; place?: MoneyRole };
}

/** The creator's money by place. */
export function MoneyNow({ summary, withdrawals, last }: MoneyNowProps) {
  const held = usd(summary.held);
  const way = summary.on_its_way && usd(summary.on_its_way);
  const arrival = withdrawals.find(({ status }) => status === "APPROVED")?.estimated_arrival;
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
        word={t.creator.onItsWay}
        place={way && way.minor > 0n ? "way" : "plain"}
        amount={way}
        note={arrival ? t.creator.arrives(dayText(arrival)) : t.creator.none}
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
