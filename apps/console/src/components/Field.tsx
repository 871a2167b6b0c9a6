import { type ComponentPropsWithRef, type ReactNode, useId } from "react";

const CONTROL =
  "w-full rounded-control border border-line-strong bg-surface px-3 text-14 text-ink placeholder:text-muted aria-invalid:border-back disabled:opacity-60";

interface Labelled {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
}

function Frame({ id, label, hint, error, children }: Labelled & { id: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={id} className="text-13 font-medium">
        {label}
      </label>
      {children}
      {error !== undefined ? (
        <p id={`${id}-note`} role="alert" className="text-13 text-back">
          {error}
        </p>
      ) : (
        hint !== undefined && (
          <p id={`${id}-note`} className="text-13 text-muted">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

const described = (id: string, { hint, error }: Labelled) =>
  hint === undefined && error === undefined ? undefined : `${id}-note`;

interface InputProps extends ComponentPropsWithRef<"input">, Labelled {
  prefix?: string;
  trailing?: ReactNode;
}

export function Input({ label, hint, error, prefix, trailing, className = "", ...rest }: InputProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <div className="relative flex gap-2">
        {prefix !== undefined && (
          <span
            aria-hidden="true"
            className="pointer-events-none absolute inset-y-0 start-3 flex items-center text-muted"
          >
            {prefix}
          </span>
        )}
        <input
          {...rest}
          id={id}
          aria-invalid={error !== undefined}
          aria-describedby={described(id, { label, hint, error })}
          className={`${CONTROL} h-10 ${prefix === undefined ? "" : "ps-7"} ${className}`}
        />
        {trailing}
      </div>
    </Frame>
  );
}

export function TextArea({ label, hint, error, ...rest }: ComponentPropsWithRef<"textarea"> & Labelled) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <textarea
        dir="auto"
        rows={3}
        {...rest}
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={described(id, { label, hint, error })}
        className={`${CONTROL} py-2`}
      />
    </Frame>
  );
}

interface SelectProps extends ComponentPropsWithRef<"select">, Labelled {
  options: readonly { value: string; label: string }[];
}

/** The browser's own list works best on phones and for screen readers. */
export function Select({ label, hint, error, options, ...rest }: SelectProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <select
        {...rest}
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={described(id, { label, hint, error })}
        className={`${CONTROL} h-10`}
      >
        {options.map(({ value, label: text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Frame>
  );
}
