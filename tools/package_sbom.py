"""Write a CycloneDX SBOM from the list that tools/package_parts.py hands over; needs cyclonedx-python-lib."""

# Its imports live in build/package-env, not in .venv.
# pyright: reportMissingImports=false

from __future__ import annotations

import datetime as dt
import json
import sys
import uuid
from pathlib import Path
from typing import Any

from cyclonedx.model import Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

_KINDS = {"python": "pypi", "native": "deb", "tool": "generic"}


def main() -> int:
    """Read the order named on the command line, write the SBOM it asks for; returns 0."""
    order: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    bom = made(order)
    text = JsonV1Dot6(bom).output_as_string(indent=1)
    Path(order["target"]).write_text(text + "\n", encoding="utf-8", newline="\n")
    return 0


def made(order: dict[str, Any]) -> Bom:
    """The SBOM: its number and moment follow from the commit, so that two builds agree."""
    program = Component(
        name="publicity-desk",
        type=ComponentType.APPLICATION,
        version=order["version"],
        bom_ref="publicity-desk",
        properties=[Property(name="publicity-desk:commit", value=order["commit"])],
    )
    bom = Bom(
        serial_number=uuid.uuid5(
            uuid.NAMESPACE_URL, json.dumps(order["parts"]) + order["commit"]
        )
    )
    bom.metadata.component = program
    bom.metadata.timestamp = dt.datetime.fromtimestamp(order["epoch"], dt.UTC)
    components = [component(part) for part in order["parts"]]
    for one in components:
        bom.components.add(one)
    bom.register_dependency(program, components)
    return bom


def component(part: dict[str, Any]) -> Component:
    """One part of the program."""
    space = "debian" if part["kind"] == "native" else None
    url = PackageURL(_KINDS[part["kind"]], space, part["name"], part["version"])
    return Component(
        name=part["name"],
        version=part["version"],
        type=ComponentType.LIBRARY,
        purl=url,
        bom_ref=url.to_string(),
        licenses=[_licence(part["licence"])],
    )


def _licence(words: str) -> LicenseExpression | DisjunctiveLicense:
    if " " in words and " OR " not in words and " AND " not in words:
        return DisjunctiveLicense(name=words)
    if " WITH " in words or " OR " in words or " AND " in words:
        return LicenseExpression(words)
    return DisjunctiveLicense(id=words)


if __name__ == "__main__":
    sys.exit(main())
