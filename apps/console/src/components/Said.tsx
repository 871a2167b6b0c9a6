import type { ReactNode } from "react";

/** Text for screen readers after the visible one: "Open" alone is unclear without its row. */
export function Said({ children }: { children: ReactNode }) {
  return <span className="sr-only">{children}</span>;
}
