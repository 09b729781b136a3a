"""What the packaged program goes without, and why: the one place. Read by build.spec and by the tests."""

from __future__ import annotations

from fnmatch import fnmatch

MODULES: dict[str, str] = {
    "tkinter": "another window toolkit; comes with Python, 10 MB",
    "numpy": "openpyxl would use it if it were there; 60 MB",
    "pandas": "as numpy",
    "matplotlib": "charts are Excel's own, so that a supervisor can edit them",
    "PIL": "openpyxl asks for it only to put pictures into workbooks; we put none",
    "lxml.objectify": "only lxml.etree is asked for, by python-docx",
    "lxml.html": "only lxml.etree is asked for, by python-docx",
    "lxml.isoschematron": "only lxml.etree is asked for, by python-docx",
    "IPython": "for developers",
    "pytest": "for developers",
    "hypothesis": "for developers",
    "setuptools": "for developers",
    "pkg_resources": "for developers",
    "pip": "nothing is installed into a packaged program",
    "greenlet": "SQLAlchemy wants it for asyncio alone",
    "sqlalchemy.dialects.mysql": "the data is one SQLite file",
    "sqlalchemy.dialects.oracle": "the data is one SQLite file",
    "sqlalchemy.dialects.mssql": "the data is one SQLite file (Alembic itself imports PostgreSQL's)",
    "sqlalchemy.ext.asyncio": "nothing here is asynchronous",
    "sqlalchemy.ext.mypy": "for developers",
    "sqlalchemy.testing": "for developers",
    "alembic.testing": "for developers",
    "PySide6.QtNetwork": "the program never reaches for a network",
    "PySide6.QtQml": "windows are made of widgets",
    "PySide6.QtQuick": "windows are made of widgets",
    "PySide6.QtOpenGL": "widgets are painted without it",
    "PySide6.QtSql": "SQLAlchemy does this",
    "PySide6.QtTest": "for developers",
    "PySide6.QtDBus": "nothing is said over the desktop's bus",
    "ssl": "the program never reaches for a network",
    "_ssl": "the program never reaches for a network",
    "_hashlib": "OpenSSL, 6 MB; Python's own SHA-256 does",
    "multiprocessing": "work goes on in threads; its start-up hook costs 20 ms before the first frame",
    "pydoc": "for developers",
    "pydoc_data": "for developers",
    "lib2to3": "for developers",
    "distutils": "for developers",
    "ensurepip": "for developers",
    "idlelib": "for developers",
    "turtledemo": "for developers",
}
"""Modules by name; what lies below a name is left out too."""

HOOKS: dict[str, str] = {
    "pyi_rth_inspect": "finds source text, of which there is none; costs 20 ms before the first frame",
    "pyi_rth_pkgutil": "lists packages, which nothing asks for; costs 10 ms before the first frame",
}
"""Start-up scripts that PyInstaller would add."""

FILES: dict[str, str] = {
    "*Qt6Quick*": "windows are made of widgets",
    "*Qt6Qml*": "windows are made of widgets",
    "*Qt6OpenGL*": "widgets are painted without it",
    "*Qt6Pdf*": "PDF is written by QtGui itself",
    "*Qt6VirtualKeyboard*": "an input method of its own; clerks have theirs",
    "*Qt6Network*": "the program never reaches for a network",
    "*opengl32sw*": "a drawing card in software, 20 MB; widgets need none",
    "*d3dcompiler_*": "for QtQuick",
    "*PySide6/translations/*": "other languages (Chinese is put back by KEPT)",
    "*/libcups.so*": "the system's own library knows the system's printers",
    "*/plugins/platformthemes/*gtk3*": "GTK's dialogs and looks; drags 20 libraries along",
    "*/plugins/generic/*": "tablets and tuio over the network",
    "*/plugins/networkinformation/*": "the program never reaches for a network",
    "*/plugins/tls/*": "the program never reaches for a network",
    "*/plugins/platforminputcontexts/*virtualkeyboard*": "see Qt6VirtualKeyboard",
    "*/plugins/platforms/*eglfs*": "for devices without a window system",
    "*/plugins/platforms/*linuxfb*": "for devices without a window system",
    "*/plugins/platforms/*vnc*": "for devices without a window system",
    "*/plugins/platforms/*vkkhrdisplay*": "for devices without a window system",
    "*/plugins/platforms/*minimalegl*": "for devices without a window system",
    "*/plugins/platforms/*minimal.*": "draws nothing",
    "*/plugins/platforms/*direct2d*": "a second way to paint on Windows",
    "*/plugins/egldeviceintegrations/*": "for devices without a window system",
    "*/plugins/imageformats/*qpdf*": "a picture viewer's formats",
    "*/plugins/imageformats/*qtiff*": "a picture viewer's formats",
    "*/plugins/imageformats/*qwebp*": "a picture viewer's formats",
    "*/plugins/imageformats/*qtga*": "a picture viewer's formats",
    "*/plugins/imageformats/*qwbmp*": "a picture viewer's formats",
    "*/plugins/imageformats/*qicns*": "a picture viewer's formats",
    "*/plugins/imageformats/*qgif*": "a picture viewer's formats",
    "*/plugins/qmltooling/*": "for developers",
    "*/plugins/sqldrivers/*": "SQLAlchemy does this",
    "*.pyi": "for developers",
    "*/py.typed": "for developers",
    "*alembic/templates/*": "for developers: new migrations",
}
"""Files of the bundle by pattern, as forward slashes, compared without case."""

KEPT: dict[str, str] = {
    "*/translations/qtbase_zh_CN.qm": "复制, 粘贴, 取消 in Qt's own menus and dialogs",
    "*/translations/qt_zh_CN.qm": "the same, as Qt's catalogue asks for it",
}
"""What stays although a pattern of FILES names it."""


def unused_libraries(needs: dict[str, set[str]]) -> set[str]:
    """Shared libraries of the bundle that nothing left in it asks for.

    `needs` gives for each file of the bundle the names of the libraries it asks for. A file that may be
    loaded by other means (a module, a plug-in, Python itself) always stays.
    """
    by_name = {path.rpartition("/")[2]: path for path in needs}
    free = {path for path in needs if _is_library(path)}
    reached = set(needs) - free
    fresh = list(reached)
    while fresh:
        for name in needs[fresh.pop()]:
            path = by_name.get(name)
            if path is not None and path not in reached:
                reached.add(path)
                fresh.append(path)
    return free - reached


def _is_library(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    plain = name.startswith("lib") and not name.startswith("libpython")
    return plain and ".so" in name and folder in ("", "PySide6/Qt/lib")


def left_out(name: str) -> str:
    """The reason why a file of the bundle is left out; empty where it stays."""
    plain = "/" + name.replace("\\", "/").lstrip("/")
    for pattern in KEPT:
        if fnmatch(plain.lower(), pattern.lower()):
            return ""
    for pattern, reason in FILES.items():
        if fnmatch(plain.lower(), pattern.lower()):
            return reason
    return ""
