"""RO-Crate 1.2 metadata of a pack, for the tools of others. The exhaustive list is the manifest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

__all__ = ["crate_metadata"]

_CONTEXT: Final = "https://w3id.org/ro/crate/1.2/context"
_PROFILE: Final = "https://w3id.org/ro/crate/1.2"

_KINDS: Final = {
    ".html": "text/html", ".pdf": "application/pdf", ".png": "image/png", ".svg": "image/svg+xml", ".csv": "text/csv",
    ".json": "application/json", ".parquet": "application/vnd.apache.parquet", ".gpkg": "application/geopackage+sqlite3",
    ".txt": "text/plain",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip

_LICENCE: Final = (
    "The licence of each input goes on applying to what is made from it; see isBasedOn. The toolkit claims no right of its own in the pack."
)


def crate_metadata(manifest: Mapping[str, Any], description: str) -> dict[str, Any]:
    """Return the metadata of a pack as JSON-LD.

    Parameters
    ----------
    manifest : mapping
        From :func:`toolkit.briefing.manifest.build_manifest`.
    description : str
        One sentence on what the pack is.

    Returns
    -------
    dict
        For ``ro-crate-metadata.json``.

    References
    ----------
    RO-Crate Metadata Specification 1.2: descriptor, root data entity, data and contextual entities, provenance of actions.
    """
    files = sorted(manifest["files"].items())
    parts = [{"@id": name} for name, _ in files]
    sources = [{"@id": f"#input-{item['id']}"} for item in manifest["inputs"]]
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": manifest["title"],
        "description": description,
        "license": {"@id": "#licence"},
        "author": {"@id": "#toolkit"},
        "hasPart": parts,
        "isBasedOn": sources,
        "mentions": {"@id": "#made"},
    }
    if manifest["date"]:
        root["datePublished"] = manifest["date"]
    parameters = ", ".join(f"{key} = {value}" for key, value in sorted(manifest["parameters"].items()) if value != "")
    graph: list[dict[str, Any]] = [
        {"@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": _PROFILE}},
        root,
        {"@id": "#licence", "@type": "CreativeWork", "name": "Licences of the inputs", "description": _LICENCE},
        {"@id": "#toolkit", "@type": "SoftwareApplication", "name": "ARF marine toolkit", "version": manifest["toolkit"]},
        {
            "@id": "#made",
            "@type": "CreateAction",
            "name": "Making of the pack",
            "description": parameters,
            "instrument": {"@id": "#toolkit"},
            "object": sources,
            "result": {"@id": "./"},
        },
    ]
    for name, entry in files:
        graph.append(
            {
                "@id": name,
                "@type": "File",
                "name": name.rsplit("/", 1)[-1],
                "contentSize": str(entry["bytes"]),
                "encodingFormat": _KINDS.get(Path(name).suffix, "application/octet-stream"),
                "sha256": entry["sha256"],
            }
        )
    for item in manifest["inputs"]:
        graph.append(
            {
                "@id": f"#input-{item['id']}",
                "@type": "Dataset",
                "name": item["title"],
                "version": item["version"],
                "license": item["licence"],
                "creditText": item["citation"],
                "description": item["caveats"],
            }
        )
    return {"@context": _CONTEXT, "@graph": graph}
