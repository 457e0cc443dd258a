import { activityStatusWords } from '../../shared/activityWords.ts';
import type { ExportList } from '../../shared/contractExports.ts';
import type { Language } from '../../shared/contract.ts';

/* Words that stand in files, Indonesian and English. The windows have dictionaries of their own. */

const pair = (id: string, en: string): Record<Language, string> => ({ id, en });

export const listTitles: Record<ExportList, Record<Language, string>> = {
  people: pair('Orang', 'People'), members: pair('Peserta kelas', 'Course members'), staff: pair('Petugas', 'Staff'),
  transactions: pair('Transaksi', 'Transactions'), marks: pair('Riwayat kehadiran', 'Attendance history'), excuses: pair('Izin dan sakit', 'Excuses'),
  activity: pair('Catatan aktivitas', 'Activity log'), imports: pair('Riwayat impor', 'Imports'), cameras: pair('Kamera ruang', 'Room cameras'), day: pair('Laporan harian kehadiran', 'Daily attendance report'),
  till: pair('Laporan harian kas', 'Daily till report'), month: pair('Rekap kehadiran bulanan', 'Monthly attendance'),
};

const words = {
  name: pair('Nama', 'Name'), number: pair('Nomor', 'Number'), balance: pair('Saldo (Rp)', 'Balance (Rp)'), face: pair('Wajah', 'Face'), pin: pair('PIN', 'PIN'), pinLocked: pair('PIN terkunci', 'PIN locked'),
  registered: pair('Terdaftar', 'Registered'), receipt: pair('No. bukti', 'Receipt'), time: pair('Waktu', 'Time'), kind: pair('Jenis', 'Kind'), method: pair('Cara', 'Method'), by: pair('Petugas', 'Staff'),
  amount: pair('Jumlah (Rp)', 'Amount (Rp)'), date: pair('Tanggal', 'Date'), code: pair('Kode', 'Code'), course: pair('Kelas', 'Course'), status: pair('Status', 'Status'), reason: pair('Alasan', 'Reason'),
  voided: pair('Dibatalkan', 'Voided'), voidReason: pair('Alasan pembatalan', 'Reason for voiding'), from: pair('Dari', 'From'), until: pair('Sampai', 'Until'), note: pair('Keterangan', 'Note'), revoked: pair('Dicabut', 'Revoked'),
  everyCourse: pair('Semua', 'Every course'), username: pair('Nama pengguna', 'User name'), role: pair('Peran', 'Role'), file: pair('Berkas', 'File'), added: pair('Ditambah', 'Added'), changed: pair('Diubah', 'Changed'),
  leftOut: pair('Dilewati', 'Left out'), undone: pair('Dibatalkan', 'Undone'), room: pair('Ruang', 'Room'), address: pair('Alamat', 'Address'), state: pair('Keadaan', 'State'), lastFrame: pair('Gambar terakhir', 'Last picture'),
  starts: pair('Mulai', 'Starts'), teacher: pair('Guru', 'Teacher'), members: pair('Peserta', 'Members'), yes: pair('ya', 'yes'), no: pair('tidak', 'no'), page: pair('Halaman', 'Page'), lettersLost: pair('{count} isian memuat huruf yang tidak dapat ditampilkan di PDF ini, ditandai {sign}. XLSX dan CSV memuatnya utuh.', '{count} entries hold letters this PDF cannot show, marked {sign}. XLSX and CSV hold them whole.'), rows: pair('Jumlah baris', 'Rows'),
  section: pair('Bagian', 'Section'), item: pair('Uraian', 'Item'), count: pair('Transaksi', 'Transactions'), total: pair('Jumlah', 'Total'), nobody: pair('tanpa petugas', 'nobody'),
  heldByPeople: pair('Saldo semua orang', 'Balances of all people'), opening: pair('Awal hari', 'Start of the day'), closing: pair('Akhir hari', 'End of the day'), change: pair('Perubahan', 'Change'),
  refunds: pair('Pengembalian', 'Refunds'), drawer: pair('Laci kas', 'Cash drawer'), cashIn: pair('Tunai masuk', 'Cash in'), cashOut: pair('Tunai keluar', 'Cash out'),
  expected: pair('Seharusnya ada', 'Should be there'), counted: pair('Dihitung', 'Counted'), difference: pair('Selisih', 'Difference'),
  month: pair('Bulan', 'Month'), classes: pair('Pertemuan', 'Classes'), rate: pair('Kehadiran', 'Rate'),
  paid: pair('Pembayaran', 'Paid'), toppedUp: pair('Isi saldo', 'Topped up'), everything: pair('Tanpa saringan', 'No filters'), search: pair('Pencarian', 'Search'), inactive: pair('Nonaktif', 'Inactive'), who: pair('Pelaku', 'Who'), action: pair('Kegiatan', 'Action'), group: pair('Kelompok', 'Group'), whom: pair('Mengenai', 'Concerning'), detail: pair('Rincian', 'Details'), madeAt: pair('Dibuat', 'Made'),
} as const;
export type Word = keyof typeof words;

/** Values of the contract as people read them. What is not here is shown as it is. */
const values: Record<string, Record<Language, string>> = {
  present: pair('Hadir', 'Present'), late: pair('Terlambat', 'Late'), excused: pair('Izin', 'Excused'), sick: pair('Sakit', 'Sick'), absent: pair('Alpa', 'Absent'),
  payment: pair('Pembayaran', 'Payment'), topup: pair('Isi saldo', 'Top-up'), cash: pair('Tunai', 'Cash'), pin: pair('PIN', 'PIN'), 'face+pin': pair('Wajah + PIN', 'Face + PIN'), face: pair('Wajah', 'Face'),
  camera: pair('Kamera ruang', 'Room camera'), identifier: pair('Nomor', 'Number'), card: pair('Kartu', 'Card'), staff: pair('Oleh petugas', 'By staff'), rule: pair('Otomatis', 'By rule'),
  owner: pair('Pemilik', 'Owner'), admin: pair('Admin', 'Admin'), teacher: pair('Guru', 'Teacher'), cashier: pair('Kasir', 'Cashier'),
  done: activityStatusWords.done, refused: activityStatusWords.refused,
  people: pair('Orang', 'People'), courses: pair('Kelas', 'Courses'), memberships: pair('Peserta', 'Memberships'),
  off: pair('Mati', 'Off'), connecting: pair('Menyambung', 'Connecting'), live: pair('Menyala', 'Live'), stalled: pair('Tersendat', 'Stalled'), waiting: pair('Menunggu', 'Waiting'),
  planned: pair('Terjadwal', 'Planned'), open: pair('Dibuka', 'Open'), closed: pair('Ditutup', 'Closed'), ended: pair('Selesai', 'Ended'), cancelled: pair('Dibatalkan', 'Cancelled'),
};

export const wordsOf = (language: Language) => (word: Word): string => words[word][language];
export const valuesOf = (language: Language) => (value: string): string => values[value]?.[language] ?? value;
