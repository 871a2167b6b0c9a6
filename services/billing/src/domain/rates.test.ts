import { describe, expect, it } from "vitest";
import { canOpen } from "./join.ts";
import { type RateCard, rateFor } from "./rates.ts";
import { fairShare, SHARDS, shardOf } from "./shard.ts";

const card = (scope: RateCard["scope"], scopeId: string, version: number): RateCard => ({
  id: `${scope}${scopeId}${version}`,
  scope,
  scopeId,
  version,
  tokensPerMinute: 5,
  creatorCentsPerMinute: 1_320,
  reason: "",
  createdBy: "",
  createdAt: 0,
});

describe("rates", () => {
  const cards = [
    card("platform", "", 1),
    card("platform", "", 2),
    card("creator", "c", 1),
    card("stream", "s", 1),
    card("stream", "s", 3),
  ];
  it("the most special card counts, in its newest version", () => {
    expect(rateFor({ id: "s", creatorId: "c" }, cards).id).toBe("streams3");
    expect(rateFor({ id: "x", creatorId: "c" }, cards).id).toBe("creatorc1");
    expect(rateFor({ id: "x", creatorId: "y" }, cards).id).toBe("platform2");
  });
});

describe("joining", () => {
  it("needs a minute of every session that is open or began to open before, of its own, and what it carries in", () => {
    expect(canOpen(10n, { pricesPerMinute: [5, 5], dueAtOnce: 0n })).toBe(true);
    expect(canOpen(9n, { pricesPerMinute: [5, 5], dueAtOnce: 0n })).toBe(false);
    expect(canOpen(0n, { pricesPerMinute: [0], dueAtOnce: 0n })).toBe(true);
    expect(canOpen(9n, { pricesPerMinute: [5], dueAtOnce: 5n })).toBe(false);
    expect(canOpen(10n, { pricesPerMinute: [5], dueAtOnce: 5n })).toBe(true);
  });
});

describe("partitions", () => {
  it("replicas' shares cover all partitions", () => {
    for (let replicas = 1; replicas <= 20; replicas++)
      expect(fairShare(replicas) * replicas).toBeGreaterThanOrEqual(SHARDS);
    expect(fairShare(1)).toBe(SHARDS);
  });
  it("a session's partition comes from its random part", () => {
    expect(shardOf("019ab000-0000-7000-8000-0000000000ff")).toBe(15);
    expect(shardOf("019ab000-0000-7000-8000-000000000010")).toBe(0);
  });
});
