import { Suspense, useEffect, useMemo, useRef, useState } from "react";
import { lazy } from "../../components/part.tsx";
import { queue } from "../../texts/admin-queue.ts";
import { QueueRow, type QueueRowProps } from "./QueueRow.tsx";
import { rowElement } from "./rules.ts";
import type { Withdrawal } from "./types.ts";
import type { Layout } from "./Windowing.tsx";

const Windowing = lazy(async () => ({ default: (await import("./Windowing.tsx")).Windowing }));

/** So many rows are in the page as they are: two screens that wait for no code. */
const MOST_PLAIN = 50;
/** The next page is asked for while so many rows are still to come. */
const AHEAD = 40;

interface QueueListProps extends Pick<QueueRowProps, "onFocus" | "onToggle" | "onOpen" | "onDecide"> {
  rows: readonly Withdrawal[];
  current: string | undefined;
  selected: ReadonlySet<string>;
  open: string | undefined;
  /** Not all are loaded. */
  hasMore: boolean;
  onNearEnd: () => void;
}

/** Of a long list, only what is on the screen is in the page. */
export function QueueList({ rows, current, selected, open, hasMore, onNearEnd, ...acts }: QueueListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [layout, setLayout] = useState<Layout>();
  // Once long, it stays so: a row in the page must not move to another place in it.
  const [isLong, setIsLong] = useState(false);
  if (!isLong && rows.length > MOST_PLAIN) setIsLong(true);
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  const currentAt = current === undefined ? -1 : ids.indexOf(current);
  const places: readonly { index: number; start?: number }[] =
    layout?.places ?? rows.slice(0, MOST_PLAIN).map((_, index) => ({ index }));
  const last = places.at(-1)?.index ?? 0;
  const isNearEnd = hasMore && last >= rows.length - AHEAD;
  useEffect(() => {
    if (isNearEnd) onNearEnd();
  }, [isNearEnd, onNearEnd]);
  useFollow(currentAt, (at) => {
    // Under a finger that presses one of its buttons the row must not move.
    if (rowElement(current)?.contains(document.activeElement)) return;
    if (layout) layout.scrollTo(at);
    else list.current?.children[at]?.scrollIntoView({ block: "nearest" });
  });
  return (
    <>
      {isLong && (
        <Suspense fallback={null}>
          <Windowing list={list} ids={ids} pinned={currentAt} onLayout={setLayout} />
        </Suspense>
      )}
      <ul
        ref={list}
        data-queue
        aria-label={queue.list}
        className="relative"
        style={layout && { height: layout.height }}
      >
        {places.map(({ index, start }) => {
          const row = rows[index];
          return row === undefined ? null : (
            <li
              key={row.id}
              ref={layout?.measure}
              data-index={index}
              className={start === undefined ? undefined : "absolute inset-x-0 top-0"}
              style={start === undefined ? undefined : { transform: `translateY(${start}px)` }}
            >
              <QueueRow
                withdrawal={row}
                isCurrent={row.id === current}
                isSelected={selected.has(row.id)}
                isOpen={row.id === open}
                {...acts}
              />
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** Scrolls the cursor into view when it moves, not when rows arrive above it. */
function useFollow(at: number, scrollTo: (at: number) => void): void {
  const before = useRef(at);
  useEffect(() => {
    if (at >= 0 && before.current >= 0 && at !== before.current) scrollTo(at);
    before.current = at;
  });
}
