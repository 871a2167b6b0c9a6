import type { Schemas } from "../api/client.ts";
import { plotted, usd } from "../format/money.ts";
import { t } from "../texts.ts";

type Summary = Schemas["EarningsSummary"];

/** Progress to the first withdrawal. */
export function MinimumBar({ summary }: { summary: Summary }) {
  return (
    <progress
      aria-label={t.creator.progress}
      value={plotted(usd(summary.available))}
      max={plotted(usd(summary.withdrawal.minimum))}
      className="block h-1.5 w-full appearance-none overflow-hidden rounded-full [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
    />
  );
}
