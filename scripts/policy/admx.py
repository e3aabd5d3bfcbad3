"""The administrative template of Windows: definitions (ADMX) and their words (ADML).

Source: the schema of Microsoft for Group Policy, "PolicyDefinitions schema". Each setting is one
policy; "enabled" sets the value that stands below it, "disabled" sets nothing, except for what
is yes or no.
"""

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import assert_never

from desktop.adapters.policy.windows import POLICY_KEY
from desktop.core.language import Translate
from desktop.core.settings.descriptions import (
    Section,
    descriptions,
    option_labels,
    section_label,
)
from desktop.core.settings.schema import SCHEMA, Choice, Flag, Number, Setting, Several, Text

NAMESPACE = "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"

_PRODUCT = "Bomizzel Desktop"
_ROOT = "BomizzelDesktop"
_SUPPORTED = "SupportedBomizzelDesktop"
_REVISION = {"revision": "1.0", "schemaVersion": "1.0"}
_MAX_TEXT = 1024
_MAX_ENTRY = 64


def admx() -> str:
    """Return the definitions, the same for every language."""
    root = ET.Element("policyDefinitions", {"xmlns": NAMESPACE, **_REVISION})
    namespaces = ET.SubElement(root, "policyNamespaces")
    target = {"prefix": "bomizzel", "namespace": "Bomizzel.Policies.Desktop"}
    ET.SubElement(namespaces, "target", target)
    ET.SubElement(root, "resources", minRequiredRevision="1.0")
    supported = ET.SubElement(ET.SubElement(root, "supportedOn"), "definitions")
    ET.SubElement(supported, "definition", name=_SUPPORTED, displayName=_string(_SUPPORTED))
    categories = ET.SubElement(root, "categories")
    ET.SubElement(categories, "category", name=_ROOT, displayName=_string(_ROOT))
    for section in Section:
        name = _category(section)
        category = ET.SubElement(categories, "category", name=name, displayName=_string(name))
        ET.SubElement(category, "parentCategory", ref=_ROOT)
    policies = ET.SubElement(root, "policies")
    for setting in SCHEMA:
        _policy(policies, setting)
    return _document(root)


def adml(translate: Translate) -> str:
    """Return the words of one language."""
    root = ET.Element("policyDefinitionResources", {"xmlns": NAMESPACE, **_REVISION})
    ET.SubElement(root, "displayName").text = _PRODUCT
    ET.SubElement(root, "description").text = _PRODUCT
    resources = ET.SubElement(root, "resources")
    table = ET.SubElement(resources, "stringTable")
    for name, text in _strings(translate).items():
        ET.SubElement(table, "string", id=name).text = text
    presentations = ET.SubElement(resources, "presentationTable")
    words = descriptions(translate)
    for setting in SCHEMA:
        if not isinstance(setting.kind, Flag):
            _presentation(presentations, setting, words[setting.field].label)
    return _document(root)


def _policy(policies: ET.Element, setting: Setting) -> None:
    policy = ET.SubElement(
        policies,
        "policy",
        {
            "name": setting.key,
            "class": "Both",
            "displayName": _string(setting.key),
            "explainText": _string(f"{setting.key}_Explain"),
            "key": POLICY_KEY,
        },
    )
    ET.SubElement(policy, "parentCategory", ref=_category(setting.section))
    ET.SubElement(policy, "supportedOn", ref=_SUPPORTED)
    if isinstance(setting.kind, Flag):
        policy.set("valueName", setting.key)
        ET.SubElement(ET.SubElement(policy, "enabledValue"), "decimal", value="1")
        ET.SubElement(ET.SubElement(policy, "disabledValue"), "decimal", value="0")
    else:
        policy.set("presentation", f"$(presentation.{setting.key})")
        _element(ET.SubElement(policy, "elements"), setting, setting.kind)


def _element(
    elements: ET.Element, setting: Setting, kind: Choice | Number | Text | Several
) -> None:
    named = {"id": setting.key, "valueName": setting.key, "required": "true"}
    match kind:
        case Choice(options=options):
            element = ET.SubElement(elements, "enum", named)
            for option in options:
                item = ET.SubElement(
                    element, "item", displayName=_string(_option(options.__name__, option.value))
                )
                ET.SubElement(ET.SubElement(item, "value"), "string").text = option.value
        case Number(low=low, high=high):
            limits = {"minValue": str(low), "maxValue": str(high)}
            ET.SubElement(elements, "decimal", {**named, **limits})
        case Text():
            ET.SubElement(elements, "text", {**named, "maxLength": str(_MAX_TEXT)})
        case Several(limit=limit):
            limits = {"maxLength": str(_MAX_ENTRY), "maxStrings": str(limit)}
            ET.SubElement(elements, "multiText", {**named, **limits})
        case _:
            assert_never(kind)


def _presentation(table: ET.Element, setting: Setting, label: str) -> None:
    presentation = ET.SubElement(table, "presentation", id=setting.key)
    kind = setting.kind
    if isinstance(kind, Choice):
        default = [option.value for option in kind.options].index(str(setting.default))
        shown = {"refId": setting.key, "noSort": "true", "defaultItem": str(default)}
        ET.SubElement(presentation, "dropdownList", shown).text = label
    elif isinstance(kind, Number):
        shown = {"refId": setting.key, "defaultValue": str(setting.default)}
        ET.SubElement(presentation, "decimalTextBox", shown).text = label
    elif isinstance(kind, Text):
        box = ET.SubElement(presentation, "textBox", refId=setting.key)
        ET.SubElement(box, "label").text = label
        ET.SubElement(box, "defaultValue").text = str(setting.default)
    else:
        ET.SubElement(presentation, "multiTextBox", refId=setting.key).text = label


def _strings(translate: Translate) -> Mapping[str, str]:
    strings = {
        _ROOT: _PRODUCT,
        _SUPPORTED: f"{_PRODUCT} 0.1+",
    }
    for section in Section:
        strings[_category(section)] = section_label(section, translate)
    words = descriptions(translate)
    for setting in SCHEMA:
        strings[setting.key] = words[setting.field].label
        strings[f"{setting.key}_Explain"] = words[setting.field].text
        of = setting.kind.of if isinstance(setting.kind, Several) else setting.kind
        if isinstance(setting.kind, Choice) and isinstance(of, Choice):
            for value, label in option_labels(of.options, translate).items():
                strings[_option(of.options.__name__, value)] = label
    return strings


def _category(section: Section) -> str:
    return f"Category_{section.value}"


def _option(options: str, value: str) -> str:
    return f"{options}_{value}"


def _string(name: str) -> str:
    return f"$(string.{name})"


def _document(root: ET.Element) -> str:
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'
