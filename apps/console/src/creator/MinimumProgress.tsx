import type { Schemas } from "../api/client.ts";
import { amountText, cents, plotted, usd } from "../format/money.ts";
import { t } from "../texts.ts";

type Summary = Schemas["EarningsSummary"];

/** Progress to the first withdrawal; empty when reached. */
export function MinimumProgress({ summary }: { summary: Summary }) {
  const missing = usd(summary.withdrawal.minimum).minor - usd(summary.available).minor;
  if (missing <= 0n || summary.withdrawal.open_id !== null) return null;
  return (
    <div className="flex flex-col gap-2 rounded-card border border-line bg-surface p-5">
      <p className="text-muted">{t.creator.toMinimum(amountText(cents(missing)))}</p>
      <MinimumBar summary={summary} />
    </div>
  );
}

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
