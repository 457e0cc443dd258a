/// <reference types="vite/client" />

interface Window {
  /** Put there by the preload script (Electron) or by the browser host's client; absent when the page is opened by other means. */
  readonly tatap?: import('../shared/contract.ts').Bridge;
}
