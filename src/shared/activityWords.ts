import type { ActivityGroup, ActivityStatus, AuditAction } from './activity.ts';

/* What is done at a site, said in both languages: in the activity log and in files made of it. An action without a line here is shown by its own name. */

interface Pair { id: string; en: string }
const pair = (id: string, en: string): Pair => ({ id, en });

const words = {
  'payment.posted': pair('Pembayaran', 'Payment'),
  'topup.posted': pair('Isi saldo tunai', 'Cash top-up'),
  'person.created': pair('Orang ditambahkan', 'Person added'),
  'person.edited': pair('Data orang diubah', 'Person edited'),
  'person.enrolled': pair('Wajah didaftarkan', 'Face enrolled'),
  'person.faceErased': pair('Data wajah dihapus', 'Face data erased'),
  'person.deactivated': pair('Orang dinonaktifkan', 'Person deactivated'),
  'person.reactivated': pair('Orang diaktifkan lagi', 'Person reactivated'),
  'person.erased': pair('Orang dihapus selamanya', 'Person deleted for good'),
  'enrolment.requested': pair('Pendaftaran wajah diminta di kios', 'Face enrolment asked of the kiosk'),
  'enrolment.duplicate': pair('Wajah sudah terdaftar: ditolak', 'Face already known: refused'),
  'me.opened': pair('Data sendiri dibuka', 'Own data opened'),
  'contacts.changed': pair('Kontak wali diubah', 'Guardian contacts changed'),
  'pin.failed': pair('PIN salah', 'Wrong PIN'),
  'pin.resetIssued': pair('Kode PIN baru diberikan', 'Code for a new PIN handed out'),
  'pin.reset': pair('PIN baru dipilih', 'New PIN chosen'),
  'pin.resetFailed': pair('Kode PIN baru salah', 'Wrong code for a new PIN'),
  'card.issued': pair('Kartu dicetak', 'Card issued'),
  'import.committed': pair('Berkas diimpor', 'File imported'),
  'import.undone': pair('Impor dibatalkan', 'Import undone'),
<<<<<<< HEAD
  'export.made': pair('Berkas diekspor', 'File exported'),
  'mark.overridden': pair('Kehadiran diubah', 'Attendance changed'),
  'mark.voided': pair('Kehadiran dibatalkan', 'Attendance voided'),
  'marks.excused': pair('Izin atau sakit dicatat', 'Excuse recorded'),
  'excuse.added': pair('Izin atau sakit ditambahkan', 'Excuse added'),
  'excuse.revoked': pair('Izin atau sakit dicabut', 'Excuse revoked'),
  'course.saved': pair('Kelas disimpan', 'Course saved'),
  'course.rulesSaved': pair('Aturan kelas disimpan', 'Course rules saved'),
  'course.archived': pair('Kelas diarsipkan', 'Course archived'),
  'course.restored': pair('Kelas dikembalikan', 'Course restored'),
  'member.added': pair('Peserta ditambahkan', 'Member added'),
  'member.changed': pair('Peserta diubah', 'Member changed'),
  'member.removed': pair('Peserta dikeluarkan', 'Member removed'),
  'slot.saved': pair('Jadwal disimpan', 'Timetable slot saved'),
  'slot.removed': pair('Jadwal dihapus', 'Timetable slot removed'),
=======
  'export.made': pair('Daftar diekspor', 'List exported'),
  'mark.overridden': pair('Kehadiran diubah petugas', 'Attendance changed by staff'),
  'mark.voided': pair('Catatan kehadiran dibatalkan', 'Attendance mark voided'),
  'marks.excused': pair('Alpa diganti izin atau sakit', 'Absences became excused'),
  'excuse.added': pair('Izin dicatat', 'Excuse added'),
  'excuse.revoked': pair('Izin dicabut', 'Excuse revoked'),
  'session.added': pair('Pertemuan ditambahkan', 'Class session added'),
  'session.cancelled': pair('Pertemuan ditiadakan', 'Class session cancelled'),
  'session.ended': pair('Pertemuan selesai', 'Class session ended'),
  'course.saved': pair('Kelas disimpan', 'Course saved'),
  'course.archived': pair('Kelas diarsipkan', 'Course archived'),
  'course.restored': pair('Kelas dipulihkan', 'Course restored'),
  'course.rulesSaved': pair('Aturan kehadiran kelas diubah', 'Attendance rules of a course changed'),
  'slot.saved': pair('Jam pelajaran disimpan', 'Timetable hour saved'),
  'slot.removed': pair('Jam pelajaran dihapus', 'Timetable hour removed'),
  'member.added': pair('Peserta ditambahkan', 'Course member added'),
  'member.changed': pair('Masa peserta diubah', 'Course member changed'),
  'member.removed': pair('Peserta dikeluarkan', 'Course member removed'),
>>>>>>> a8f9f7e (Say what the activity log holds in one place, for the list and for files of it)
  'room.saved': pair('Ruang disimpan', 'Room saved'),
  'holiday.saved': pair('Hari libur disimpan', 'Holiday saved'),
  'holiday.removed': pair('Hari libur dihapus', 'Holiday removed'),
  'attendance.settingsSaved': pair('Pengaturan kehadiran disimpan', 'Attendance settings saved'),
  'setup.firstRun': pair('Penyiapan pertama', 'First set-up'),
  'staff.login': pair('Petugas masuk', 'Staff logged in'),
  'staff.loginFailed': pair('Gagal masuk', 'Login failed'),
  'staff.logout': pair('Petugas keluar', 'Staff logged out'),
  'staff.reauthFailed': pair('Kata sandi salah saat diminta lagi', 'Wrong password when asked again'),
  'staff.created': pair('Akun petugas dibuat', 'Staff account created'),
  'settings.changed': pair('Pengaturan diubah', 'Setting changed'),
  'camera.added': pair('Kamera ditambahkan', 'Camera added'),
  'camera.changed': pair('Kamera diubah', 'Camera changed'),
  'camera.removed': pair('Kamera dihapus', 'Camera removed'),
  'camera.viewed': pair('Gambar kamera dilihat', 'Camera picture viewed'),
  'channel.added': pair('Saluran pesan ditambahkan', 'Message channel added'),
  'channel.changed': pair('Saluran pesan diubah', 'Message channel changed'),
  'channel.removed': pair('Saluran pesan dihapus', 'Message channel removed'),
  'notifications.rules': pair('Aturan pemberitahuan diubah', 'Notification rules changed'),
  'outbox.retried': pair('Pesan gagal dikirim ulang', 'Failed messages sent again'),
  'outbox.discarded': pair('Pesan gagal dibuang', 'Failed messages discarded'),
} satisfies Record<AuditAction, Pair>;
/** By action. What only a newer version writes has none. */
export const actionWords: Readonly<Record<string, Pair | undefined>> = words;

export const activityGroupWords: Readonly<Record<ActivityGroup, Pair>> = {
  money: pair('Uang', 'Money'), people: pair('Orang', 'People'), attendance: pair('Kehadiran', 'Attendance'), staff: pair('Petugas', 'Staff'),
  settings: pair('Pengaturan', 'Settings'), backup: pair('Cadangan', 'Backups'), system: pair('Sistem', 'System'),
};

export const activityStatusWords: Readonly<Record<ActivityStatus, Pair>> = { done: pair('Berhasil', 'Done'), refused: pair('Ditolak', 'Refused') };
