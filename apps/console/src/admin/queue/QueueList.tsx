import { defaultRangeExtractor, useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { queue } from "../../texts/admin-queue.ts";
import { QueueRow, type QueueRowProps } from "./QueueRow.tsx";
import { rowElement } from "./rules.ts";
import type { Withdrawal } from "./types.ts";

/** A line's height before it is measured. */
const LINE_PX = 37;
/** Rows beyond the screen, so that the keyboard always finds the next one. */
const BEYOND = 12;
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

/** Only what is on the screen is in the page, however many rows there are. */
export function QueueList({ rows, current, selected, open, hasMore, onNearEnd, ...acts }: QueueListProps) {
  const list = useRef<HTMLUListElement>(null);
  const offset = useOffset(list);
  const currentAt = rows.findIndex(({ id }) => id === current);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => LINE_PX,
    overscan: BEYOND,
    scrollMargin: offset,
    // The head of the list stays on top.
    scrollPaddingStart: LINE_PX,
    getItemKey: (at) => rows[at]?.id ?? at,
    // The row under the keyboard cursor stays in the page: it has the focus.
    rangeExtractor: useCallback(
      (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const shown = defaultRangeExtractor(range);
        if (currentAt < 0 || shown.includes(currentAt)) return shown;
        return [...shown, currentAt].toSorted((a, b) => a - b);
      },
      [currentAt],
    ),
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const isNearEnd = hasMore && last >= rows.length - AHEAD;
  useEffect(() => {
    if (isNearEnd) onNearEnd();
  }, [isNearEnd, onNearEnd]);
  useFollow(currentAt, (at) => {
    // Under a finger that presses one of its buttons the row must not move.
    if (rowElement(current)?.contains(document.activeElement)) return;
    virtual.scrollToIndex(at, { align: "auto" });
  });
  return (
    <ul
      ref={list}
      data-queue
      aria-label={queue.list}
      className="relative"
      style={{ height: virtual.getTotalSize() }}
    >
      {items.map(({ index, key, start }) => {
        const row = rows[index];
        return row === undefined ? null : (
          <li
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${start - virtual.options.scrollMargin}px)` }}
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
  );
}

/** How far below the page's beginning the list starts; banners and filters move it. */
function useOffset(list: React.RefObject<HTMLElement | null>): number {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      const top = list.current?.getBoundingClientRect().top;
      if (top !== undefined) setOffset(Math.round(top + window.scrollY));
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(document.body);
    return () => watch.disconnect();
  }, [list]);
  return offset;
}

/** Scrolls the cursor into view when it moves, not when rows arrive above it. */
function useFollow(at: number, scrollTo: (at: number) => void): void {
  const before = useRef(at);
  useEffect(() => {
    if (at >= 0 && before.current >= 0 && at !== before.current) scrollTo(at);
    before.current = at;
  });
}
