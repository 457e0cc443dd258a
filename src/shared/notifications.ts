/** The words of notifications, for both sides of the fence. Labels and sentences are in the dictionaries. */

export const channelKinds = ['telegram', 'slack', 'email', 'webhook', 'whatsapp'] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** Kinds that can reach one person among many: by chat id, address or phone number. */
export const contactKinds = ['telegram', 'email', 'whatsapp'] as const;
export type ContactKind = (typeof contactKinds)[number];

export const messageKinds = ['arrival', 'absence', 'payment', 'daily', 'alert', 'recovery', 'test'] as const;
export type MessageKind = (typeof messageKinds)[number];

export const messageStates = ['queued', 'sent', 'dead'] as const;
export type MessageState = (typeof messageStates)[number];

/**
 * Why a message was not delivered. `unauthorised`: token or password revoked or wrong, or nothing at that address; `rejected`: this message or its receiver was refused;
 * `rateLimited`: told to wait; `unreachable`: no such host, or nobody answers there; `tls`: no safe connection; `redirected`: sent on to another address, which is not followed;
 * `secretBroken`: the secret kept here does not open any more.
 */
export const sendErrors = ['unauthorised', 'rejected', 'rateLimited', 'serverError', 'timeout', 'unreachable', 'tls', 'redirected', 'secretBroken', 'expired'] as const;
export type SendError = (typeof sendErrors)[number];

/** What is wrong at the machine, or with what leaves it. */
export const alertKinds = ['paymentsClosed', 'engineMissing', 'cameraDown', 'diskLow', 'backupOld', 'channelFailing', 'deadLetters', 'clockMoved'] as const;
export type AlertKind = (typeof alertKinds)[number];
