import { describe, expect, it } from "vitest";
import { ATTEMPT_STATES, type AttemptState } from "./attempt.ts";
import { OUTCOMES, resolve } from "./resolution.ts";
import { transition } from "./withdrawal.ts";

const attempt = (state: AttemptState, change = {}) => ({
  state,
  method: "stripe" as const,
  wasPaid: false,
  wasFunded: true,
  isUnknown: false,
  ...change,
});
const reversing = attempt("reversing");
const afterPaid = attempt("reversing", { wasPaid: true });

describe("a payout that can't end without people", () => {
  it("is paid out or the creator's again, and the books learn it in full", () => {
    const approved = { status: "APPROVED", attempt: reversing } as const;
    expect(resolve(approved, "with_creator")).toEqual({
      action: "payout_paid",
      state: "settled",
      results: ["paid"],
    });
    expect(resolve(approved, "with_platform")).toEqual({
      action: "payout_failed",
      state: "reversed",
      results: ["paid", "returned_by_bank"],
    });
    const completed = { status: "COMPLETED", attempt: afterPaid } as const;
    expect(resolve(completed, "with_creator")).toMatchObject({ action: "resolve", results: [] });
    expect(resolve(completed, "with_platform")).toMatchObject({ results: ["returned_by_bank"] });
  });

  it("that never moved any money is the creator's again, and can't be with the creator", () => {
    for (const never of [undefined, attempt("created", { wasFunded: false })]) {
      const stuck = { status: "APPROVED", attempt: never } as const;
      expect(resolve(stuck, "with_platform")).toMatchObject({ state: "failed", results: ["failed"] });
      expect(resolve(stuck, "with_creator")).toHaveProperty("refused");
    }
  });

  it("also one that was sent and about which the payer no longer answers", () => {
    const silent = attempt("sent", { isUnknown: true, wasFunded: false, method: "paypal" });
    const approved = { status: "APPROVED", attempt: silent } as const;
    expect(resolve(approved, "with_creator")).toMatchObject({ state: "settled", results: ["paid"] });
    expect(resolve(approved, "with_platform")).toMatchObject({ state: "reversed", results: ["failed"] });
    const paid = attempt("paid", { isUnknown: true });
    expect(resolve({ status: "COMPLETED", attempt: paid }, "with_platform")).toHaveProperty("refused");
  });

  it("and no other: what the payer still answers about, what has ended, what is paid by hand", () => {
    for (const outcome of OUTCOMES) {
      for (const state of ["sent", "paid", "settled", "failed", "reversed", "returned"] as const)
        expect(resolve({ status: "APPROVED", attempt: attempt(state) }, outcome)).toHaveProperty("refused");
      for (const status of ["PENDING", "REJECTED", "CANCELED", "FAILED"] as const)
        expect(resolve({ status, attempt: reversing }, outcome)).toHaveProperty("refused");
      const manual = { status: "APPROVED", attempt: { ...reversing, method: "manual" } } as const;
      expect(resolve(manual, outcome)).toHaveProperty("refused");
    }
  });

  it("takes allowed edges only", () => {
    for (const state of ATTEMPT_STATES)
      for (const status of ["APPROVED", "COMPLETED"] as const)
        for (const outcome of OUTCOMES) {
          const resolved = resolve(
            { status, attempt: attempt(state, { wasPaid: status === "COMPLETED" }) },
            outcome,
          );
          if ("action" in resolved) expect(transition(status, resolved.action)).toHaveProperty("to");
        }
  });
});
