import { expect, it } from "vitest";
import { all, extended, MOST_SELECTED, NOTHING, still, toggled } from "./selection.ts";

const ORDER = ["a", "b", "c", "d", "e"];
const ids = ({ ids: selected }: { ids: ReadonlySet<string> }) => [...selected].toSorted().join("");

it("a click selects, the next one takes it back", () => {
  const one = toggled(NOTHING, "b");
  expect(ids(one)).toBe("b");
  expect(ids(toggled(one, "b"))).toBe("");
});

it("Shift selects from the last touched row to this one, in both directions, and keeps the others", () => {
  const one = toggled(toggled(NOTHING, "a"), "d");
  expect(ids(extended(one, ORDER, "b"))).toBe("abcd");
  expect(ids(extended(extended(one, ORDER, "b"), ORDER, "e"))).toBe("abcde");
});

it("Shift without a beginning, or after it has left, selects this row only", () => {
  expect(ids(extended(NOTHING, ORDER, "c"))).toBe("c");
  expect(ids(extended(toggled(NOTHING, "gone"), ORDER, "c"))).toBe("cgone");
});

it("what has left the queue is not selected any more", () => {
  const one = toggled(toggled(NOTHING, "a"), "b");
  expect(ids(still(one, new Set(["b", "c"])))).toBe("b");
  expect(still(one, new Set(ORDER))).toBe(one);
});

it("more than can be decided at once is never selected", () => {
  const many = Array.from({ length: MOST_SELECTED + 5 }, (_, n) => `row-${n}`);
  const everything = all(many);
  expect(everything.ids.size).toBe(MOST_SELECTED);
  expect(toggled(everything, "one more").ids.size).toBe(MOST_SELECTED);
  expect(extended(toggled(NOTHING, "row-0"), many, many.at(-1) ?? "").ids.size).toBe(MOST_SELECTED);
});
