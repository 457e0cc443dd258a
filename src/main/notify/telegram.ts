import { SendFailure } from './failure.ts';
import type { Message, SendLimits } from './message.ts';
import { post } from './post.ts';

/** sendMessage takes at most 4096 characters after parsing. */
const longest = 4096;

export async function sendTelegram(setup: { apiUrl: string; chatId: string }, token: string, message: Message, limits: SendLimits): Promise<void> {
  const url = `${setup.apiUrl.replace(/\/+$/, '')}/bot${encodeURIComponent(token).replaceAll('%3A', ':')}/sendMessage`;
  const body = JSON.stringify({ chat_id: message.to ?? setup.chatId, text: message.text.slice(0, longest), link_preview_options: { is_disabled: true } });
  try {
    await post(url, {}, body, limits);
  } catch (error) {
    // "bot was blocked by the user": that is this receiver's wish and says nothing of the token.
    if (error instanceof SendFailure && error.code === 'unauthorised' && message.to !== null && error.status === 403) throw new SendFailure('rejected');
    throw error;
  }
}
