import { type ColumnDef, tableFeatures, useTable } from "@tanstack/react-table";
import { Fragment, type ReactNode } from "react";

const features = tableFeatures({});

export type Columns<T extends object> = ColumnDef<typeof features, T, unknown>[];

declare module "@tanstack/react-table" {
  interface ColumnMeta<TFeatures, TData, TValue> {
    align?: "right";
    /** The width from which it is shown. */
    from?: "sm" | "md" | "lg";
  }
}

const FROM = { sm: "hidden sm:table-cell", md: "hidden md:table-cell", lg: "hidden lg:table-cell" };

interface Place {
  align?: "right";
  from?: "sm" | "md" | "lg";
}

const place = (meta: Place | undefined) =>
  `${meta?.align === "right" ? "text-right" : "text-left"} ${meta?.from ? FROM[meta.from] : ""}`;

/** The padding aligns with the card's title, even if the outermost columns are hidden. */
function sides(columns: readonly { meta?: Place }[], index: number): string {
  const always = columns.flatMap(({ meta }, at) => (meta?.from ? [] : [at]));
  const left = index === always[0] ? "max-sm:pl-5" : "";
  const right = index === always.at(-1) ? "max-sm:pr-5" : "";
  return `px-1 sm:px-3 sm:first:pl-5 sm:last:pr-5 ${left} ${right}`;
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
  const table = useTable({ features, columns, data: rows, getRowId: rowId });
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
          {table.getHeaderGroups().map((group) => (
            // A shadow, because a border would scroll with the table.
            <tr key={group.id} className="shadow-[inset_0_-1px_var(--line)]">
              {group.headers.map((header, index) => (
                <th
                  key={header.id}
                  scope="col"
                  className={`py-2 align-bottom font-medium text-muted sm:whitespace-nowrap ${sides(columns, index)} ${place(header.column.columnDef.meta)}`}
                >
                  <table.FlexRender header={header} />
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <Fragment key={row.id}>
              <tr
                id={`row-${row.id}`}
                data-current={row.id === current || undefined}
                className="border-b border-line transition-colors duration-100 last:border-0 hover:bg-sunken data-current:bg-accent-soft"
              >
                {row.getAllCells().map((cell, index) => (
                  <td
                    key={cell.id}
                    className={`py-2.5 align-middle ${sides(columns, index)} ${place(cell.column.columnDef.meta)}`}
                  >
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
              {row.id === open && below && (
                <tr className="border-b border-line bg-sunken last:border-0">
                  <td colSpan={columns.length} className="p-0">
                    {below(row.original)}
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
