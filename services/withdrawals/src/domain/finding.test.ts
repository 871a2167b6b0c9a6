import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareFindings, type Finding, type KnownFinding, shownTexts } from "./finding.ts";

const known = (finding: Finding, acknowledgedBy = "ada"): KnownFinding => ({
  source: "wallet",
  check: finding.check,
  fingerprint: finding.fingerprint,
  detail: finding.detail,
  difference: finding.drift?.difference,
  foundAt: new Date(0),
  acknowledgedBy,
});
const shown = (check: string, fingerprint: string): Finding => ({ check, fingerprint, detail: "" });
const differs = (difference: bigint, tolerance: bigint): Finding => ({
  ...shown("stripe_agrees", `differs by ${difference}`),
  drift: { difference, tolerance },
});

describe("what an admin acknowledged", () => {
  it("is the check and its figures: another check, or other figures, are fresh", () => {
    const acknowledged = [known(shown("holds", "1:5"))];
    expect(compareFindings(acknowledged, [shown("holds", "1:5")], true)).toEqual({ fresh: [], gone: [] });
    const worse = shown("holds", "2:9");
    expect(compareFindings(acknowledged, [worse], true)).toEqual({ fresh: [worse], gone: [] });
    const other = shown("both_legs", "1:5");
    expect(compareFindings(acknowledged, [shown("holds", "1:5"), other], true).fresh).toEqual([other]);
  });

  it("is over when the check is right again: the same figures are fresh then", () => {
    const { gone } = compareFindings([known(shown("holds", "1:5"))], [], true);
    expect(gone).toEqual(["holds"]);
    expect(compareFindings([], [shown("holds", "1:5")], true).fresh).toHaveLength(1);
  });

  it("stays where only some findings are reported", () => {
    const acknowledged = [known(shown("holds", "1:5"))];
    expect(compareFindings(acknowledged, [shown("both_legs", "1:1")], false).gone).toEqual([]);
  });

  it("covers a difference that only moved within the tolerance, counted from what was acknowledged", () => {
    const acknowledged = [known(differs(9_000n, 0n))];
    expect(compareFindings(acknowledged, [differs(9_400n, 400n)], true).fresh).toEqual([]);
    expect(compareFindings(acknowledged, [differs(8_600n, 400n)], true).fresh).toEqual([]);
    expect(compareFindings(acknowledged, [differs(9_401n, 400n)], true).fresh).toHaveLength(1);
    expect(compareFindings(acknowledged, [differs(9_001n, 0n)], true).fresh).toHaveLength(1);
    const nobody = [known(differs(9_000n, 0n), "")];
    expect(compareFindings(nobody, [differs(9_400n, 400n)], true).fresh).toHaveLength(1);
  });
});

it("whatever is reported, each finding is either known to the last figure or fresh, and nothing that is found is gone", () => {
  const finding = fc.record({
    check: fc.constantFrom("a", "b", "c"),
    fingerprint: fc.constantFrom("1", "2"),
    detail: fc.constant(""),
  });
  const findings = fc.uniqueArray(finding, { selector: ({ check }) => check });
  fc.assert(
    fc.property(findings, findings, fc.boolean(), (before, found, complete) => {
      const { fresh, gone } = compareFindings(
        before.map((one) => known(one)),
        found,
        complete,
      );
      for (const one of found) {
        const same = before.some(
          ({ check, fingerprint }) => check === one.check && fingerprint === one.fingerprint,
        );
        expect(fresh.includes(one)).toBe(!same);
        expect(gone).not.toContain(one.check);
      }
    }),
  );
});

it("all that is shown is the same in any order, and any change changes it", () => {
  const one = known(shown("holds", "1:5"));
  const other = known(shown("both_legs", "1:1"));
  expect(shownTexts([one])).not.toEqual(shownTexts([known(shown("holds", "2:9"))]));
  expect(shownTexts([one, other])).toEqual(shownTexts([other, one]));
});
