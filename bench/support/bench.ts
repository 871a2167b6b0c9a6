/** A measured number with its unit in the name. */
export interface Figure {
  name: string;
  value: number;
  /** The target; figures without one only explain others. */
  target?: Target;
}
export type Target = { atLeast: number } | { below: number };

export interface Series {
  name: string;
  points: readonly { x: number; y: number }[];
}

/** A chart of bench/results/. */
export interface Chart {
  /** In the file's name: <bench>-<name>.svg. */
  name: string;
  title: string;
  x: string;
  y: string;
  series: readonly Series[];
  /** A horizontal line at the target. */
  target?: number;
}

/** The result of the integrity checks after a bench; without it the figures are void. */
export interface Books {
  ok: boolean;
  /** The comparison, or the error. */
  detail: string;
}

export interface Result {
  figures: readonly Figure[];
  charts?: readonly Chart[];
  /** Everything needed to repeat the run. */
  settings: Readonly<Record<string, number | string>>;
  books: Books;
}

export interface BenchContext {
  /** `--quick`: small and short, only to show that it works. */
  quick: boolean;
  /** A size or duration of the bench: `full`, `quick` with `--quick`, or `--set name=number`. */
  setting(name: string, full: number, quick: number): number;
  /** Prints progress, at least every few seconds. */
  progress(line: string): void;
}

/**
 * A benchmark. The servers of `testServers()` run, with Postgres set up as for production; the bench starts
 * and stops everything else.
 */
export type Bench = (context: BenchContext) => Promise<Result>;

export function isReached({ value, target }: Figure): boolean {
  if (target === undefined) return true;
  return "atLeast" in target ? value >= target.atLeast : value < target.below;
}

export function allBooks(...books: readonly Books[]): Books {
  return { ok: books.every(({ ok }) => ok), detail: books.map(({ detail }) => detail).join("; ") };
}

/** A condition as a check, with `expected` and `found` in the detail. */
export function same(what: string, expected: number | bigint, found: number | bigint): Books {
  const ok = BigInt(expected) === BigInt(found);
  return { ok, detail: `${what}: ${ok ? found : `expected ${expected}, found ${found}`}` };
}
