/** The rule is the gateway's too: its pages behind links in mails speak the language of the mails. */
export { LANGUAGES, type Language, languageOf, languageOfTag, wishesOf } from "@metercast/contracts";
