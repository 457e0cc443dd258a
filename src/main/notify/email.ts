import { createTransport } from 'nodemailer';
import { SendFailure } from './failure.ts';
import type { Message, SendLimits } from './message.ts';

export interface EmailSetup {
  host: string;
  port: number;
  /** `tls` from the first byte; `starttls` or nothing at all; `none`: in the open, for a server on this machine. */
  security: 'tls' | 'starttls' | 'none';
  username: string | null;
  from: string;
  /** Comma-separated. */
  to: string;
}

export async function sendEmail(setup: EmailSetup, password: string | null, message: Message, limits: SendLimits): Promise<void> {
  const { host, port, security, username, from } = setup;
  const transport = createTransport({
    host, port, secure: security === 'tls', requireTLS: security === 'starttls', ignoreTLS: security === 'none', disableFileAccess: true, disableUrlAccess: true,
    ...(username === null ? {} : { auth: { user: username, pass: password ?? '' } }),
    connectionTimeout: limits.withinMs, greetingTimeout: limits.withinMs, socketTimeout: limits.withinMs, dnsTimeout: limits.withinMs,
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<never>((_, give) => {
    timer = setTimeout(() => give(new SendFailure('timeout')), limits.withinMs);
  });
  const mail = { from, to: message.to ?? setup.to, subject: message.subject, text: message.text, messageId: `<${message.id}@tatap.invalid>`, headers: { 'X-Tatap-Id': message.id } };
  try {
    await Promise.race([transport.sendMail(mail), tooLong]);
  } catch (error) {
    throw error instanceof SendFailure ? error : new SendFailure(troubleOf(error));
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}

function troubleOf(error: unknown): SendFailure['code'] {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const answered = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
  if (code === 'EAUTH' || code === 'ENOAUTH') return answered >= 400 && answered < 500 ? 'serverError' : 'unauthorised';
  if (code === 'ETLS' || code === 'EREQUIRETLS' || /CERT|SSL|SELF_SIGNED|UNABLE_TO/.test(code)) return 'tls';
  if (code === 'ETIMEDOUT') return 'timeout';
  if (answered >= 500) return 'rejected';
  if (answered >= 400) return 'serverError';
  if (code === 'EENVELOPE') return 'rejected';
  return 'unreachable';
}
