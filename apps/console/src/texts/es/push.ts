import type { push as en } from "../en/push.ts";
import type { Texts } from "../shape.ts";

export const push = {
  title: "Notificaciones push en este navegador",
  reading: "Comprobando el navegador…",
  states: {
    on: "Este navegador muestra tus notificaciones, también con Metercast cerrado.",
    off: "Este navegador no muestra notificaciones.",
    blocked:
      "Las notificaciones de este sitio están bloqueadas. Permítelas en los ajustes del navegador y recarga la página.",
    unsupported:
      "Este navegador no admite notificaciones push. En un iPhone, añade antes Metercast a la pantalla de inicio.",
  },
  switchOn: "Mostrar notificaciones aquí",
  switchOff: "Dejar de mostrarlas aquí",
} satisfies Texts<typeof en>;
