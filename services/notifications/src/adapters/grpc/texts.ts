import type { Reader } from "../../usecases/list-inbox.ts";

/** The texts of a notification in the language of its reader. */
export function textsOf(kind: string, _params: unknown, _reader: Reader) {
  return { kindClass: "money", title: kind, body: "", link: "", action: "" };
}
