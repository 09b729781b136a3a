#!/bin/sh
# Make a small Debian 13 with Wine 10 and NSIS below $1, once: Debian 12's Wine 8 does not run our Qt.
# The mirror is the one that apt on this machine is set up with. Needs root, and debootstrap.
# A root that was made before for the same list of packages is kept as it is.
set -eu

ROOT=${1:?the folder to make}
SUITE=trixie
PACKAGES="wine wine64 nsis xvfb xauth xdotool imagemagick x11-utils openbox fonts-wqy-microhei ca-certificates"
STAMP="$ROOT/.publicity-desk-root"

if [ "$(cat "$STAMP" 2>/dev/null || true)" = "$SUITE $PACKAGES" ]; then
    exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "wine-root: only root can make a Debian in a folder (debootstrap)." >&2
    exit 1
fi
if ! command -v debootstrap >/dev/null; then
    apt-get update -q >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends debootstrap >/dev/null
fi

# The first Debian archive of apt's own sources; security and updates are other origins of the same packages.
MIRROR=$(apt-get indextargets --format '$(ORIGIN)|$(RELEASE)|$(REPO_URI)' 'Identifier: Packages' |
    awk -F '|' '$1 == "Debian" && $2 !~ /-/ {print $3; exit}')
if [ -z "$MIRROR" ]; then
    echo "wine-root: apt knows no Debian archive here; run apt-get update first." >&2
    exit 1
fi

echo "wine-root: making $SUITE with Wine (a few minutes, 2 GB)"
rm -rf --one-file-system "$ROOT.new"
mkdir -p "$(dirname "$ROOT")"
debootstrap --variant=minbase "$SUITE" "$ROOT.new" "$MIRROR" >"$ROOT.log" 2>&1 || {
    tail -5 "$ROOT.log" >&2
    exit 1
}
# How this machine reaches the archive (a proxy, a certificate) is written in apt's own files: borrowed, then removed.
apt-config dump | grep -E '^Acquire::(http|https)' >"$ROOT.new/etc/apt/apt.conf.d/99borrowed" || true
cp -L /etc/resolv.conf "$ROOT.new/etc/resolv.conf" 2>/dev/null || true
cp -L /etc/hosts "$ROOT.new/etc/hosts" 2>/dev/null || true
# A namespace of its own: what is mounted for the installation is gone when it ends.
unshare --mount --pid --fork sh -eu -c '
    mount -t proc proc "$1/proc"
    mount --rbind /dev "$1/dev"
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        chroot "$1" apt-get -q -y --no-install-recommends install $2
' - "$ROOT.new" "$PACKAGES" >>"$ROOT.log" 2>&1 || {
    tail -5 "$ROOT.log" >&2
    exit 1
}
rm -f "$ROOT.new/etc/apt/apt.conf.d/99borrowed" "$ROOT.new"/var/cache/apt/archives/*.deb
rm -rf "$ROOT.new/usr/share/doc" "$ROOT.new/usr/share/man" "$ROOT.new/usr/share/locale"
echo "$SUITE $PACKAGES" >"$ROOT.new/.publicity-desk-root"
rm -rf --one-file-system "$ROOT"
mv "$ROOT.new" "$ROOT"
echo "wine-root: ready"
