/**
 * The people of the demo and of the end-to-end clips: three faces cut from the sample pictures inside `@vladmandic/face-api`
 * (`demo/*.jpg`, 1920 pixels wide; copied to `../demo/` of the page at build). Names and balances are invented.
 */
export interface PuppetPerson {
  readonly id: 'A' | 'B' | 'C';
  /** An example name for the demo; nobody in the picture bears it. */
  readonly name: string;
  readonly file: string;
  /** Middle of the face in the picture, pixels. */
  readonly centreX: number;
  readonly centreY: number;
  /**
   * Width of the face in the picture, pixels; decides how large it is drawn. B's is 210: drawn at that size the detector's points jump
   * by 6 degrees of yaw from frame to frame, a little larger they do not.
   */
  readonly faceWidth: number;
  /** How far the head leans in the picture, degrees clockwise; the portrait is turned upright. */
  readonly rollDeg: number;
  /** What the portrait itself shows, degrees: added the other way so that the puppet's neutral looks at the camera. */
  readonly yawDeg: number;
  readonly pitchDeg: number;
  /** How much of a smile the portrait already shows, taken off the puppet's neutral; 0..1. */
  readonly smile: number;
}

/** What a visitor of the demo needs to know; the demo has a data folder of its own and no real money in it. */
export const demoAccess = { username: 'demo', password: 'kios-demo-2026-melati', pin: '528491', identifiers: { A: '1001', B: '1002' } } as const;

export const demoPeople: readonly PuppetPerson[] = [
  { id: 'A', name: 'Sari Rahmawati', file: 'sample6.jpg', centreX: 361, centreY: 639, faceWidth: 223, rollDeg: -6.7, yawDeg: 10, pitchDeg: 0, smile: 0.2 },
  { id: 'B', name: 'Bella Kusuma', file: 'sample3.jpg', centreX: 698, centreY: 481, faceWidth: 195, rollDeg: 0.3, yawDeg: -9, pitchDeg: 0, smile: 0 },
  { id: 'C', name: 'Citra Lestari', file: 'sample6.jpg', centreX: 1590, centreY: 429, faceWidth: 223, rollDeg: 13, yawDeg: -7, pitchDeg: 0, smile: 0.4 },
];
