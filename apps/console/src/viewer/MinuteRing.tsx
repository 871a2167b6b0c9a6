import { useRef } from "react";
import { useNow } from "../components/Time.tsx";

const RADIUS = 54;
const LENGTH = 2 * Math.PI * RADIUS;

interface MinuteRingProps {
  /** Start of the first minute, ms; undefined: none runs. */
  beganAtMs: number | undefined;
  minuteMs: number;
  low: boolean;
  children: React.ReactNode;
}

/** Fills during the current minute. Decorative: the text beside it has the same information. */
export function MinuteRing({ beganAtMs, minuteMs, low, children }: MinuteRingProps) {
  const now = useNow(beganAtMs === undefined ? 60_000 : Math.min(1_000, minuteMs / 10));
  const part = beganAtMs === undefined ? 0 : (Math.max(0, now - beganAtMs) % minuteMs) / minuteMs;
  const before = useRef(part);
  // Animates forward only.
  const glide = part > before.current;
  before.current = part;
  return (
    <div className="relative size-44 shrink-0">
      <svg viewBox="0 0 120 120" className="size-full -rotate-90" aria-hidden="true">
        <circle cx="60" cy="60" r={RADIUS} className="fill-none stroke-sunken" strokeWidth="6" />
        <circle
          cx="60"
          cy="60"
          r={RADIUS}
          className={`fill-none ${low ? "stroke-held" : "stroke-accent"} ${part === 0 ? "opacity-0" : ""} ${glide ? "transition-[stroke-dashoffset] duration-1000 ease-linear" : ""}`}
          strokeWidth="6"
          strokeLinecap="round"
          strokeDasharray={LENGTH}
          strokeDashoffset={LENGTH * (1 - part)}
        />
      </svg>
      <div className="absolute inset-0 flex flex-col items-center justify-center">{children}</div>
    </div>
  );
}
