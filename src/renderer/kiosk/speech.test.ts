import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startI18n } from '../i18n/i18n.ts';
import { authorisation, greeting, refusing, setUp, status } from './kiosk.testkit.ts';
import { startSpeech, voiceFor, type Synthesis } from './speech.ts';

/* The spoken prompts over a stand-in of the browser's speech: what is asked of it, in which order, and what never is. */

startI18n('id');
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(1);
const voice = (lang: string, change: Partial<SpeechSynthesisVoice> = {}): SpeechSynthesisVoice => ({ lang, name: lang, voiceURI: lang, localService: true, default: false, ...change });
const indonesian = voice('id-ID');
const english = voice('en-GB');

/** Speech as the browser offers it: one queue, emptied by `cancel`. */
function standIn(voices: SpeechSynthesisVoice[]) {
  const spoken: SpeechSynthesisUtterance[] = [];
  const said: string[] = [];
  let listener: () => void = () => undefined;
  const synthesis: Synthesis = {
    getVoices: () => voices,
    speak: (utterance) => { spoken.push(utterance); said.push(utterance.text); },
    cancel: () => { said.push('–'); },
    addEventListener: (_type, given) => { listener = given; },
    removeEventListener: () => { listener = () => undefined; },
  };
  return { synthesis, spoken, said, voicesArrive: (given: SpeechSynthesisVoice[]) => { voices.push(...given); listener(); } };
}

async function speaking(answers: Parameters<typeof setUp>[0] = {}, voices = [indonesian, english], site: Partial<typeof status> = {}) {
  const kiosk = setUp({ 'site.status': () => ({ ...status, spokenPrompts: true, ...site }), ...answers });
  const speech = standIn(voices);
  // The store hands it through; the fields are all that is read.
  const stop = startSpeech({ store: kiosk.store, synthesis: speech.synthesis, newUtterance: (text) => ({ text }) as SpeechSynthesisUtterance });
  kiosk.start();
  await settle();
  const words = () => speech.said.filter((text) => text !== '–');
  return { ...kiosk, ...speech, stop, words };
}

type Speaking = Awaited<ReturnType<typeof speaking>>;
async function looking(kiosk: Speaking): Promise<void> {
  kiosk.actions.askAmount();
  kiosk.actions.quickAmount(5_000);
  kiosk.actions.payWithFace();
  // The camera opens, and then there is something to say.
  await settle();
  await settle();
}
const guide = (kiosk: Speaking, step: 'blinkTwice' | 'turnLeft' | null, stepIndex: number, advice: 'ok' | 'closer' = 'ok') =>
  kiosk.guides.at(-1)?.({ step, stepIndex, stepCount: 2, progress: 0.2, advice });

describe('which voice', () => {
  test('a local one of the language, the system\'s own choice first', () => {
    const other = voice('id_ID', { name: 'other', default: true });
    expect(voiceFor([english, indonesian, other], 'id')).toBe(other);
    expect(voiceFor([voice('in-ID')], 'id')?.lang).toBe('in-ID');
    expect(voiceFor([english], 'id')).toBeNull();
  });

  test('never a service: what is said would leave the machine', () => {
    expect(voiceFor([voice('id-ID', { localService: false, default: true })], 'id')).toBeNull();
  });
});

test('off until the site wants it, and silent at volume 0', async () => {
  for (const site of [{ spokenPrompts: false }, { soundVolume: 0 }]) {
    const kiosk = await speaking({}, [indonesian], site);
    kiosk.actions.askAmount();
    await settle();
    expect(kiosk.words()).toEqual([]);
  }
});

test('each screen says its question in the language on screen, with its voice, at the volume of the site', async () => {
  const kiosk = await speaking();
  kiosk.actions.askAmount();
  await settle();
  kiosk.actions.setLanguage('en');
  await settle();
  expect(kiosk.words()).toEqual(['Berapa yang dibayar?', 'How much to pay?']);
  expect(kiosk.spoken.map(({ lang, volume }) => [lang, volume])).toEqual([['id-ID', 0.5], ['en-GB', 0.5]]);
});

test('a language without a voice is not read by the other one\'s; voices that arrive later are used', async () => {
  const kiosk = await speaking({}, [english]);
  kiosk.actions.askAmount();
  await settle();
  expect(kiosk.words()).toEqual([]);
  expect(kiosk.state().voices).toEqual(['en']);
  kiosk.voicesArrive([indonesian]);
  await settle();
  expect(kiosk.state().voices).toEqual(['id', 'en']);
  expect(kiosk.words()).toEqual(['Berapa yang dibayar?']);
});

test('a step takes the place of the one before, and is said once however often it is drawn', async () => {
  const kiosk = await speaking();
  await looking(kiosk);
  for (let i = 0; i < 5; i += 1) guide(kiosk, 'blinkTwice', 0);
  await settle();
  guide(kiosk, 'turnLeft', 1);
  await settle();
  expect(kiosk.words()).toEqual(['Lihat ke kamera', 'Kedipkan mata dua kali', 'Tengok ke kiri']);
  expect(kiosk.said.slice(-2)).toEqual(['–', 'Tengok ke kiri']);
});

test('a hint that flickers is not said; one that stays is, and afterwards the step again', async () => {
  const kiosk = await speaking();
  await looking(kiosk);
  guide(kiosk, 'blinkTwice', 0);
  await settle();
  guide(kiosk, 'blinkTwice', 0, 'closer');
  await vi.advanceTimersByTimeAsync(400);
  guide(kiosk, 'blinkTwice', 0);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(kiosk.words().at(-1)).toBe('Kedipkan mata dua kali');
  guide(kiosk, 'blinkTwice', 0, 'closer');
  await vi.advanceTimersByTimeAsync(1_200);
  expect(kiosk.words().at(-1)).toBe('Mendekat sedikit');
  guide(kiosk, 'blinkTwice', 0);
  await settle();
  expect(kiosk.words().slice(-2)).toEqual(['Mendekat sedikit', 'Kedipkan mata dua kali']);
});

test('leaving a screen ends what it was saying, also what it was about to say', async () => {
  const kiosk = await speaking();
  await looking(kiosk);
  guide(kiosk, 'blinkTwice', 0);
  await settle();
  guide(kiosk, 'blinkTwice', 0, 'closer');
  kiosk.actions.home();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(kiosk.said.at(-1)).toBe('–');
  expect(kiosk.words().at(-1)).toBe('Kedipkan mata dua kali');
});

test('mute silences at once and for this visit only', async () => {
  const kiosk = await speaking();
  kiosk.actions.askAmount();
  await settle();
  kiosk.actions.setMuted(true);
  expect(kiosk.said.at(-1)).toBe('–');
  kiosk.actions.quickAmount(5_000);
  kiosk.actions.payWithPin();
  await settle();
  expect(kiosk.words()).toHaveLength(1);
  kiosk.actions.home();
  kiosk.actions.askAmount();
  await settle();
  expect(kiosk.words()).toHaveLength(2);
});

test('neither name, number, amount nor balance is ever said: paying, being refused, checking in, one\'s own data', async () => {
  const kiosk = await speaking({ 'payments.confirm': refusing('INSUFFICIENT_FUNDS', { balance: 12_345 }) });
  await looking(kiosk);
  kiosk.attempts.at(-1)?.resolve(authorisation());
  await settle();
  kiosk.actions.confirm();
  await settle();
  expect(kiosk.at()).toBe('refused');
  await vi.advanceTimersByTimeAsync(20_000);
  kiosk.actions.askMe();
  await settle();
  kiosk.actions.askMeNumber();
  await settle();
  kiosk.actions.setNumber('1234');
  kiosk.actions.submitNumber();
  await settle();
  for (const digit of '528491') kiosk.actions.typePin(digit);
  kiosk.actions.submitPin();
  await settle();
  await settle();
  expect(kiosk.at()).toBe('me');
  expect(kiosk.words().at(-1)).toBe('Data Anda terbuka. Sentuh keluar kalau sudah selesai.');
  expect(kiosk.words()).toContain('Periksa nama dan jumlah di layar. Kalau benar, sentuh bayar.');
  expect(kiosk.words().length).toBeGreaterThan(6);
  for (const text of kiosk.words()) expect(text).not.toMatch(/Siti|S\*|12[.,]?345|35[.,]?000|15[.,]?000|1234|Rp/);
});

test('people who walk up are told one after the other, without their names, each once', async () => {
  const kiosk = await speaking({}, [indonesian], { kioskMode: 'attendance' });
  await settle();
  kiosk.watch().answer({ greetings: [greeting({ firstName: 'Andi' }), greeting({ firstName: 'Bunga', status: 'late' })] });
  await settle();
  kiosk.watch().answer({ greetings: [greeting({ outcome: 'unknown', firstName: null, status: null })] });
  await settle();
  expect(kiosk.words()).toEqual(['Hadir', 'Terlambat', 'Wajah belum dikenali. Pakai nomor atau kartu, atau daftar wajah di bawah.']);
  // Nothing was cut off for the next.
  expect(kiosk.said.slice(kiosk.said.indexOf('Hadir'))).not.toContain('–');
});

test('stopping ends everything', async () => {
  const kiosk = await speaking();
  kiosk.actions.askAmount();
  await settle();
  kiosk.stop();
  kiosk.actions.quickAmount(5_000);
  kiosk.actions.payWithPin();
  await settle();
  expect(kiosk.words()).toHaveLength(1);
  expect(kiosk.said.at(-1)).toBe('–');
});
