#!/bin/sh
# 宣传工作台：移除当前用户的程序。数据默认留着；加 --with-data 连数据一起删除。
set -eu

TARGET=$(cd "$(dirname "$0")" && pwd)
APP=publicity-desk
SHARE=$(cat "$TARGET/SHARE" 2>/dev/null || printf '%s' "${XDG_DATA_HOME:-$HOME/.local/share}")
DATA=$SHARE/PublicityDesk
WITH_DATA=0

stop() { printf '%s\n' "$*" >&2; exit 1; }

for word in "$@"; do
    case $word in
        --with-data) WITH_DATA=1 ;;
        --silent) ;;
        *) stop "不认识“$word”。可以写：--with-data、--silent。" ;;
    esac
done
[ -f "$TARGET/VERSION" ] && [ -d "$TARGET/_internal" ] || stop "“$TARGET”不像是装好的程序，没有移除任何东西。"
for exe in /proc/[0-9]*/exe; do
    case $(readlink "$exe" 2>/dev/null || true) in
        "$TARGET"/*) stop "程序正在运行，没有移除。请先关闭窗口。" ;;
    esac
done

# Only what points into this folder: another copy of the program keeps its entries.
if [ "$(readlink "$HOME/.local/bin/$APP" 2>/dev/null || true)" = "$TARGET/$APP" ]; then
    rm -f "$HOME/.local/bin/$APP" "$SHARE/applications/$APP.desktop" \
        "$SHARE/icons/hicolor/256x256/apps/$APP.png"
fi
if [ -d "$TARGET/data" ]; then
    mv "$TARGET/data" "$TARGET.数据-$(date +%Y%m%d-%H%M%S)"
    printf '程序旁边的数据已留在：%s\n' "$TARGET.数据-…"
fi
rm -rf "$TARGET"
if [ "$WITH_DATA" = 1 ] && [ -d "$DATA" ]; then
    rm -rf "$DATA"
    printf '程序和数据都已移除。\n'
else
    printf '程序已移除，数据留在：%s\n' "$DATA"
fi
