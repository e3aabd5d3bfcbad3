"""Files for Prometheus and Grafana name what a server shows; the document explains them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped] # comes without types
from prometheus_client.parser import text_string_to_metric_families

from tests.architecture.tree import ROOT
from tests.integration.backend.server import running_server
from tests.servers.redis import Redis

FOLDER = ROOT / "docs" / "monitoring"
DOCUMENT = ROOT / "docs" / "monitoring.md"
NAME = re.compile(r"\bbomizzel_[a-z_]+\b")


def rules() -> list[dict[str, Any]]:
    loaded = yaml.safe_load((FOLDER / "alerts.yml").read_text())
    return [rule for group in loaded["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / "dashboard.json").read_text())["panels"]
    return found


def shown(text: str) -> set[str]:
    """Return every name that a query may use, of all families in a scrape."""
    names: set[str] = set()
    for family in text_string_to_metric_families(text):
        endings = {
            "counter": ("_total",),
            "histogram": ("_bucket", "_count", "_sum"),
        }.get(family.type, ("",))
        names.update(f"{family.name}{ending}" for ending in endings)
    return names


async def test_every_figure_that_is_named_exists(tmp_path: Path, redis: Redis) -> None:
    async with running_server(tmp_path, BOMIZZEL_REDIS_URL=redis.url) as server:
        scraped = shown((await server.call("GET", "/metrics")).data.decode())

    queries = [rule["expr"] for rule in rules()]
    queries += [target["expr"] for panel in panels() for target in panel["targets"]]
    named = {name for query in queries for name in NAME.findall(query)}
    assert len(named) > 20
    assert named - scraped == set()
    described = set(NAME.findall(DOCUMENT.read_text()))
    histograms = {name.removesuffix("_bucket") for name in scraped if name.endswith("_bucket")}
    assert described - scraped - histograms == set()


def test_every_alert_says_how_bad_it_is_and_is_explained() -> None:
    text = DOCUMENT.read_text()

    for rule in rules():
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert rule["annotations"]["summary"].endswith(".")
        assert f"| `{rule['alert']}` |" in text


def test_every_panel_has_a_place_of_its_own() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells


@pytest.mark.parametrize("query", [rule["expr"] for rule in rules()])
def test_brackets_of_queries_are_closed(query: str) -> None:
    opened = {")": "(", "]": "[", "}": "{"}
    stack: list[str] = []
    for character in query:
        if character in opened.values():
            stack.append(character)
        elif character in opened:
            assert stack.pop() == opened[character]

    assert stack == []
