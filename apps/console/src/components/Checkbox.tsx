import type { MouseEvent } from "react";

interface CheckboxProps {
  label: string;
  checked: boolean | "some";
  onToggle: (event: { shiftKey: boolean }) => void;
  disabled?: boolean;
}

/** A checkbox whose label is for screen readers; the touch target is the whole cell. */
export function Checkbox({ label, checked, onToggle, disabled = false }: CheckboxProps) {
  return (
    <label className="flex size-9 cursor-pointer items-center justify-center pointer-coarse:size-11">
      <span className="sr-only">{label}</span>
      <input
        type="checkbox"
        ref={(box) => {
          if (box) box.indeterminate = checked === "some";
        }}
        checked={checked === true}
        disabled={disabled}
        onChange={() => undefined}
        // A click, because a change does not say whether Shift is held.
        onClick={(event: MouseEvent) => onToggle({ shiftKey: event.shiftKey })}
        className="size-4 cursor-pointer accent-(--solid) disabled:cursor-not-allowed"
      />
    </label>
  );
}
