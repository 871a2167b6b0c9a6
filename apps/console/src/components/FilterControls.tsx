import { type ComponentPropsWithRef, useState } from "react";

const CONTROL =
  "h-8 min-w-0 rounded-control border bg-surface px-2 text-13 text-ink placeholder:text-muted pointer-coarse:h-11";
const border = (active: boolean) => (active ? "border-accent" : "border-line-strong");

interface FilterSelectProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
  className?: string;
}

/** A filter without a visible label: its first choice names it, and filters nothing. */
export function FilterSelect({ label, value, options, onChange, className = "" }: FilterSelectProps) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={`${CONTROL} ${border(value !== options[0]?.value)} ${className}`}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

interface FilterInputProps extends Omit<ComponentPropsWithRef<"input">, "onChange" | "value"> {
  label: string;
  value: string;
  /** What the person wrote, once they leave the field or press Enter; false: it is not understood. */
  onCommit: (value: string) => boolean;
}

export function FilterInput({ label, value, onCommit, className = "", ...rest }: FilterInputProps) {
  const [typed, setTyped] = useState<string>();
  const [wrong, setWrong] = useState(false);
  const commit = () => {
    if (typed === undefined) return;
    const understood = typed.trim() === value || onCommit(typed.trim());
    setWrong(!understood);
    if (understood) setTyped(undefined);
  };
  return (
    <input
      aria-label={label}
      placeholder={label}
      {...rest}
      value={typed ?? value}
      aria-invalid={wrong || undefined}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === "Enter" && commit()}
      className={`${CONTROL} aria-invalid:border-back ${border(value !== "")} ${className}`}
    />
  );
}
