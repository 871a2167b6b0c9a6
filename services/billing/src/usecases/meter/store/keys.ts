import { uuidFromBytes, uuidToBytes } from "@metercast/contracts";

/** A session's key in the table: one character per byte of its id. */
export const keyOf = (uuid: string): string => Buffer.from(uuidToBytes(uuid)).toString("latin1");
export const idOf = (key: string): string => uuidFromBytes(Buffer.from(key, "latin1"));
