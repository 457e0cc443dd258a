import type { ChannelSetup } from '../../shared/contractNotifications.ts';
import { sendEmail } from './email.ts';
import { SendFailure } from './failure.ts';
import type { Message, SendLimits } from './message.ts';
import { sendSlack } from './slack.ts';
import { sendTelegram } from './telegram.ts';
import { sendWebhook } from './webhook.ts';
import { sendWhatsapp } from './whatsapp.ts';

/** Sends one message over one channel. @throws SendFailure */
export async function send(setup: ChannelSetup, secret: string | null, message: Message, limits: SendLimits): Promise<void> {
  switch (setup.kind) {
    case 'telegram': return sendTelegram(setup, needed(secret), message, limits);
    case 'slack': return sendSlack(needed(secret), message, limits);
    case 'email': return sendEmail(setup, secret, message, limits);
    case 'webhook': return sendWebhook(setup, secret, message, limits);
    case 'whatsapp': return sendWhatsapp(setup, secret, message, limits);
  }
}

/** @throws SendFailure */
function needed(secret: string | null): string {
  if (secret === null) throw new SendFailure('unauthorised');
  return secret;
}
