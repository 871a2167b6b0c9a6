/** Numbers of charts. They place marks; no text is made of them. */

/** Round values from zero to at least `most`, at most `count` steps: 0, 5, 10, 15. */
export function ticksTo(most: number, count: number): number[] {
  if (!(most > 0)) return [0];
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, place) => place * step);
}

/** The places of labels that fit beside each other, the last one always among them. */
export function labelled(count: number, width: number, least: number): number[] {
  if (count === 0) return [];
  const every = Math.max(1, Math.ceil((count * least) / Math.max(1, width)));
  const places: number[] = [];
  for (let place = count - 1; place >= 0; place -= every) places.unshift(place);
  return places;
}

/** The last place whose time is not after `at`; times ascend. */
export function placeAt(times: readonly number[], at: number): number {
  let [low, high] = [0, times.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (times[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}
