/**
 * Protects the device key at rest with what the operating system offers.
 * `backend` ("electron:gnome_libsecret", "file" ...) is stored beside the key; a change of it is refused, never re-keyed.
 */
export interface KeyStore {
  readonly backend: string;
  protect(secret: Uint8Array): Promise<Uint8Array>;
  unprotect(sealed: Uint8Array): Promise<Uint8Array>;
}
