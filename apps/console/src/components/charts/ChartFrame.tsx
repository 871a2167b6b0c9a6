import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useLayoutEffect,
  useRef,
  useState,
} from "react";

export interface Place {
  width: number;
  /** The point under the pointer or the keys. */
  cursor: number | undefined;
}

interface ChartFrameProps {
  /** What the chart shows. A table with the same numbers follows it. */
  label: string;
  height: number;
  count: number;
  /** The point as a text, for the keys. */
  textOf: (place: number) => string;
  /** The point at a horizontal place of a chart of this width, and at a vertical one. */
  placeOf: (x: number, width: number, y: number) => number;
  /** How far the up and down keys go; 0: not at all. */
  rows?: number;
  children: (place: Place) => ReactNode;
}

/**
 * A drawn chart: as wide as its place, with a cursor for the pointer and for the keys. Time runs from left
 * to right in every language. For assistive technology it is a slider over the points.
 */
export function ChartFrame({ label, height, count, textOf, placeOf, rows = 0, children }: ChartFrameProps) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [cursor, setCursor] = useState<number>();
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const last = count - 1;
  const within = (place: number) => Math.min(last, Math.max(0, place));
  const point = (event: PointerEvent) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    setCursor(within(placeOf(event.clientX - left, width, event.clientY - top)));
  };
  const press = (event: KeyboardEvent) => {
    const next = moved(event.key, cursor ?? last, last, rows);
    if (next === undefined) return;
    event.preventDefault();
    setCursor(next === "none" ? undefined : within(next));
  };
  const shown = cursor === undefined ? undefined : within(cursor);
  return (
    <div
      ref={box}
      dir="ltr"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, last)}
      aria-valuenow={shown ?? Math.max(0, last)}
      aria-valuetext={count > 0 ? textOf(shown ?? last) : ""}
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={() => setCursor(undefined)}
      onBlur={() => setCursor(undefined)}
      onKeyDown={press}
      className="relative w-full min-w-0 touch-pan-y rounded-control outline-offset-2"
    >
      <svg
        aria-hidden="true"
        width={width}
        height={height}
        viewBox={`0 0 ${Math.max(1, width)} ${height}`}
        className="block max-w-full overflow-visible"
      >
        {width > 0 && children({ width, cursor: shown })}
      </svg>
    </div>
  );
}

function moved(key: string, at: number, last: number, rows: number): number | "none" | undefined {
  if (key === "ArrowRight") return at + 1;
  if (key === "ArrowLeft") return at - 1;
  if (key === "ArrowDown" && rows > 0) return at + rows;
  if (key === "ArrowUp" && rows > 0) return at - rows;
  if (key === "Home") return 0;
  if (key === "End") return last;
  return key === "Escape" ? "none" : undefined;
}
