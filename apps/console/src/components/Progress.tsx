interface ProgressProps {
  label: string;
  done: number;
  of: number;
  text: string;
}

/** How far something is that takes a while. */
export function Progress({ label, done, of, text }: ProgressProps) {
  const share = of === 0 ? 0 : done / of;
  return (
    <div className="flex items-center gap-3">
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={of}
        aria-valuenow={done}
        aria-valuetext={text}
        className="h-2 flex-1 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className="h-full origin-left bg-solid transition-transform duration-100 rtl:origin-right"
          style={{ transform: `scaleX(${share})` }}
        />
      </div>
      <span className="figures text-13 text-muted">{text}</span>
    </div>
  );
}
