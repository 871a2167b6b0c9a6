/** A slow animation in place of the demo's video; still with reduced motion. */
export function TestCard({ playing, className = "" }: { playing: boolean; className?: string }) {
  const moving = playing ? "" : "[animation-play-state:paused]";
  return (
    <svg
      viewBox="0 0 640 360"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      className={`block size-full ${className}`}
    >
      <defs>
        <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" className="[stop-color:var(--card-night)]" />
          <stop offset="0.62" className="[stop-color:var(--card-dusk)]" />
          <stop offset="1" className="[stop-color:var(--card-glow)]" />
        </linearGradient>
      </defs>
      <rect width="640" height="360" fill="url(#sky)" />
      <circle cx="448" cy="196" r="44" className={`fill-(--card-sun) card-sun ${moving}`} />
      <path d={HILLS[0]} className={`fill-(--card-far) card-far ${moving}`} />
      <path d={HILLS[1]} className={`fill-(--card-middle) card-middle ${moving}`} />
      <path d={HILLS[2]} className={`fill-(--card-near) card-near ${moving}`} />
    </svg>
  );
}

/** Each is 640 wide and drawn twice, so that it can loop. */
const HILLS = [
  "M0 236Q80 196 160 226T320 220 480 208 640 236T800 226 960 220 1120 208 1280 236V360H0Z",
  "M0 278Q100 232 200 266T400 262 560 250 640 278T840 266 1040 262 1200 250 1280 278V360H0Z",
  "M0 322Q120 284 240 312T440 306 640 322T880 312 1080 306 1280 322V360H0Z",
];
