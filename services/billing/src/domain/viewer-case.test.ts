import { expect, it } from "vitest";
import {
  declined,
  MAX_CASE_MESSAGES,
  refundBegun,
  refundPosted,
  type ViewerCase,
  withdrawn,
  withMessage,
} from "./viewer-case.ts";

const NOW = 1_000;
const found = (rest: Partial<ViewerCase> = {}): ViewerCase => ({
  id: "c",
  sessionId: "s",
  streamId: "t",
  viewerId: "vera",
  creatorId: "cleo",
  reason: "other",
  state: "open",
  tokensCharged: 60,
  messages: 1,
  openedAt: 0,
  updatedAt: 0,
  resolvedAt: undefined,
  resolvedBy: "",
  resolutionNote: "",
  refund: undefined,
  refundAttempt: 0,
  ...rest,
});
const write = (side: "viewer" | "platform", authorId: string, rest?: Partial<ViewerCase>) =>
  withMessage(found(rest), { side, authorId, writtenAt: NOW });
const refund = (tokens: number, refunded = 0, by = "ada", rest?: Partial<ViewerCase>) =>
  refundBegun(found(rest), { tokens, by, note: "", at: NOW }, { charged: 60, refunded });

it("an answer makes a case wait for its viewer, a message of the viewer for the platform", () => {
  expect(write("platform", "ada")).toMatchObject({ state: "answered", messages: 2, updatedAt: NOW });
  expect(write("viewer", "vera", { state: "answered" })).toMatchObject({ state: "open" });
  expect(write("platform", "Vera")).toMatchObject({ refused: "second_admin_required" });
  expect(write("viewer", "vera", { messages: MAX_CASE_MESSAGES })).toMatchObject({
    refused: "limit_exceeded",
  });
});

it("a refund is at most what the session charged, less what was refunded", () => {
  expect(refund(0)).toMatchObject({ refund: { tokens: 60, begunBy: "ada" }, refundAttempt: 1 });
  expect(refund(0, 45)).toMatchObject({ refund: { tokens: 15 } });
  expect(refund(16, 45)).toMatchObject({ refused: "refund_above_charge" });
  expect(refund(0, 60)).toMatchObject({ refused: "refund_above_charge" });
  expect(refund(0, 0, "vera")).toMatchObject({ refused: "second_admin_required" });
});

it("while a refund is under way a case is neither declined nor taken back", () => {
  const begun = found({
    refund: { tokens: 5, begunBy: "ada", begunAt: 0, note: "sorry", transferId: undefined },
  });
  expect(withdrawn(begun, NOW)).toMatchObject({ refused: "invalid_transition" });
  expect(declined(begun, { at: NOW, by: "ada", note: "no" })).toMatchObject({
    refused: "invalid_transition",
  });
  expect(refundPosted(begun, "trf", NOW)).toMatchObject({
    state: "refunded",
    resolvedBy: "ada",
    resolutionNote: "sorry",
    refund: { transferId: "trf" },
  });
});

it.each(["refunded", "declined", "withdrawn"] as const)("a case that is %s stays so", (state) => {
  const over = { state };
  for (const judged of [
    write("viewer", "vera", over),
    withdrawn(found(over), NOW),
    declined(found(over), { at: NOW, by: "ada", note: "no" }),
    refund(0, 0, "ada", over),
  ])
    expect(judged).toMatchObject({ refused: "invalid_transition" });
});
