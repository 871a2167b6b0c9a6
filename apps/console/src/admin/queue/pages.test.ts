import { expect, it } from "vitest";
import { placed, type QueuePages, rowsOf } from "./pages.ts";
import { row } from "./row-for-tests.ts";
import type { Withdrawal } from "./types.ts";

const at = (hour: number) => `2026-12-01T${String(hour).padStart(2, "0")}:00:00.000Z`;
const pages = (...lists: Withdrawal[][]): QueuePages => ({
  pages: lists.map((data, index) => {
    const more = index < lists.length - 1;
    return { data, has_more: more, next_cursor: more ? `page-${index + 1}` : null };
  }),
  pageParams: lists.map((_, index) => ({
    cursor: index === 0 ? undefined : `page-${index}`,
    before: undefined,
  })),
});
const ids = (known: QueuePages | undefined) => rowsOf(known).map(({ id }) => id.slice(4));
const TEN = pages(
  [row("a", { created_at: at(1) }), row("c", { created_at: at(3) })],
  [row("e", { created_at: at(5) })],
);

it("what is known already changes nothing", () => {
  expect(placed(TEN, row("c", { created_at: at(3) }), {}, 0)).toBe(TEN);
});

it("a change is put in its place, and keeps what the event leaves out", () => {
  const rich = pages([row("a", { first_payout: true })]);
  const { first_payout: _, ...event } = row("a", { updated_at: at(12), approvals_needed: 2 });
  const [now] = rowsOf(placed(rich, event, {}, 0));
  expect(now).toMatchObject({ approvals_needed: 2, first_payout: true });
});

it("whom a row needs is not in an event, and stays", () => {
  const other = pages([row("a", { needs_me: false })]);
  const [now] = rowsOf(placed(other, row("a", { needs_me: null, updated_at: at(12) }), {}, 0));
  expect(now?.needs_me).toBe(false);
});

it("an event that is older than the row is left out", () => {
  const newer = pages([row("a", { updated_at: at(12) })]);
  expect(placed(newer, row("a", { updated_at: at(11), status: "APPROVED" }), {}, 0)).toBe(newer);
});

it("what was decided leaves; what does not match never comes", () => {
  expect(ids(placed(TEN, row("c", { status: "APPROVED", updated_at: at(12) }), {}, 0))).toEqual(["a", "e"]);
  expect(placed(TEN, row("b", { created_at: at(2) }), { from: "100" }, 0)).toBe(TEN);
});

it("a new one is put where the order wants it", () => {
  expect(ids(placed(TEN, row("b", { created_at: at(2) }), {}, 0))).toEqual(["a", "b", "c", "e"]);
  expect(ids(placed(TEN, row("f", { created_at: at(6) }), {}, 0))).toEqual(["a", "c", "e", "f"]);
});

it("one that belongs after what is loaded waits for its page", () => {
  const partly: QueuePages = { ...TEN, pages: [...TEN.pages.slice(0, 1)] };
  expect(placed(partly, row("f", { created_at: at(6) }), {}, 0)).toBe(partly);
});

it("of a new one that the event does not show whole, only the server knows", () => {
  const { risk: _, ...thin } = row("b", { created_at: at(2) });
  expect(placed(TEN, thin, {}, 0)).toBeUndefined();
});
