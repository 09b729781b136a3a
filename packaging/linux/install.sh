#!/bin/sh
# 宣传工作台：为当前用户安装或升级，不需要管理员权限。
#   ./install.sh [--to 文件夹] [--no-desktop] [--wait | --silent]
# 数据在自己的数据文件夹里，安装和升级都不碰它。
set -eu

HERE=$(cd "$(dirname "$0")" && pwd)
APP=publicity-desk
SHARE=${XDG_DATA_HOME:-$HOME/.local/share}
TARGET=$HOME/.local/lib/$APP
DESKTOP=1
RUNNING=ask

say() { printf '%s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }

while [ $# -gt 0 ]; do
    case $1 in
        --to) [ $# -ge 2 ] || stop "--to 后面要写文件夹。"; TARGET=$2; shift ;;
        --no-desktop) DESKTOP=0 ;;
        --wait) RUNNING=wait ;;
        --silent) RUNNING=refuse ;;
        *) stop "不认识“$1”。可以写：--to 文件夹、--no-desktop、--wait、--silent。" ;;
    esac
    shift
done
case $TARGET in /*) ;; *) TARGET=$PWD/$TARGET ;; esac

# Anything that runs out of the folder: the link /proc/*/exe tells, without asking any tool.
runs() {
    for exe in /proc/[0-9]*/exe; do
        case $(readlink "$exe" 2>/dev/null || true) in "$TARGET"/*) return 0 ;; esac
    done
    return 1
}

if [ -e "$TARGET" ] && [ ! -f "$TARGET/VERSION" ] && [ -n "$(ls -A "$TARGET" 2>/dev/null)" ]; then
    stop "“$TARGET”里已有别的文件，没有安装。请换一个文件夹（--to），或先把它清空。"
fi
while runs; do
    case $RUNNING in
        refuse) stop "程序正在运行，没有安装。请先保存并关闭窗口，再安装一次。" ;;
        wait) sleep 1 ;;
        *)
            [ -t 0 ] || stop "程序正在运行，没有安装。请先保存并关闭窗口，再安装一次。"
            printf '程序正在运行。请保存并关闭窗口，然后按回车继续（Ctrl+C 取消）。'
            read -r _answer
            ;;
    esac
done

OLD=
[ -f "$TARGET/VERSION" ] && OLD=$(cat "$TARGET/VERSION")
NEW=$(cat "$HERE/VERSION")
mkdir -p "$(dirname "$TARGET")" 2>/dev/null || stop "建不了“$(dirname "$TARGET")”，没有安装。请用 --to 换一个可以写的地方。"
rm -rf "$TARGET.new"
if ! cp -R "$HERE/program" "$TARGET.new" 2>/dev/null; then
    rm -rf "$TARGET.new"
    stop "写不进“$TARGET”，没有安装，原来的程序没有变化。请检查磁盘空间和文件夹权限，或用 --to 换一个地方。"
fi
cp "$HERE/uninstall.sh" "$HERE/VERSION" "$HERE/$APP-256.png" "$TARGET.new/"
chmod 755 "$TARGET.new/$APP" "$TARGET.new/uninstall.sh"
printf '%s\n' "$SHARE" >"$TARGET.new/SHARE"
# A stick program keeps its data beside itself: that folder and its mark move over.
for kept in data portable; do
    if [ -e "$TARGET/$kept" ]; then mv "$TARGET/$kept" "$TARGET.new/$kept"; fi
done
# Two renames: whatever happens between them, one whole program is there.
rm -rf "$TARGET.old"
if [ -e "$TARGET" ]; then mv "$TARGET" "$TARGET.old"; fi
mv "$TARGET.new" "$TARGET"
rm -rf "$TARGET.old"

if [ "$DESKTOP" = 1 ]; then
    mkdir -p "$SHARE/applications" "$SHARE/icons/hicolor/256x256/apps" "$HOME/.local/bin"
    cp "$HERE/$APP-256.png" "$SHARE/icons/hicolor/256x256/apps/$APP.png"
    # Inside the quotes of Exec= a backslash is written twice twice, and % twice.
    quoted=$(printf '%s' "$TARGET/$APP" | sed -e 's/\\/\\\\\\\\/g' -e 's/["`$]/\\\\&/g' -e 's/%/%%/g')
    while IFS= read -r line; do
        case $line in Exec=*) printf 'Exec="%s"\n' "$quoted" ;; *) printf '%s\n' "$line" ;; esac
    done <"$HERE/$APP.desktop" >"$SHARE/applications/$APP.desktop"
    ln -sfn "$TARGET/$APP" "$HOME/.local/bin/$APP"
    command -v update-desktop-database >/dev/null && update-desktop-database -q "$SHARE/applications" || true
fi
if [ -n "$OLD" ]; then
    say "已从 $OLD 换成 $NEW，数据没有变化：$TARGET"
else
    say "已装好 $NEW：$TARGET"
fi
[ "$DESKTOP" = 0 ] || say "在开始菜单里找“宣传工作台”。"
