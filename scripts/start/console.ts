/** Most lines of one service in 10 s; the rest is in its log file. */
const LINES_PER_WINDOW = 10;
const WINDOW_MS = 10_000;
const MOST_CHARACTERS = 400;
/** pino's levels: 40 is warn, 50 error. */
const WARN = 40;
const ERROR = 50;

/** Prints a service's warnings and errors, shortened; its whole output is in `logFile`. */
export function summarizer(
  name: string,
  logFile: string,
  print: (line: string) => void,
): (line: string) => void {
  let windowEnds = 0;
  let shown = 0;
  return (line) => {
    const text = summary(line);
    if (text === undefined) return;
    const now = Date.now();
    if (now >= windowEnds) {
      windowEnds = now + WINDOW_MS;
      shown = 0;
    }
    shown++;
    if (shown <= LINES_PER_WINDOW) print(`${name}: ${text}`);
    else if (shown === LINES_PER_WINDOW + 1) print(`${name}: more of it in ${logFile}`);
  };
}

/** "warning: …", "error: …", or undefined. Lines that are not JSON come from Node itself and are errors. */
function summary(line: string): string | undefined {
  if (!line.startsWith("{")) return line.trim() === "" ? undefined : line;
  try {
    const entry = JSON.parse(line) as { level?: number | string; msg?: string; err?: { message?: string } };
    const level = typeof entry.level === "string" ? (LEVELS[entry.level] ?? 0) : (entry.level ?? 0);
    if (level < WARN) return undefined;
    const cause = entry.err?.message;
    const message = entry.msg ?? "";
    const text = `${level >= ERROR ? "error" : "warning"}: ${message}${cause === undefined || cause === message ? "" : ` (${cause})`}`;
    // Some causes (Prisma's) span several lines.
    return text.replaceAll(/\s+/g, " ").slice(0, MOST_CHARACTERS);
  } catch {
    return line;
  }
}

const LEVELS: Record<string, number> = { warn: 40, error: 50, fatal: 60 };
