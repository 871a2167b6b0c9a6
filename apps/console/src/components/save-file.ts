/** Tells spreadsheets that a text is UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

/** Saves what was fetched with a token as a file. */
export function saveFile(content: string | Blob, name: string, type = "text/csv"): void {
  const blob = typeof content === "string" ? new Blob([BYTE_ORDER_MARK, content], { type }) : content;
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
