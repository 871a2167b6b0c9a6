import { Button } from "../../components/Button.tsx";
import { Checkbox } from "../../components/Checkbox.tsx";
import { type Amount, amountText } from "../../format/money.ts";
import { queue } from "../../texts/admin-queue.ts";
import type { QueueSearch, Sort } from "./address.ts";
import { COLUMNS } from "./QueueRow.tsx";
import { orderOf, sortedBy } from "./search.ts";
import type { Action } from "./types.ts";

interface QueueHeadProps {
  search: QueueSearch;
  onSearch: (search: QueueSearch) => void;
  /** Selected rows, and what is loaded. */
  count: number;
  of: number;
  hasMore: boolean;
  isLoadingAll: boolean;
  total: Amount;
  onSelectAll: () => void;
  onClear: () => void;
  onDecide: (action: Action) => void;
}

const BAR =
  "sticky top-0 z-1 flex min-h-9 flex-wrap items-center gap-x-2 rounded-t-card border-b border-line bg-surface pe-2 text-13";

/** The columns, or what is selected and what can be done with it. */
export function QueueHead(props: QueueHeadProps) {
  const { count, of, hasMore, isLoadingAll, onSelectAll, onClear } = props;
  const isAll = count > 0 && count === of;
  const box = (
    <Checkbox
      label={queue.selectAll}
      checked={isAll || (count > 0 && "some")}
      onToggle={() => (isAll ? onClear() : onSelectAll())}
    />
  );
  if (count === 0 && !isLoadingAll)
    return (
      <div className={`${BAR} ${COLUMNS}`}>
        {box}
        <Columns {...props} />
      </div>
    );
  return (
    <div className={BAR}>
      {box}
      <p className="figures font-medium" aria-live="polite">
        {isLoadingAll ? queue.selecting(of) : said(count, isAll, hasMore)}{" "}
        <span className="text-muted">{queue.sum(amountText(props.total))}</span>
      </p>
      <span className="ms-auto flex flex-wrap gap-2 py-1">
        <Button size="s" kind="quiet" onClick={onClear}>
          {queue.clearSelection}
        </Button>
        <Button size="s" kind="danger" onClick={() => props.onDecide("reject")}>
          {queue.rejectAll(count)}
        </Button>
        <Button size="s" kind="primary" onClick={() => props.onDecide("approve")}>
          {queue.approveAll(count)}
        </Button>
      </span>
    </div>
  );
}

function said(count: number, isAll: boolean, hasMore: boolean): string {
  if (!isAll) return queue.selected(count);
  return hasMore ? queue.firstOf(count) : queue.allOf(count);
}

function Columns({ search, onSearch }: Pick<QueueHeadProps, "search" | "onSearch">) {
  const order = orderOf(search);
  const sortable = (sort: Sort, className = "") => (
    <SortButton
      word={queue.columns[sort]}
      dir={order.sort === sort ? order.dir : undefined}
      onClick={() => onSearch(sortedBy(search, sort))}
      className={className}
    />
  );
  const plain = (word: string) => <span className="hidden font-medium text-muted lg:block">{word}</span>;
  return (
    <>
      {sortable("amount", "lg:justify-end")}
      <span className="flex-1 font-medium text-muted max-lg:hidden">{queue.columns.creator}</span>
      {plain(queue.columns.record)}
      {plain(queue.columns.method)}
      {sortable("risk")}
      {sortable("age")}
    </>
  );
}

interface SortButtonProps {
  word: string;
  dir: "asc" | "desc" | undefined;
  onClick: () => void;
  className: string;
}

function SortButton({ word, dir, onClick, className }: SortButtonProps) {
  const state = dir === undefined ? "" : `, ${queue.sorted[dir]}`;
  return (
    <button
      type="button"
      aria-label={`${queue.sortBy(word)}${state}`}
      aria-pressed={dir !== undefined}
      onClick={onClick}
      className={`flex min-h-8 items-center gap-1 font-medium hover:text-ink pointer-coarse:min-h-11 ${dir === undefined ? "text-muted" : "text-ink"} ${className}`}
    >
      {word}
      <span aria-hidden="true" className="w-2">
        {dir === "asc" ? "↑" : dir === "desc" ? "↓" : ""}
      </span>
    </button>
  );
}
