import type { ReactNode } from "react";

/** What a screen reader says after the words that are shown: "Open" is enough beside its row, and not without seeing it. */
export function Said({ children }: { children: ReactNode }) {
  return <span className="sr-only">{children}</span>;
}
