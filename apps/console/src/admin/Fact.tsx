import type { ReactNode } from "react";

/** A fact below its word, within a `dl`. */
export function Fact({ word, children }: { word: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-13 text-muted">{word}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}
