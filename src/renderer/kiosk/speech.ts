import type { StoreApi } from 'zustand/vanilla';
import type { Language } from '../../shared/contract.ts';
import { languages, wordsOf } from '../i18n/i18n.ts';
import { canSpeak, instructionOf, newsOf, type Prompt } from './prompts.ts';
import type { KioskState } from './stage.ts';

/** The part of the browser's speech synthesis that is used. */
export interface Synthesis extends Pick<SpeechSynthesis, 'getVoices' | 'speak' | 'cancel'> {
  addEventListener(type: 'voiceschanged', listener: () => void): void;
  removeEventListener(type: 'voiceschanged', listener: () => void): void;
}

export interface SpeechNeeds {
  store: StoreApi<KioskState>;
  synthesis: Synthesis;
  newUtterance(text: string): SpeechSynthesisUtterance;
}

/** ISO 639 codes a voice may carry for a language; `in` is what Indonesian was called before 1989 and some systems still say. */
const codes: Record<Language, readonly string[]> = { id: ['id', 'in'], en: ['en'] };

/**
 * A voice of this machine for the language, or null. Never one of a service: what the kiosk says would leave the machine, and it would
 * fall silent without a network.
 */
export function voiceFor(voices: readonly SpeechSynthesisVoice[], language: Language): SpeechSynthesisVoice | null {
  const mine = voices.filter(({ localService, lang }) => localService && codes[language].includes(lang.toLowerCase().split(/[-_]/)[0] ?? ''));
  return mine.find((voice) => voice.default) ?? mine[0] ?? null;
}

/**
 * Speaks along with the screens: an instruction takes the place of the one before, news wait their turn, and another screen, another
 * language or the mute button end all of it. Returns how to stop.
 */
export function startSpeech({ store, synthesis, newUtterance }: SpeechNeeds): () => void {
  let spoken: string | null = null;
  let awaited: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told = new Set<string>();

  function say({ text }: Prompt): void {
    const { language, status } = store.getState();
    const voice = voiceFor(synthesis.getVoices(), language);
    if (!voice) return;
    const utterance = newUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.volume = status?.soundVolume ?? 0;
    synthesis.speak(utterance);
  }

  function hush(): void {
    clearTimeout(timer);
    spoken = null;
    awaited = null;
    synthesis.cancel();
  }

  function instruct(prompt: Prompt | null): void {
    const key = prompt?.key ?? null;
    if (key === awaited) return;
    clearTimeout(timer);
    awaited = key;
    if (key === spoken) return;
    // What was said last is no longer so.
    if (!prompt) return hush();
    timer = setTimeout(() => {
      synthesis.cancel();
      spoken = key;
      say(prompt);
    }, prompt.afterMs ?? 0);
  }

  function follow(state: KioskState, before: KioskState): void {
    const moved = state.screen.at !== before.screen.at || state.language !== before.language || state.muted !== before.muted;
    if (moved) {
      if (awaited !== null || spoken !== null || told.size > 0) hush();
      told = new Set();
    }
    if (!canSpeak(state) || state.muted) return;
    const words = wordsOf(state.language);
    const news = newsOf(state, words);
    // A greeting still on screen when somebody turns the voice on is old.
    if (moved && state.screen.at === before.screen.at) told = new Set(news.map(({ key }) => key));
    for (const one of news) if (!told.has(one.key)) { told.add(one.key); say(one); }
    instruct(instructionOf(state, words));
  }

  const listen = () => {
    const voices = synthesis.getVoices();
    store.setState({ voices: languages.filter((language) => voiceFor(voices, language) !== null) });
  };
  const unsubscribe = store.subscribe(follow);
  synthesis.addEventListener('voiceschanged', listen);
  listen();
  return () => {
    unsubscribe();
    synthesis.removeEventListener('voiceschanged', listen);
    hush();
  };
}
