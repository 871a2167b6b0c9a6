import { MetercastError } from "@metercast/runtime";
import type { Paged } from "../../ports/page.ts";

const INVALID = [{ field: "cursor", message: "is not a cursor of this list" }];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A place in a list: the last row's id, and for streams whether it was live. Opaque to clients. */
export interface Place {
  id: string;
  live: boolean;
}

export const toCursor = ({ id, live }: Place): string =>
  Buffer.from(`${live ? 1 : 0}${id}`).toString("base64url");

/** @throws invalid_request for what `toCursor` did not make */
export function fromCursor(cursor: string): Place | undefined {
  if (cursor === "") return undefined;
  const text = Buffer.from(cursor, "base64url").toString("latin1");
  const id = text.slice(1);
  if (!/^[01]/.test(text) || !UUID.test(id))
    throw new MetercastError("invalid_request", undefined, { fields: INVALID });
  return { id, live: text.startsWith("1") };
}

/** A page from one row more than it may have. */
export function toPage<T extends { id: string }>(
  rows: T[],
  limit: number,
  live: (row: T) => boolean,
): Paged<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: rows.length > limit && last ? toCursor({ id: last.id, live: live(last) }) : "",
  };
}
