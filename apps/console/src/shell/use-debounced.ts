import { useEffect, useState } from "react";

const QUIET_MS = 150;

/** A value once it has not changed for a moment: what is typed asks the API once, not per letter. */
export function useDebounced<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), QUIET_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
