/**
 * The shape of a group in another language: the same keys, and functions of the same arguments. The group
 * is written as `{…} satisfies Texts<typeof en>`, so that a missing or superfluous text is no valid program.
 */
export type Texts<T> = T extends (...args: infer A) => infer R
  ? (...args: A) => R
  : T extends string
    ? string
    : { [K in keyof T]: Texts<T[K]> };
