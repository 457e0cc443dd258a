import type { Tone } from './stage.ts';

/** Two notes a tone, in hertz: rising a fifth = ready, rising an octave = done, falling a third = not done. */
const notes: Record<Tone, readonly [number, number]> = { ready: [523, 784], done: [523, 1046], notDone: [392, 330] };
const noteSeconds = 0.13;

let context: AudioContext | null = null;

/** A soft tone of about a quarter second; `volume` 0..1 from the settings. Silent where there is no loudspeaker. */
export function playTone(tone: Tone, volume: number): void {
  context ??= new AudioContext();
  const audio = context;
  // Suspended until the first touch; before that there is nobody to hear it.
  if (audio.state === 'suspended') void audio.resume();
  notes[tone].forEach((hertz, index) => {
    const from = audio.currentTime + index * noteSeconds;
    const oscillator = new OscillatorNode(audio, { type: 'sine', frequency: hertz });
    const gain = new GainNode(audio, { gain: 0 });
    // A short swell and a long fade, so that nothing clicks.
    gain.gain.linearRampToValueAtTime(volume * 0.3, from + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.0001, from + noteSeconds * 1.6);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(from);
    oscillator.stop(from + noteSeconds * 1.7);
  });
}
