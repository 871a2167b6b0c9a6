import { invalid } from "./errors.ts";
import type { Form } from "./form.ts";
import { hash, integer, list, text } from "./params.ts";
import type { World } from "./state.ts";
import { accountView, transferView } from "./views.ts";

export const LIST_PARAMS = ["limit", "starting_after", "ending_before"] as const;

interface Listed {
  id: string;
  created?: number;
}

/**
 * Stripe's pages: newest first, from a cursor that is an object's id. `items` is oldest first, as they were
 * made.
 */
export function page<Item extends Listed>(items: Iterable<Item>, form: Form, url: string): object {
  const limit = integer(form, "limit") ?? 10;
  if (limit < 1 || limit > 100)
    throw invalid("Limit must be between 1 and 100.", "parameter_invalid_integer", "limit");
  const matching = [...items].filter((item) => inRange(item.created, form, "created")).reverse();
  const after = text(form, "starting_after");
  const before = text(form, "ending_before");
  let from = 0;
  let to = Math.min(matching.length, limit);
  if (after !== undefined) {
    from = indexOf(matching, after, "starting_after") + 1;
    to = Math.min(matching.length, from + limit);
  } else if (before !== undefined) {
    to = indexOf(matching, before, "ending_before");
    from = Math.max(0, to - limit);
  }
  const hasMore = before === undefined ? to < matching.length : from > 0;
  return { object: "list", data: matching.slice(from, to), has_more: hasMore, url };
}

function indexOf(items: readonly Listed[], id: string, param: string): number {
  const index = items.findIndex((item) => item.id === id);
  if (index < 0) throw invalid(`No such object: '${id}'`, "resource_missing", param);
  return index;
}

/** `created=5` or `created[gte]=5`. */
export function inRange(value: number | undefined, form: Form, name: string): boolean {
  if (form[name] === undefined || value === undefined) return true;
  if (typeof form[name] === "string") return value === integer(form, name);
  const range = hash(form, name);
  const bound = (key: string) => integer(range, key);
  const { gt, gte, lt, lte } = { gt: bound("gt"), gte: bound("gte"), lt: bound("lt"), lte: bound("lte") };
  return (
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  );
}

/**
 * Puts objects in the place of their ids, where `expand` asks for it ("data.source",
 * "latest_charge.balance_transaction").
 */
export function expanded(world: World, answer: object, form: Form): object {
  const paths = list(form, "expand");
  if (paths.length === 0) return answer;
  const copy = structuredClone(answer);
  for (const path of paths) {
    if (typeof path !== "string" || path.split(".").length > 4) {
      throw invalid("You cannot expand more than 4 levels of a property", "parameter_invalid", "expand");
    }
    expandPath(world, copy as Record<string, unknown>, path.split("."));
  }
  return copy;
}

function expandPath(world: World, node: Record<string, unknown>, path: readonly string[]): void {
  const [name, ...rest] = path;
  if (name === undefined) return;
  const value = node[name];
  if (Array.isArray(value)) {
    for (const item of value) expandPath(world, item, rest);
    return;
  }
  if (typeof value === "string") node[name] = structuredClone(findById(world, value)) ?? value;
  const next = node[name];
  if (typeof next === "object" && next !== null) expandPath(world, next as Record<string, unknown>, rest);
}

function findById(world: World, id: string): object | undefined {
  if (world.accounts[id] !== undefined) return accountView(world, world.accounts[id]);
  if (world.transfers[id] !== undefined) return transferView(world, world.transfers[id]);
  return (
    world.balanceTransactions[id]?.object ??
    world.payouts[id]?.object ??
    world.charges[id] ??
    world.paymentIntents[id] ??
    world.refunds[id] ??
    world.disputes[id] ??
    world.reversals[id]
  );
}
