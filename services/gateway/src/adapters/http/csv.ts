import type { Cell } from "./presenters/statement.ts";

/**
 * How a spreadsheet reads a file by a double click depends on its country: where the decimal point is a
 * comma, lists are separated by semicolons. A `sep=` line is no way out: Excel then takes UTF-8 for the old
 * code page, whatever the byte order mark says.
 */
export type Separator = "," | ";";

/** Tells Excel that the file is UTF-8; LibreOffice and everybody's parsers skip it. */
export const BYTE_ORDER_MARK = "\uFEFF";

/**
 * RFC 4180, with every text in quotes. Amounts are numbers, in the spelling that belongs to the separator.
 */
export function csvLine(cells: readonly Cell[], separator: Separator = ","): string {
  const fields = cells.map((cell) =>
    typeof cell === "string" ? quoted(cell) : separator === ";" ? cell.amount.replace(".", ",") : cell.amount,
  );
  return `${fields.join(separator)}\r\n`;
}

/**
 * What a spreadsheet would take for a formula, also in full width or after blanks, is marked as text: what
 * people type must not run on an accountant's desk.
 */
const FORMULA = /^\s*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

const quoted = (text: string) => `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** A reader that takes nothing for this long is gone, or might as well be. */
const STALL_MS = 30_000;
/** A write is some hundred lines, not one. */
const CHUNK_CHARACTERS = 32 * 1024;

/**
 * Lines as a body that is made as it is read: a slow reader holds up its own download and a page of rows,
 * nothing else, and is dropped when it stands still. Where a line can't be made the connection breaks off,
 * so that half a file is not taken for a whole one.
 */
export function csvBody(
  lines: AsyncIterator<readonly Cell[]>,
  onError: (error: unknown) => void,
  { separator = ",", stallMs = STALL_MS }: { separator?: Separator; stallMs?: number } = {},
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stalled: NodeJS.Timeout | undefined;
  let start = BYTE_ORDER_MARK;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      clearTimeout(stalled);
      try {
        let text = start;
        start = "";
        let done = false;
        while (!done && text.length < CHUNK_CHARACTERS) {
          const next = await lines.next();
          if (next.done) done = true;
          else text += csvLine(next.value, separator);
        }
        if (text !== "") controller.enqueue(encoder.encode(text));
        if (done) return controller.close();
        stalled = setTimeout(() => {
          controller.error(new Error("the reader stood still"));
          void lines.return?.();
        }, stallMs);
      } catch (error) {
        onError(error);
        controller.error(error);
      }
    },
    async cancel() {
      clearTimeout(stalled);
      await lines.return?.();
    },
  });
}
