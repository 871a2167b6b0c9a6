import { ChartFrame } from "./ChartFrame.tsx";
import { ChartTip } from "./ChartTip.tsx";

export interface HeatCell {
  /** From 0. */
  row: number;
  column: number;
  value: number;
  title: string;
  lines: readonly string[];
}

interface HeatChartProps {
  label: string;
  rows: readonly string[];
  columns: readonly string[];
  /** Those with something in them. */
  cells: readonly HeatCell[];
  /** Of a cell without anything. */
  emptyOf: (row: number, column: number) => { title: string; lines: readonly string[] };
}

const LEFT = 44;
const TOP = 4;
const ROW = 22;
const BELOW = 22;
/** A cell with little in it is still seen. */
const LEAST = 0.14;
const EVERY = 3;

/** How much there is in each hour of each day: the more, the stronger. */
export function HeatChart({ label, rows, columns, cells, emptyOf }: HeatChartProps) {
  const most = Math.max(0, ...cells.map(({ value }) => value));
  const byPlace = new Map(cells.map((cell) => [cell.row * columns.length + cell.column, cell]));
  const of = (place: number) =>
    byPlace.get(place) ?? emptyOf(Math.floor(place / columns.length), place % columns.length);
  const height = TOP + rows.length * ROW + BELOW;
  const wideIn = (width: number) => (width - LEFT) / columns.length;
  return (
    <ChartFrame
      label={label}
      height={height}
      count={rows.length * columns.length}
      rows={columns.length}
      textOf={(place) => [of(place).title, ...of(place).lines].join(", ")}
      placeOf={(x, width, y) => {
        const column = Math.min(columns.length - 1, Math.max(0, Math.floor((x - LEFT) / wideIn(width))));
        const row = Math.min(rows.length - 1, Math.max(0, Math.floor((y - TOP) / ROW)));
        return row * columns.length + column;
      }}
    >
      {({ width, cursor }) => {
        const wide = wideIn(width);
        return (
          <>
            {rows.map((name, row) => (
              <text
                key={name}
                x={LEFT - 8}
                y={TOP + row * ROW + 15}
                textAnchor="end"
                className="fill-muted text-[0.75rem]"
              >
                {name}
              </text>
            ))}
            {rows.flatMap((name, row) =>
              columns.map((hour, column) => {
                const place = row * columns.length + column;
                const value = byPlace.get(place)?.value ?? 0;
                return (
                  <rect
                    key={`${name} ${hour}`}
                    x={LEFT + column * wide + 1}
                    y={TOP + row * ROW + 1}
                    width={Math.max(1, wide - 2)}
                    height={ROW - 2}
                    rx="3"
                    data-filled={value > 0 || undefined}
                    className={`${value > 0 ? "fill-accent" : "fill-sunken"} ${place === cursor ? "stroke-ink" : ""}`}
                    {...(value > 0 && { fillOpacity: LEAST + (1 - LEAST) * (value / most) })}
                  />
                );
              }),
            )}
            {columns.map(
              (hour, column) =>
                column % EVERY === 0 && (
                  <text
                    key={hour}
                    x={LEFT + column * wide + 1}
                    y={height - 6}
                    className="figures fill-muted text-[0.75rem]"
                  >
                    {hour}
                  </text>
                ),
            )}
            {cursor !== undefined && (
              <ChartTip
                x={LEFT + ((cursor % columns.length) + 0.5) * wide}
                width={width}
                title={of(cursor).title}
                lines={of(cursor).lines}
              />
            )}
          </>
        );
      }}
    </ChartFrame>
  );
}
