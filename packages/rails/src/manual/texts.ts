import type { RailTexts } from "../description.ts";

export const TEXTS: RailTexts = {
  en: { label: "Bank transfer", failures: {} },
  de: { label: "Banküberweisung", failures: {} },
};
