export function Logo() {
  return (
    <span className="flex items-center gap-2.5 text-16 font-semibold tracking-tight text-ink">
      <svg viewBox="0 0 32 32" className="size-7 shrink-0" aria-hidden="true">
        <rect width="32" height="32" rx="9" className="fill-solid" />
        <path
          d="M16 7a9 9 0 1 1-9 9"
          className="fill-none stroke-on-solid"
          strokeWidth="3.4"
          strokeLinecap="round"
        />
        <circle cx="16" cy="16" r="2.6" className="fill-on-solid" />
      </svg>
      Metercast
    </span>
  );
}
