/**
 * Arrays as Postgres' wire protocol has them in binary: for thousands of values far cheaper to write, and
 * to read at the other end, than text. A Buffer goes to Postgres as it is; the cast in the statement
 * (`$1::uuid[]`) says what it holds.
 */

const HEADER_BYTES = 20;
const [UUID, INT4, INT8] = [
  { oid: 2950, width: 16 },
  { oid: 23, width: 4 },
  { oid: 20, width: 8 },
];

/** 16 bytes of an id after another. */
export const uuidArray = (ids: Buffer): Buffer =>
  pack(UUID, ids.length / 16, (array, at, i) => ids.copy(array, at, i * 16, i * 16 + 16));

export const int4Array = <T>(items: readonly T[], value: (item: T) => number): Buffer =>
  pack(INT4, items.length, (array, at, i) => array.writeInt32BE(value(items[i]!), at));

export const int8Array = <T>(items: readonly T[], value: (item: T) => bigint): Buffer =>
  pack(INT8, items.length, (array, at, i) => array.writeBigInt64BE(value(items[i]!), at));

/**
 * Header: dimensions, whether there are nulls, type; length and lower bound of the dimension. Then each
 * element behind its length.
 */
function pack(
  { oid, width }: { oid: number; width: number },
  count: number,
  write: (array: Buffer, at: number, i: number) => void,
): Buffer {
  const array = Buffer.alloc(HEADER_BYTES + count * (4 + width));
  for (const [i, value] of [1, 0, oid, count, 1].entries()) array.writeInt32BE(value, i * 4);
  for (let i = 0, at = HEADER_BYTES; i < count; i++, at += 4 + width) {
    array.writeInt32BE(width, at);
    write(array, at + 4, i);
  }
  return array;
}
