/** The consent text this build shows (i18n `consent.*`); an enrolment for another version is refused. Changing the words means changing this. */
export const consentTextVersion = '2026-11-21';
