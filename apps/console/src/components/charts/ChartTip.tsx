const WIDTH = 200;
const GAP = 10;

interface ChartTipProps {
  /** Of the point. */
  x: number;
  width: number;
  title: string;
  lines: readonly string[];
}

/** The exact numbers of a point, beside it: on the side where there is room. */
export function ChartTip({ x, width, title, lines }: ChartTipProps) {
  const right = x + GAP + WIDTH <= width;
  const left = Math.max(0, right ? x + GAP : x - GAP - WIDTH);
  return (
    <foreignObject
      x={left}
      y={0}
      width={Math.min(WIDTH, width)}
      height={1}
      className="pointer-events-none overflow-visible"
    >
      <div className={`flex ${right ? "justify-start" : "justify-end"}`}>
        <div className="figures w-max max-w-full rounded-control border border-line bg-surface px-3 py-2 text-13 text-ink">
          <p className="text-muted">{title}</p>
          {lines.map((line, place) => (
            <p key={line} className={place === 0 ? "font-medium" : "text-muted"}>
              {line}
            </p>
          ))}
        </div>
      </div>
    </foreignObject>
  );
}
