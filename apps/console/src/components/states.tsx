import type { ReactNode } from "react";
import { ApiError } from "../api/client.ts";
import { t } from "../texts.ts";
import { Button } from "./Button.tsx";
import { ShortId } from "./ShortId.tsx";

/** What will appear here, and how. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-1 px-6 py-10 text-center">
      <p className="font-medium">{title}</p>
      {children !== undefined && <div className="max-w-prose text-muted">{children}</div>}
    </div>
  );
}

const sentence = (text: string) => {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
};

/** The error as a text. */
export function problemText(error: unknown): string {
  if (error instanceof ApiError && error.status !== 0)
    return t.problems[error.code] ?? (error.message === "" ? t.problem.unknown : sentence(error.message));
  return t.problem.noAnswer;
}

interface ProblemProps {
  error: unknown;
  retry?: (() => void) | undefined;
}

/** An error: what happened, what to do, and the request's id for support. */
export function Problem({ error, retry }: ProblemProps) {
  // 404 and 403 do not change on a retry.
  const final = error instanceof ApiError && (error.status === 403 || error.status === 404);
  const requestId = error instanceof ApiError ? (error.requestId ?? "") : "";
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-control bg-back-soft px-4 py-3"
    >
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium text-back">{problemText(error)}</p>
        {requestId !== "" && (
          <p className="text-13 text-muted">
            {t.problem.requestId} <ShortId id={requestId} />
          </p>
        )}
      </div>
      {retry && !final && (
        <Button size="s" onClick={retry}>
          {t.retry}
        </Button>
      )}
    </div>
  );
}

/** A grey placeholder of the final size. */
export function Skeleton({ className = "" }: { className?: string }) {
  return <span aria-hidden="true" className={`block animate-breathe rounded bg-sunken ${className}`} />;
}

export function Loading({ children }: { children: ReactNode }) {
  return (
    <div role="status" aria-label={t.loading}>
      {children}
    </div>
  );
}

export function RowsSkeleton({ rows = 5 }: { rows?: number }) {
  return (
    <Loading>
      <div className="flex flex-col gap-4 px-5 py-5">
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} className="flex justify-between gap-6">
            <Skeleton className="h-5 w-1/3" />
            <Skeleton className="h-5 w-1/5" />
            <Skeleton className="h-5 w-1/6" />
          </div>
        ))}
      </div>
    </Loading>
  );
}

export function StatsSkeleton() {
  return (
    <Loading>
      <div className="grid grid-cols-1 gap-px overflow-hidden rounded-card border border-line bg-line min-[400px]:grid-cols-2 lg:grid-cols-4">
        {Array.from({ length: 4 }, (_, place) => (
          <div
            key={place}
            className="flex justify-between gap-2 bg-surface px-5 py-6 min-[400px]:flex-col min-[400px]:py-5"
          >
            <Skeleton className="h-4 w-20" />
            <Skeleton className="h-5 w-24 min-[400px]:h-8 min-[400px]:w-32" />
          </div>
        ))}
      </div>
    </Loading>
  );
}

interface LoadedProps<T> {
  query: { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}

/** Pending, failed or loaded; loaded data stays when a later fetch fails. */
export function Loaded<T>({ query, skeleton, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Problem error={query.error} retry={() => query.refetch()} />;
  return skeleton;
}
