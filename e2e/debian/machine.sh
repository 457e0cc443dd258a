#!/bin/bash
# Turns fresh namespaces into a machine of its own: this one's files with a layer in memory over them, its own processes and mounts.
# Whatever is installed or deleted there is gone with the last process.
#
#   unshare --fork --pid --mount --uts --ipc --cgroup --kill-child=SIGKILL --propagation private bash machine.sh WORK SHARED INIT...
#
# WORK: an empty folder. SHARED: a folder that is seen as /mnt. INIT: the first process, "sleep infinity" or systemd.
set -eu
work=$1 shared=$2
shift 2
mount -t tmpfs -o mode=0755 tatap-machine "$work"
mkdir "$work/upper" "$work/work" "$work/root"
root=$work/root
mount -t overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" tatap-machine "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
mount --rbind /sys "$root/sys"
mount -o remount,ro,bind "$root/sys"
mount -t tmpfs -o mode=0755 cgroups "$root/sys/fs/cgroup"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup" || true
mount -t tmpfs -o mode=0755 run "$root/run"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
mount --bind "$shared" "$root/mnt"

# systemd starts its log, its bus and what is asked for: nothing that touches the kernel, the clock or this machine's other services.
rm -rf "$root"/etc/systemd/system/*.wants "$root"/etc/systemd/system/*.requires
for unit in "$root"/lib/systemd/system/{sysinit,multi-user}.target.wants/* "$root"/lib/systemd/system/sockets.target.wants/systemd-udevd*; do
  case $unit in
    *journal* | *tmpfiles-setup.service | *dbus*) ;;
    *) ln -sf /dev/null "$root/etc/systemd/system/${unit##*/}" ;;
  esac
done
# Images of machines for builds forbid packages to start and stop services; a real one does not.
rm -f "$root/usr/sbin/policy-rc.d"

mkdir "$root/outside"
cd "$root"
pivot_root . outside
umount -l /outside
rmdir /outside
exec env -i container=tatap-test PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"
