"""What a packaged program is made of: parts with versions and licences, their texts, the SBOM, the file list."""

from __future__ import annotations

import json
import re
import runpy
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from importlib.metadata import Distribution, distributions
from pathlib import Path

from tools.package_steps import ROOT, RUNTIME, PackageFailed, Release, file_list, run

LICENCES = "许可"
TEXTS = ROOT / "packaging" / "licences"
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
# Wheels that say less than SPDX asks for, looked up by hand in their sources.
_KNOWN = {
    "pyside6-essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
    "defusedxml": "PSF-2.0",
    "et-xmlfile": "MIT",
    "openpyxl": "MIT",
    "sqlalchemy": "MIT",
    "chinese-calendar": "MIT",
    "pypinyin": "MIT",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "mako": "MIT",
    "python-calamine": "MIT",
}
_NO_TEXT = {"pyside6-essentials": "LGPL-3.0.txt", "shiboken6": "LGPL-3.0.txt"}


@dataclass(frozen=True)
class Part:
    """One thing inside the package; `kind` is python, native or tool; `texts` are files with its licence."""

    name: str
    version: str
    licence: str
    kind: str = "python"
    texts: list[Path] = field(default_factory=list)


def python_parts(site_packages: Path, wanted: set[str] | None = None) -> list[Part]:
    """The distributions of requirements/runtime.txt that lie in `site_packages`."""
    names = runtime_names() if wanted is None else wanted
    found: dict[str, Part] = {}
    for distribution in distributions(path=[str(site_packages)]):
        name = plain(distribution.metadata["Name"])
        if name in names:
            found[name] = Part(
                name,
                distribution.version,
                licence_of(distribution),
                texts=licence_files(distribution),
            )
    return [found[name] for name in sorted(found)]


def runtime_names() -> set[str]:
    """Plain names of what requirements/runtime.txt pins, but for what the package goes without."""
    text = RUNTIME.read_text(encoding="utf-8")
    pinned = {plain(name) for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}
    return pinned - {plain(name) for name in left_out_modules()}


def left_out_modules() -> list[str]:
    """The names in packaging/left_out.py, which is no package: the spec reads it the same way."""
    return list(runpy.run_path(str(ROOT / "packaging" / "left_out.py"))["MODULES"])


def plain(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(distribution: Distribution) -> str:
    """The SPDX expression of a distribution: its own word, else the one in _KNOWN.

    Raises PackageFailed for a part whose licence nobody knows.
    """
    name = plain(distribution.metadata["Name"])
    if name in _KNOWN:
        return _KNOWN[name]
    metadata = distribution.metadata.json
    told = str(metadata.get("license_expression") or "")
    if not told:
        short = str(metadata.get("license") or "")
        told = short if re.fullmatch(r"[\w.+-]+( (OR|AND) [\w.+-]+)*", short) else ""
    if not told:
        raise PackageFailed(
            f"the licence of {name} is not told by its metadata: look it up for tools/package_parts.py"
        )
    return told


def licence_files(distribution: Distribution) -> list[Path]:
    """Files of a distribution that hold its licence."""
    name = plain(distribution.metadata["Name"])
    found = [
        Path(str(distribution.locate_file(file)))
        for file in distribution.files or []
        if ".dist-info" in file.parts[0] and _LICENCE_FILE.search(file.name)
    ]
    found = sorted(path for path in found if path.is_file())
    if not found and name in _NO_TEXT:
        return [TEXTS / _NO_TEXT[name]]
    return found


def debian_parts(libraries: list[str]) -> list[Part]:
    """Debian packages that the named libraries of this machine belong to; none where there is no dpkg."""
    if shutil.which("dpkg-query") is None:
        return []
    owners: dict[str, str] = {}
    for name in sorted(libraries):
        asked = subprocess.run(
            ["dpkg-query", "--search", f"*/{name}"],
            capture_output=True,
            text=True,
            check=False,
        )
        for line in asked.stdout.splitlines():
            owner, _, _path = line.partition(": ")
            package = owner.partition(",")[0].partition(":")[0]
            owners.setdefault(package, name)
    parts: list[Part] = []
    for package in sorted(owners):
        shown = subprocess.run(
            ["dpkg-query", "--show", "--showformat=${Version}\n", package],
            capture_output=True,
            text=True,
            check=False,
        )
        copyright_file = Path("/usr/share/doc") / package / "copyright"
        texts = [copyright_file] if copyright_file.is_file() else []
        version = shown.stdout.splitlines()[0] if shown.stdout else ""
        parts.append(Part(package, version, "see its text", "native", texts))
    return parts


def write_documents(
    program: Path, parts: list[Part], release: Release, tools: Path
) -> None:
    """Put licences, SBOM and file list into the folder 许可 of a frozen program."""
    target = program / LICENCES
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    versions = {part.name: part.version for part in parts}
    qt = versions["pyside6-essentials"]
    for path in sorted(TEXTS.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        if path.name == "Qt.txt":
            text = text.replace("{qt}", qt).replace("{pyside}", qt)
        name = {"installer.txt": "安装与启动.txt", "Qt.txt": "Qt 的许可与替换.txt"}
        _write(target / name.get(path.name, path.name), text)
    for part in parts:
        _copy_texts(part, target / "各部分")
    _write(target / "许可一览.txt", "\n".join(overview(parts, release)) + "\n")
    write_sbom(target / "物料清单.cdx.json", parts, release, tools)
    _write(target / "文件清单.txt", "\n".join(file_list(program)) + "\n")


def overview(parts: list[Part], release: Release) -> Iterator[str]:
    """The lines of 许可一览.txt."""
    yield f"宣传工作台 {release.number} 带着下列部分，各按自己的许可使用；全文在文件夹“各部分”里。"
    yield "Qt 与 PySide6 的说明、怎样替换，见“Qt 的许可与替换.txt”。"
    yield ""
    for part in parts:
        yield f"{part.name}  {part.version}  {part.licence}"


def _copy_texts(part: Part, folder: Path) -> None:
    for text in part.texts:
        if text.parent == TEXTS:
            continue  # lies beside, once
        target = folder / part.name / text.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(text, target)


def write_sbom(target: Path, parts: list[Part], release: Release, tools: Path) -> None:
    """A CycloneDX list of the parts, written by cyclonedx-python-lib in the tools' environment."""
    asked = {
        "version": release.number,
        "commit": release.commit,
        "epoch": release.epoch,
        "target": str(target),
        "parts": [asdict(part) | {"texts": []} for part in parts],
    }
    order = target.with_suffix(".order")
    order.write_text(json.dumps(asked), encoding="utf-8")
    script = ROOT / "tools" / "package_sbom.py"
    run([str(tools), str(script), str(order)], "the SBOM could not be written")
    order.unlink()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\r\n")
