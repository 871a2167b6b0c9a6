import type { ButtonHTMLAttributes } from "react";

type Kind = "primary" | "secondary" | "quiet" | "danger";

const KINDS: Record<Kind, string> = {
  primary: "bg-solid text-on-solid hover:bg-solid-hover border-transparent",
  secondary: "bg-surface text-ink border-line-strong hover:bg-sunken",
  quiet: "bg-transparent text-muted border-transparent hover:bg-sunken hover:text-ink",
  danger: "bg-surface text-back border-back hover:bg-back-soft",
};

const SIZES = { m: "h-10 px-4 text-14", s: "h-8 px-3 text-13" };

/** `act`: access.css and print.css know buttons by it, and links that look like one. */
export const buttonClass = (kind: Kind = "secondary", size: keyof typeof SIZES = "m") =>
  `act act-${kind} relative inline-flex max-w-full items-center justify-center gap-2 rounded-control border font-medium overflow-clip whitespace-nowrap transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-60 aria-disabled:cursor-not-allowed aria-disabled:opacity-60 ${KINDS[kind]} ${SIZES[size]}`;

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: Kind;
  size?: keyof typeof SIZES;
  /** A request is pending: the button takes no second click, and screen readers announce it. */
  busy?: boolean;
}

export function Button({ kind, size, busy = false, className = "", onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      data-kind={kind ?? "secondary"}
      {...rest}
      // Not disabled while busy: a disabled button loses the keyboard's focus.
      onClick={busy ? (event) => event.preventDefault() : onClick}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      className={`${buttonClass(kind, size)} ${busy ? "animate-breathe" : ""} ${className}`}
    />
  );
}
