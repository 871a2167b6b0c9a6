import type { Schemas } from "../api/client.ts";
import { amountText, cents, plotted, usd } from "../format/money.ts";
import { t } from "../texts.ts";

/** How far it is to the first withdrawal; nothing where that is reached. */
export function MinimumProgress({ summary }: { summary: Schemas["EarningsSummary"] }) {
  const minimum = usd(summary.withdrawal.minimum);
  const available = usd(summary.available);
  const missing = minimum.minor - available.minor;
  if (missing <= 0n || summary.withdrawal.open_id !== null) return null;
  return (
    <div className="flex flex-col gap-2 rounded-card border border-line bg-surface p-5">
      <p className="text-muted">{t.creator.toMinimum(amountText(cents(missing)))}</p>
      <progress
        aria-label={t.creator.progress}
        value={plotted(available)}
        max={plotted(minimum)}
        className="h-1.5 w-full appearance-none overflow-hidden rounded-full [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
      />
    </div>
  );
}
