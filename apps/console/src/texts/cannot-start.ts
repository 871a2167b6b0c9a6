import type { Language } from "../format/locale.ts";

const en = "Metercast can’t be reached. Reload this page in a moment.";

/** Shown where nothing else could be loaded, so it comes with the first file. */
export const cannotStart: Record<Language, string> = {
  en,
  de: "Metercast ist nicht erreichbar. Laden Sie diese Seite gleich noch einmal.",
  es: "No se puede conectar con Metercast. Vuelva a cargar esta página en un momento.",
  ar: en,
};
