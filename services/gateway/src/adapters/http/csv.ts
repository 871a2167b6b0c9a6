/** RFC 4180. A text that a spreadsheet would take for a formula is marked as text: what people type must not run on an accountant's desk. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(",")}\r\n`;
}

function csvField(field: string): string {
  // Numbers begin with a sign, too: they are left as they are.
  const safe = /^[=+\-@\t\r]/.test(field) && !/^-?\d+(\.\d+)?$/.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A reader that takes nothing for this long is gone, or might as well be. */
const STALL_MS = 30_000;
/** A write is some hundred lines, not one. */
const CHUNK_CHARACTERS = 32 * 1024;

/**
 * Lines as a body that is made as it is read: a slow reader holds up its own download and a page of rows, nothing else, and is dropped when it
 * stands still. Where a line can't be made the connection breaks off, so that half a file is not taken for a whole one.
 */
export function csvBody(
  lines: AsyncIterator<readonly string[]>,
  onError: (error: unknown) => void,
  stallMs = STALL_MS,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stalled: NodeJS.Timeout | undefined;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      clearTimeout(stalled);
      try {
        let text = "";
        let done = false;
        while (!done && text.length < CHUNK_CHARACTERS) {
          const next = await lines.next();
          if (next.done) done = true;
          else text += csvLine(next.value);
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
