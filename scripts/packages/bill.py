"""The bill of materials of a package: CycloneDX, for whoever watches for weaknesses."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from scripts.packages.parts import Part
from scripts.packages.version import source_date


def write_bill(parts: Sequence[Part], to: Path, *, product: str, version: str) -> Path:
    """Write what ``product`` consists of into the file ``to``; the same parts, the same bytes.

    Source:
        https://cyclonedx.org/docs/1.6/json/
    """
    whole = Component(
        name=product, version=version, type=ComponentType.APPLICATION, bom_ref=product
    )
    components = [_component(part) for part in parts]
    bill = Bom(
        # Two bills of other contents never share a number, and one that is written again has it.
        serial_number=uuid5(NAMESPACE_URL, f"{product} {version} {[p.version for p in parts]}"),
        components=components,
        metadata=BomMetaData(
            component=whole, timestamp=datetime.fromtimestamp(source_date(), UTC)
        ),
    )
    bill.register_dependency(whole, components)
    to.write_text(JsonV1Dot6(bill).output_as_string(indent=2) + "\n")
    return to


def _component(part: Part) -> Component:
    kind, _, namespace = part.source.partition("/")
    name = part.name.lower().replace("_", "-") if kind == "pypi" else part.name
    package_url = PackageURL(kind, namespace or None, name, part.version)
    return Component(
        name=part.name,
        version=part.version,
        licenses=[LicenseFactory().make_from_string(part.license)],
        purl=package_url,
        bom_ref=str(package_url),
    )
