import fc from "fast-check";
import { expect, it } from "vitest";
import { PresenceBuffer, packReports } from "./presence-buffer.ts";

it("packing keeps each report's session, time and source, in order", () => {
  const report = fc.record({
    session: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    atMs: fc.integer({ min: 1_700_000_000_000, max: 1_700_000_100_000 }),
    source: fc.constantFrom(1 as const, 2 as const),
  });
  fc.assert(
    fc.property(fc.array(report, { minLength: 1, maxLength: 50 }), (reports) => {
      const { sessionIds, baseMs, offsetsMs, sources } = packReports(reports);
      expect(offsetsMs.map((offset) => Number(baseMs) + offset)).toEqual(reports.map(({ atMs }) => atMs));
      expect([...sources]).toEqual(reports.map(({ source }) => source));
      reports.forEach(({ session }, i) => {
        expect(sessionIds.slice(i * 16, i * 16 + 16)).toEqual(session);
      });
    }),
  );
});

it("a full buffer gives up its oldest, counts them, and never grows beyond its bound", () => {
  const buffer = new PresenceBuffer<number>(100);
  for (let i = 0; i < 1_000; i++) {
    buffer.add(i);
    expect(buffer.size).toBeLessThanOrEqual(100);
  }
  const kept = buffer.take(1_000);
  expect(kept.at(-1)).toBe(999);
  expect(kept.length + buffer.dropped).toBe(1_000);
  expect(kept).toEqual([...kept].sort((a, b) => a - b));
});
