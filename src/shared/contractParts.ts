import { z } from 'zod';
import { challengeSteps, frameAdvice } from './challenges.ts';
import { maxRupiah, type Rupiah } from './money.ts';

/* What several parts of the contract are made of. */

export const staffRoles = ['owner', 'admin', 'teacher', 'cashier'] as const;
export type StaffRole = (typeof staffRoles)[number];
export type MethodRole = 'public' | 'kiosk' | 'setup' | 'login' | readonly StaffRole[];

export const id = z.uuid();
export const atMs = z.int().nonnegative();
export const amount = z.int().positive().max(maxRupiah).transform((value) => value as Rupiah);
/** Balances and signed sums; same brand. */
export const money = z.int().min(-maxRupiah).max(maxRupiah).transform((value) => value as Rupiah);
/** Totals over many transfers, rupiah: any safe integer. */
export const moneySum = z.int().transform((value) => value as Rupiah);
export const language = z.enum(['id', 'en']);
export type Language = z.infer<typeof language>;
export const pin = z.string().regex(/^\d{6}$/);
/** A name people type: trimmed, 1-80 characters, no control characters. */
export const personName = z.string().trim().min(1).max(80).regex(/^[^\p{Cc}]*$/u);
/** NIS, phone or membership number: what a person can type on a keypad. 3-20 of A-Z 0-9 . - */
export const identifier = z.string().trim().toUpperCase().min(3).max(20).regex(/^[A-Z0-9.-]+$/);
/** One JPEG frame from the kiosk's camera, at most 512 KiB. */
export const jpeg = z.instanceof(Uint8Array).refine((bytes) => bytes.length > 0 && bytes.length <= 512 * 1024, { message: 'a frame is 1 to 524288 bytes' });
/** From the person's device key press; repeating a call with the same key returns the stored result. */
export const idempotencyKey = z.uuid();
export const nothing = z.object({});

/** A local day of the site, "2026-11-21". */
export const localDate = z.iso.date();
/** A time of day, "07:30". */
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
/** Why somebody did something, in their own words. */
export const reason = z.string().trim().min(3).max(200).regex(/^[^\p{Cc}]*$/u);

export const advice = z.enum(frameAdvice);
export const step = z.enum(challengeSteps);

/**
 * One method. `fresh`: money, deletion, export of people and settings ask for the password again when it was last given more than five
 * minutes ago (REAUTH_NEEDED, then `staff.reauthenticate`); only where the role names staff.
 */
export const entry = <const R extends MethodRole, I extends z.ZodType, O extends z.ZodType>(method: { role: R; fresh?: true; input: I; output: O }): { role: R; fresh?: true; input: I; output: O } => method;
