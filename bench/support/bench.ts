/** A measured number. Its name says what it counts, in which unit. */
export interface Figure {
  name: string;
  value: number;
  /** What it has to reach. Figures without one are told for what they explain. */
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
  /** A line across: what was to be reached. */
  target?: number;
}

/** The books after a bench: without them the figures are void. */
export interface Books {
  ok: boolean;
  /** What was compared, in a few words, or what is wrong. */
  detail: string;
}

export interface Result {
  figures: readonly Figure[];
  charts?: readonly Chart[];
  /** All that another run needs to be the same. */
  settings: Readonly<Record<string, number | string>>;
  books: Books;
}

export interface BenchContext {
  /** `--quick`: small and short, to see that it works. Its figures say nothing. */
  quick: boolean;
  /** A number that says how big or long the bench is: `full`, with `--quick` the other, or what `--set name=number` says. */
  setting(name: string, full: number, quick: number): number;
  /** A line for whoever watches: at least every few seconds. */
  progress(line: string): void;
}

/** A benchmark. The servers of `testServers()` run, on a Postgres set up as for production; it starts what else it needs and stops it. */
export type Bench = (context: BenchContext) => Promise<Result>;

export function isReached({ value, target }: Figure): boolean {
  if (target === undefined) return true;
  return "atLeast" in target ? value >= target.atLeast : value < target.below;
}

/** The books of several checks in one. */
export function allBooks(...books: readonly Books[]): Books {
  return { ok: books.every(({ ok }) => ok), detail: books.map(({ detail }) => detail).join("; ") };
}

/** A condition as books: `expected` and `found` stand in the detail. */
export function same(what: string, expected: number | bigint, found: number | bigint): Books {
  const ok = BigInt(expected) === BigInt(found);
  return { ok, detail: `${what}: ${ok ? found : `expected ${expected}, found ${found}`}` };
}
