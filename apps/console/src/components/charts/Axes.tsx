import { labelled } from "./scale.ts";

/** Where a chart draws: the amounts stand at its left, the times below it. */
export interface Plot {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export const plotOf = (width: number, height: number): Plot => ({
  left: 60,
  right: Math.max(61, width - 4),
  top: 8,
  bottom: height - 26,
});

/** The height of a value from zero to `most`. */
export const heightAt = (plot: Plot, value: number, most: number): number =>
  plot.bottom - (most > 0 ? (value / most) * (plot.bottom - plot.top) : 0);

interface GridProps {
  plot: Plot;
  ticks: readonly number[];
  tickText: (value: number) => string;
}

export function Grid({ plot, ticks, tickText }: GridProps) {
  const most = ticks.at(-1) ?? 0;
  return ticks.map((tick) => {
    const y = heightAt(plot, tick, most);
    return (
      <g key={tick}>
        <line x1={plot.left} x2={plot.right} y1={y} y2={y} className="stroke-line" />
        <text x={plot.left - 8} y={y + 4} textAnchor="end" className="figures fill-muted text-[0.75rem]">
          {tickText(tick)}
        </text>
      </g>
    );
  });
}

interface TimesProps {
  plot: Plot;
  labels: readonly string[];
  /** The middle of a label's point. */
  middleOf: (place: number) => number;
  /** The width that a label needs. */
  room?: number;
}

export function Times({ plot, labels, middleOf, room = 64 }: TimesProps) {
  return labelled(labels.length, plot.right - plot.left, room).map((place) => {
    const x = middleOf(place);
    const nearEnd = x > plot.right - room / 2;
    return (
      <text
        key={place}
        x={nearEnd ? plot.right : x}
        y={plot.bottom + 18}
        textAnchor={nearEnd ? "end" : "middle"}
        className="figures fill-muted text-[0.75rem]"
      >
        {labels[place]}
      </text>
    );
  });
}
