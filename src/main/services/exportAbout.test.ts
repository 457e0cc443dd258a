import { expect, test } from 'vitest';
import type { ExportFilters } from '../../shared/contractExports.ts';
import { aboutLines } from './exportAbout.ts';
import { openRegister } from './register.testkit.ts';

test('the paper says every filter that is set, in words, and no id', () => {
  const { db, maths, ani, now } = openRegister();
  const about = (filters: ExportFilters) => aboutLines(db, { list: 'people', filters, who: { staffId: '', role: 'owner' }, language: 'id', zone: 'Asia/Jakarta', siteName: '', nowMs: now(), lockNowMs: 0, cameras: [] });
  expect(about({})).toEqual(['Tanpa saringan', 'Dibuat: 2026-11-21 10:00 (Asia/Jakarta)']);
  expect(about({ search: '', inactive: false, voided: false, face: null, actions: [], sort: 'newest' })[0]).toBe('Tanpa saringan');
  expect(about({ search: 'siti', face: false, pin: true, inactive: true, courseId: maths })[0]).toBe('Pencarian: siti | Wajah: tidak | PIN: ya | Nonaktif: ya | Kelas: MTK-7A Matematika 7A');
  expect(about({ personId: ani, status: 'late', fromDate: '2026-11-01', toDate: '2026-11-30' })[0]).toBe('Nama: Ani Lestari | Status: Terlambat | Dari: 2026-11-01 | Sampai: 2026-11-30');
  expect(about({ group: 'money', actions: ['topup.posted', 'pin.failed'], fromMs: now(), status: 'refused' })[0]).toBe('Kelompok: Uang | Kegiatan: Isi saldo tunai, PIN salah | Dari: 2026-11-21 10:00 | Status: Ditolak');
});
