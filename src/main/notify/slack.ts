import type { Message, SendLimits } from './message.ts';
import { post } from './post.ts';

/** `url`: the incoming webhook, which is a secret as a whole. In texts of Slack & < > stand for themselves only when escaped. */
export async function sendSlack(url: string, message: Message, limits: SendLimits): Promise<void> {
  const text = message.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  await post(url, {}, JSON.stringify({ text }), limits);
}
