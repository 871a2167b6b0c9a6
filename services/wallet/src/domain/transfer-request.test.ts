import { expect, it } from "vitest";
import { adjustment } from "./templates.ts";
import {
  answerAgain,
  contentOf,
  type EarlierRequest,
  rejectAgain,
  type TransferRequest,
} from "./transfer-request.ts";

const request: TransferRequest = {
  source: "adjustment",
  requestId: "r1",
  transfers: adjustment("u", "USD", "credit", 5n),
  referenceType: "ADJUSTMENT",
  referenceId: "",
  reason: "because",
  actorId: "admin",
};
const posted: EarlierRequest = {
  content: "same",
  rejection: undefined,
  transferId: "t1",
  createdAt: new Date(0),
};
const rejected: EarlierRequest = { ...posted, transferId: undefined, rejection: "insufficient_funds" };

it("the content of a request is its transfers, reference and reason: key and actor are not part of it", () => {
  expect(contentOf({ ...request, requestId: "r2", actorId: "other" })).toBe(contentOf(request));
  for (const other of [
    { transfers: adjustment("u", "USD", "credit", 6n) },
    { transfers: adjustment("v", "USD", "credit", 5n) },
    { referenceType: "TIP" },
    { referenceId: "x" },
    { reason: "" },
  ])
    expect(contentOf({ ...request, ...other })).not.toBe(contentOf(request));
});

it("the same request again gets its transfer again", () => {
  expect(answerAgain(request, posted)).toEqual({
    ...request.transfers[0],
    id: "t1",
    createdAt: posted.createdAt,
  });
});

it("a rejected request stays rejected, also where an account would have the funds by now", () => {
  expect(answerAgain(request, rejected)).toBe("insufficient_funds");
});

it("a key with other content is a conflict, whether it was posted or rejected", () => {
  expect(answerAgain(request, { ...posted, content: "other" })).toBe("idempotency_conflict");
  expect(answerAgain(request, { ...rejected, content: "other" })).toBe("idempotency_conflict");
});

it("a rejection by the client's rules holds whatever the content is", () => {
  const byRule: EarlierRequest = { ...rejected, content: "any", rejection: "forbidden" };
  expect(answerAgain(request, byRule)).toBe("forbidden");
  expect(rejectAgain(byRule)).toBe("forbidden");
});

it("a request that a rule forbids now, after its key was answered by content, is a conflict", () => {
  expect(rejectAgain({ ...posted, content: "other" })).toBe("idempotency_conflict");
  expect(rejectAgain({ ...rejected, content: "other" })).toBe("idempotency_conflict");
});
