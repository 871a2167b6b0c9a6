import type { RailTexts } from "../description.ts";

/** Why banks refuse is in words that all rails share. */
export const TEXTS: RailTexts = {
  en: { label: "Stripe", failures: {} },
  de: { label: "Stripe", failures: {} },
};
