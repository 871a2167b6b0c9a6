import { pace } from "@metercast/testkit";
import { expect } from "vitest";
import type { Audience } from "../support/audience.ts";
import type { Page } from "../support/pages.ts";
import type { Writer } from "./writer.ts";

export interface Recovery {
  what: string;
  /** The fault itself: killing, promoting, restarting. */
  faultSeconds: number;
  /**
   * From the fault's beginning until every open page has shown two more minutes: with 1 s minutes 2 s where
   * nothing happens.
   */
  minutesSeconds: number;
  /** From its beginning until an admin's credit that was asked for after it was acknowledged. */
  writesSeconds: number;
  /** Heartbeats and joins that got no answer or a 503 meanwhile. */
  unanswered: number;
}

/** Generous: what takes longer has not recovered. */
const LIMIT_SECONDS = 90;
const LOOK_MS = 20;

/** Measures what a fault costs those who watch and write while it happens. */
export function recoveries({
  audience,
  pages,
  writer,
}: {
  audience: Audience;
  pages: readonly Page[];
  writer: Writer;
}) {
  return async (what: string, fault: () => Promise<unknown>): Promise<Recovery> => {
    const unansweredBefore = audience.unavailable();
    const marks = pages.map(({ versions }) => versions.at(-1) ?? 0);
    const written = writer.acknowledged.length;
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1_000;
    const paid = until(() => pages.every((page, i) => (page.versions.at(-1) ?? 0) >= (marks[i] ?? 0) + 2));
    // The one that is under way may have been answered before the fault: the one after it was asked for
    // later.
    const wrote = until(() => writer.acknowledged.length >= written + 2);
    await fault();
    const faultSeconds = seconds();
    const [minutesSeconds, writesSeconds] = await Promise.all([paid, wrote]);
    // Two quiet minutes between faults: each is to be survived alone.
    await pace(2_000);
    const unanswered = audience.unavailable() - unansweredBefore;
    expect(Math.max(minutesSeconds, writesSeconds), what).toBeLessThan(LIMIT_SECONDS);
    return { what, faultSeconds, minutesSeconds, writesSeconds, unanswered };

    async function until(reached: () => boolean): Promise<number> {
      while (!reached() && seconds() < LIMIT_SECONDS) await pace(LOOK_MS);
      return seconds();
    }
  };
}

/** One recovery in a sentence. */
export const sentence = ({ what, minutesSeconds, writesSeconds, unanswered }: Recovery): string =>
  `${what}: minutes again after ${minutesSeconds.toFixed(1)} s, writes after ${writesSeconds.toFixed(1)} s, ${unanswered} unanswered`;

export function table(measured: readonly Recovery[]): string {
  const header = ["", "fault", "minutes again", "writes again", "unanswered"];
  const rows = measured.map((one) => [
    one.what,
    `${one.faultSeconds.toFixed(1)} s`,
    `${one.minutesSeconds.toFixed(1)} s`,
    `${one.writesSeconds.toFixed(1)} s`,
    String(one.unanswered),
  ]);
  const widths = header.map((_, i) => Math.max(...[header, ...rows].map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ");
  return `\nHow long each recovery took, with minutes of 1 s:\n${[header, ...rows].map(line).join("\n")}\n`;
}
