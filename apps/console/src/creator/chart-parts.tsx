import { amountText, cents } from "../format/money.ts";

export const AXIS = {
  axisLine: false,
  tickLine: false,
  tick: { fill: "var(--muted)", fontSize: 13 },
  tickFormatter: (dollars: number) => axisText(dollars),
} as const;

/** Axis labels have no cents. */
function axisText(dollars: number): string {
  const text = amountText(cents(BigInt(Math.round(dollars * 100))));
  return text.endsWith(".00") ? text.slice(0, -3) : text;
}

export function ChartTip({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <div className="figures rounded-control border border-line bg-surface px-3 py-2 text-13 text-ink">
      <p className="text-muted">{title}</p>
      {lines.map((line, index) => (
        <p key={line} className={index === 0 ? "font-medium" : "text-muted"}>
          {line}
        </p>
      ))}
    </div>
  );
}
