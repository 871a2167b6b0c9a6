import { defaultRangeExtractor, useWindowVirtualizer } from "@tanstack/react-virtual";
import { memo, type RefObject, useCallback, useLayoutEffect, useState } from "react";

/** A line's height before it is measured. */
const LINE_PX = 37;
/** Rows beyond the screen, so that the keyboard always finds the next one. */
const BEYOND = 12;

/** Which rows are in the page, and where. */
export interface Layout {
  places: readonly { index: number; start: number }[];
  height: number;
  /** For each row in the page: its height is measured. */
  measure: (row: Element | null) => void;
  scrollTo: (index: number) => void;
}

interface WindowingProps {
  list: RefObject<HTMLElement | null>;
  ids: readonly string[];
  /** The row under the keyboard cursor stays in the page: it has the focus. */
  pinned: number;
  onLayout: (layout: Layout) => void;
}

/** Shows nothing itself: says which rows of a long list are to be in the page. */
export const Windowing = memo(function Windowing({ list, ids, pinned, onLayout }: WindowingProps) {
  const offset = useOffset(list);
  const virtual = useWindowVirtualizer({
    count: ids.length,
    estimateSize,
    overscan: BEYOND,
    scrollMargin: offset,
    // The head of the list stays on top.
    scrollPaddingStart: LINE_PX,
    getItemKey: useCallback((at: number) => ids[at] ?? at, [ids]),
    rangeExtractor: useCallback(
      (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const shown = defaultRangeExtractor(range);
        if (pinned < 0 || shown.includes(pinned)) return shown;
        return [...shown, pinned].toSorted((a, b) => a - b);
      },
      [pinned],
    ),
  });
  const items = virtual.getVirtualItems();
  const height = virtual.getTotalSize();
  // Before it is painted. It knows no row until it has measured the window.
  useLayoutEffect(() => {
    if (items.length === 0) return;
    onLayout({
      places: items.map(({ index, start }) => ({ index, start: start - offset })),
      height,
      measure: virtual.measureElement,
      scrollTo: (index) => virtual.scrollToIndex(index, { align: "auto" }),
    });
  }, [items, height, offset, virtual, onLayout]);
  return null;
});

const estimateSize = () => LINE_PX;

/** How far below the page's beginning the list starts; banners and filters move it. */
function useOffset(list: RefObject<HTMLElement | null>): number {
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
