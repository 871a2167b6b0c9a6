import type { KeyboardEvent } from "react";

interface TogglesProps<Value extends string> {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: string }[];
}

/** One of a few. Tab goes to the chosen one; arrows, Home and End go to its neighbours. */
export function Toggles<Value extends string>({ label, value, onChange, options }: TogglesProps<Value>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a border and a legend of its own.
    <div
      role="group"
      aria-label={label}
      onKeyDown={moveFocus}
      className="flex gap-1 rounded-control bg-sunken p-1"
    >
      {options.map((one) => (
        <button
          key={one.value}
          type="button"
          aria-pressed={one.value === value}
          tabIndex={one.value === value ? 0 : -1}
          onClick={() => onChange(one.value)}
          className="h-7 rounded px-3 text-13 text-muted aria-pressed:bg-surface aria-pressed:font-medium aria-pressed:text-ink aria-pressed:ring-1 aria-pressed:ring-line-strong"
        >
          {one.label}
        </button>
      ))}
    </div>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const last = buttons.length - 1;
  let next: number | undefined;
  if (event.key === "Home") next = 0;
  else if (event.key === "End") next = last;
  else if (event.key === forward || event.key === "ArrowDown") next = at === last ? 0 : at + 1;
  else if (/^Arrow(Left|Right|Up)$/.test(event.key)) next = at <= 0 ? last : at - 1;
  if (next === undefined) return;
  event.preventDefault();
  buttons[next]?.focus();
}
