import { SendFailure } from './failure.ts';
import type { Message, SendLimits } from './message.ts';
import { objectOf, parsed, post } from './post.ts';
import { fillTemplate } from './template.ts';

export interface WhatsappSetup {
  url: string;
  /** Name of the header that carries the token. */
  header: string;
  /** JSON with {phone} and {text}. */
  template: string;
  phone: string;
}

/** A gateway such as Fonnte or WAHA. @throws SendFailure also where it answers 200 and says inside that it did not send */
export async function sendWhatsapp(setup: WhatsappSetup, token: string | null, message: Message, limits: SendLimits): Promise<void> {
  const body = fillTemplate(setup.template, { phone: message.to ?? setup.phone, text: message.text, id: message.id });
  const { text } = await post(setup.url, token === null ? {} : { [setup.header]: token }, body, limits);
  const answer = objectOf(parsed(text));
  if (answer.status !== false && answer.success !== false) return;
  throw new SendFailure(/token|auth|device/i.test(String(answer.reason ?? answer.message ?? '')) ? 'unauthorised' : 'rejected');
}
