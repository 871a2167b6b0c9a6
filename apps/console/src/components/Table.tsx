import { Fragment, type ReactNode } from "react";

interface Place {
  align?: "right";
  /** The width from which it is shown. */
  from?: "sm" | "md" | "lg";
}

interface Column<T> {
  id: string;
  header: string | (() => ReactNode);
  cell: (of: { row: { original: T } }) => ReactNode;
  meta?: Place;
}

export type Columns<T extends object> = Column<T>[];

/** On paper every column is there. */
const FROM = {
  sm: "hidden sm:table-cell print:table-cell",
  md: "hidden md:table-cell print:table-cell",
  lg: "hidden lg:table-cell print:table-cell",
};

const place = (meta: Place | undefined) =>
  `${meta?.align === "right" ? "text-end" : "text-start"} ${meta?.from ? FROM[meta.from] : ""}`;

/** The padding aligns with the card's title, even if the outermost columns are hidden. */
function sides(columns: readonly { meta?: Place }[], index: number): string {
  const always = columns.flatMap(({ meta }, at) => (meta?.from ? [] : [at]));
  const left = index === always[0] ? "max-sm:ps-5" : "";
  const right = index === always.at(-1) ? "max-sm:pe-5" : "";
  return `px-1 sm:px-3 sm:first:ps-5 sm:last:pe-5 ${left} ${right}`;
}

interface TableProps<T extends object> {
  /** For screen readers: a caption. */
  caption: string;
  columns: Columns<T>;
  rows: T[];
  rowId: (row: T) => string;
  /** The open row with its details. */
  open?: string | undefined;
  below?: (row: T) => ReactNode;
  /** The row under the keyboard cursor. */
  current?: string | undefined;
}

/** A table with a sticky head and amounts at the right. */
export function Table<T extends object>({
  caption,
  columns,
  rows,
  rowId,
  open,
  below,
  current,
}: TableProps<T>) {
  return (
    // A group, because the card or page around it is a region already.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      role="group"
      aria-label={caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be in reach of the keyboard
      tabIndex={0}
      // A table that scrolls sideways can't have a sticky head; wide screens don't scroll.
      className="relative overflow-x-auto rounded-b-card -outline-offset-2 lg:overflow-visible"
    >
      <table className="w-full border-collapse text-13">
        <caption className="sr-only">{caption}</caption>
        <thead className="sticky top-0 z-1 bg-surface">
          {/* A shadow, because a border would scroll with the table. */}
          <tr className="shadow-[inset_0_-1px_var(--line)]">
            {columns.map(({ id, header: Head, meta }, index) => (
              <th
                key={id}
                scope="col"
                className={`py-2 align-bottom font-medium text-muted sm:whitespace-nowrap ${sides(columns, index)} ${place(meta)}`}
              >
                {typeof Head === "string" ? Head : <Head />}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Fragment key={rowId(row)}>
              <tr
                id={`row-${rowId(row)}`}
                data-current={rowId(row) === current || undefined}
                className="border-b border-line transition-colors duration-100 last:border-0 hover:bg-sunken data-current:bg-accent-soft"
              >
                {columns.map(({ id, cell: Cell, meta }, index) => (
                  <td key={id} className={`py-2.5 align-middle ${sides(columns, index)} ${place(meta)}`}>
                    <Cell row={{ original: row }} />
                  </td>
                ))}
              </tr>
              {rowId(row) === open && below && (
                <tr className="border-b border-line bg-sunken last:border-0">
                  <td colSpan={columns.length} className="p-0">
                    {below(row)}
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
