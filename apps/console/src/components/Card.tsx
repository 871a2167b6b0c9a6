import { type ReactNode, useId } from "react";

interface CardProps {
  title?: ReactNode;
  /** Beside the title, at the right. */
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
  /** Tables reach the card's edges. */
  flush?: boolean;
}

export function Card({ title, aside, children, className = "", flush = false }: CardProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={title === undefined ? undefined : id}
      className={`min-w-0 rounded-card border border-line bg-surface ${flush ? "overflow-clip" : ""} ${className}`}
    >
      {title !== undefined && (
        <header className="flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-3">
          <h2 id={id} className="min-w-0 text-14 font-semibold">
            {title}
          </h2>
          {aside}
        </header>
      )}
      <div className={flush ? "" : title === undefined ? "p-5" : "px-5 pb-5"}>{children}</div>
    </section>
  );
}
