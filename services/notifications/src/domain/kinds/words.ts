import { railNamed } from "@metercast/rails";
import type { Language } from "../language.ts";

// Stable reasons of events in words. A reason that a newer release adds has the words under "".

type Words = Readonly<Record<Language, Readonly<Record<string, string>>>>;

const inWords =
  (words: Words) =>
  (language: Language, reason: string): string =>
    found(words[language], reason) ?? words[language][""] ?? "";

const found = (words: Readonly<Record<string, string>>, code: string): string | undefined =>
  Object.hasOwn(words, code) ? words[code] : undefined;

/** The sentences that apply, in one paragraph. */
export const sentences = (...texts: readonly (string | false)[]): string => texts.filter(Boolean).join(" ");

/** For lock screens. */
export const BRIEF: Readonly<Record<Language, string>> = {
  en: "Open Metercast for the details.",
  de: "Einzelheiten findest du bei Metercast.",
  es: "Abre Metercast para ver los detalles.",
};

/** The name of a rail for people. */
export const railLabel = (language: Language, name: string): string =>
  railNamed(name)?.texts[language].label ?? name;

/** Why a scheduled run paid nothing: a main clause. */
export const skipWords = inWords({
  en: {
    below_minimum: "Less than the minimum was available.",
    nothing_available: "Nothing was available.",
    on_hold: "Your earnings are not available yet.",
    account_not_ready: "Your payout method needs more details.",
    method_locked: "Your payout method was changed and is still locked.",
    tax_form_missing: "A tax form is missing.",
    debt: "What you owe has to be covered first.",
    paused_by_admin: "The platform has paused your payouts.",
    paused_by_creator: "You have paused your payouts.",
    payout_in_flight: "Another withdrawal was still open.",
    "": "Open Metercast to see why.",
  },
  de: {
    below_minimum: "Es war weniger als der Mindestbetrag verfügbar.",
    nothing_available: "Es war nichts verfügbar.",
    on_hold: "Deine Einnahmen sind noch nicht verfügbar.",
    account_not_ready: "Bitte ergänze dein Auszahlungskonto.",
    method_locked: "Deine Auszahlungsmethode wurde geändert und ist noch gesperrt.",
    tax_form_missing: "Ein Steuerformular fehlt.",
    debt: "Zuerst wird dein Rückstand ausgeglichen.",
    paused_by_admin: "Die Plattform hat deine Auszahlungen angehalten.",
    paused_by_creator: "Du hast deine Auszahlungen angehalten.",
    payout_in_flight: "Eine andere Auszahlung war noch offen.",
    "": "Den Grund siehst du bei Metercast.",
  },
  es: {
    below_minimum: "Había disponible menos del mínimo.",
    nothing_available: "No había nada disponible.",
    on_hold: "Tus ingresos aún no están disponibles.",
    account_not_ready: "Tu método de cobro necesita más datos.",
    method_locked: "Tu método de cobro cambió y sigue bloqueado.",
    tax_form_missing: "Falta un formulario fiscal.",
    debt: "Primero hay que cubrir lo que debes.",
    paused_by_admin: "La plataforma ha puesto tus pagos en pausa.",
    paused_by_creator: "Has puesto tus pagos en pausa.",
    payout_in_flight: "Otro retiro seguía abierto.",
    "": "Abre Metercast para ver el motivo.",
  },
});

const FAILURES: Words = {
  en: {
    account_closed: "The bank account is closed.",
    account_frozen: "The bank account is frozen.",
    bank_account_restricted: "The bank account does not accept this kind of transfer.",
    bank_ownership_changed: "The bank account belongs to somebody else now.",
    could_not_process: "The bank could not process the transfer.",
    debit_not_authorized: "The bank account does not allow this transfer.",
    declined: "The bank declined the transfer.",
    incorrect_account_holder_name: "The name of the account holder does not match.",
    incorrect_account_holder_address: "The address of the account holder does not match.",
    incorrect_account_holder_tax_id: "The tax number of the account holder does not match.",
    invalid_account_number: "The account number is wrong.",
    invalid_currency: "The bank account does not accept this currency.",
    no_account: "The bank account was not found.",
    unsupported_card: "The card does not accept payouts.",
    canceled: "The payout was canceled.",
    "": "The bank or the provider did not accept the payout.",
  },
  de: {
    account_closed: "Das Bankkonto ist geschlossen.",
    account_frozen: "Das Bankkonto ist gesperrt.",
    bank_account_restricted: "Das Bankkonto nimmt solche Überweisungen nicht an.",
    bank_ownership_changed: "Das Bankkonto gehört jetzt jemand anderem.",
    could_not_process: "Die Bank konnte die Überweisung nicht ausführen.",
    debit_not_authorized: "Das Bankkonto lässt diese Überweisung nicht zu.",
    declined: "Die Bank hat die Überweisung abgelehnt.",
    incorrect_account_holder_name: "Der Name des Kontoinhabers stimmt nicht.",
    incorrect_account_holder_address: "Die Anschrift des Kontoinhabers stimmt nicht.",
    incorrect_account_holder_tax_id: "Die Steuernummer des Kontoinhabers stimmt nicht.",
    invalid_account_number: "Die Kontonummer ist falsch.",
    invalid_currency: "Das Bankkonto nimmt diese Währung nicht an.",
    no_account: "Das Bankkonto wurde nicht gefunden.",
    unsupported_card: "Die Karte nimmt keine Auszahlungen an.",
    canceled: "Die Auszahlung wurde abgebrochen.",
    "": "Die Bank oder der Anbieter hat die Auszahlung nicht angenommen.",
  },
  es: {
    account_closed: "La cuenta bancaria está cerrada.",
    account_frozen: "La cuenta bancaria está bloqueada.",
    bank_account_restricted: "La cuenta bancaria no admite este tipo de transferencia.",
    bank_ownership_changed: "La cuenta bancaria pertenece ahora a otra persona.",
    could_not_process: "El banco no pudo procesar la transferencia.",
    debit_not_authorized: "La cuenta bancaria no permite esta transferencia.",
    declined: "El banco rechazó la transferencia.",
    incorrect_account_holder_name: "El nombre del titular no coincide.",
    incorrect_account_holder_address: "La dirección del titular no coincide.",
    incorrect_account_holder_tax_id: "El número fiscal del titular no coincide.",
    invalid_account_number: "El número de cuenta es incorrecto.",
    invalid_currency: "La cuenta bancaria no admite esta moneda.",
    no_account: "No se encontró la cuenta bancaria.",
    unsupported_card: "La tarjeta no admite pagos.",
    canceled: "El pago se canceló.",
    "": "El banco o el proveedor no aceptó el pago.",
  },
};

/**
 * Why a payout failed. A rail's reason is a code, a code and its words ("account_closed: …"), or a state
 * and a code ("stablecoin_failed: payout_method_declined"). A second part that has words says more than the
 * first.
 */
export function failureWords(language: Language, method: string, reason: string): string {
  const [state = "", code = ""] = reason.split(":").map((part) => part.trim());
  const ofRail = railNamed(method)?.texts[language].failures ?? {};
  const candidates = [code, state].filter(Boolean);
  const words = candidates.map((one) => found(ofRail, one) ?? found(FAILURES[language], one));
  return words.find((one) => one !== undefined) ?? FAILURES[language][""] ?? "";
}

/** Programs that act like an admin. */
const SYSTEM_ACTORS: Words = {
  en: { integrity: "the integrity checks" },
  de: { integrity: "den Prüfungen der Bücher" },
  es: { integrity: "las comprobaciones de las cuentas" },
};

/** Who did it: a person, or a part of the platform in words. */
export const actorWords = (language: Language, by: string): string =>
  found(SYSTEM_ACTORS[language], by) ?? by;

/** Why a withdrawal waits for an admin. */
export const reviewWords = inWords({
  en: {
    payout_method_missing: "The creator has no payout method.",
    payout_method_restricted: "The creator’s account can’t be paid now.",
    destination_unapproved: "The destination has changed.",
    payouts_paused: "An admin has paused this creator’s payouts.",
    payout_method_unavailable: "This way to pay is not set up here.",
    platform_balance_too_small: "Too little money is at the provider.",
    channel_unknown: "The wallet has no account for this payout channel.",
    connected_balance_negative: "The creator’s account is below zero.",
    outcome_unknown: "The outcome is not known. Don’t pay it in another way.",
    reversal_failed: "A reversal failed.",
    frozen: "Payouts are frozen.",
    "": "Open it to see why.",
  },
  de: {
    payout_method_missing: "Es gibt keine Auszahlungsmethode.",
    payout_method_restricted: "Das Konto kann gerade nichts empfangen.",
    destination_unapproved: "Das Ziel der Auszahlung hat sich geändert.",
    payouts_paused: "Die Auszahlungen dieser Person sind angehalten.",
    payout_method_unavailable: "Dieser Zahlungsweg ist hier nicht eingerichtet.",
    platform_balance_too_small: "Beim Anbieter liegt zu wenig Geld.",
    channel_unknown: "Das Wallet hat für diesen Zahlungsweg kein Konto.",
    connected_balance_negative: "Das Konto beim Anbieter ist im Minus.",
    outcome_unknown: "Der Ausgang ist unbekannt. Zahle nicht auf anderem Weg.",
    reversal_failed: "Eine Rückbuchung ist fehlgeschlagen.",
    frozen: "Alle Auszahlungen sind angehalten.",
    "": "Den Grund siehst du dort.",
  },
  es: {
    payout_method_missing: "El creador no tiene método de cobro.",
    payout_method_restricted: "Ahora no se puede pagar a la cuenta del creador.",
    destination_unapproved: "El destino ha cambiado.",
    payouts_paused: "Un administrador ha puesto en pausa los pagos de este creador.",
    payout_method_unavailable: "Este método de pago no está configurado aquí.",
    platform_balance_too_small: "Hay muy poco dinero en el proveedor.",
    channel_unknown: "El monedero no tiene cuenta para este canal de pago.",
    connected_balance_negative: "La cuenta del creador está en negativo.",
    outcome_unknown: "El resultado se desconoce. No lo pagues de otra manera.",
    reversal_failed: "Una recuperación ha fallado.",
    frozen: "Los pagos están congelados.",
    "": "Ábrelo para ver el motivo.",
  },
});
