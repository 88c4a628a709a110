"""Turn the sources into ``data/``: all of it or nothing, the same bytes each time."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from tqdm import tqdm

from geo.tables.files import seal
from loaders import inputs, tables
from loaders.catalogue import sources_table
from loaders.errors import BrokenPromisesError, BrokenRegisterError, LoaderError
from loaders.fetch import download
from loaders.folders import DATA_DIR, default_sources_dir
from loaders.inputs import Economy, Locate, Memberships, Reference
from loaders.layout import OUTLINES, REGISTER_FILES, write_csv, write_parquet
from loaders.promise.figures import count
from loaders.promise.promises import broken_promises
from loaders.promise.register import validate_register
from loaders.promise.store import open_store
from loaders.reports import Report
from loaders.shapes import outlines, zonages
from loaders.shapes.rasters import build_rasters
from loaders.sources import autres_noms, qpv, voisins

Compiled = dict[str, Any]

# Territories made of communes, and those made of départements: with these the outlines of
# régions share every vertex with those of their départements, at the coarse level too.
OF_COMMUNES = {
    "zones_emploi": "zone_emploi",
    "zones_emploi_2010": "zone_emploi_2010",
    "epci": "epci",
    "departements": "departement",
}
OF_DEPARTEMENTS = {"regions": "region", "anciennes_regions": "ancienne_region"}

STEPS = 9 + len(OF_COMMUNES) + len(OF_DEPARTEMENTS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``python -m loaders build``.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        Receives the options.
    """
    parser.add_argument(
        "--sources",
        type=Path,
        default=None,
        help="dossier des fichiers d'origine (défaut : $ATLAS_SOURCES, ../shared/sources "
        "s'il existe, sinon sources/)",
    )
    parser.add_argument(
        "--data", type=Path, default=DATA_DIR, help="dossier des tables compilées (défaut : data/)"
    )
    parser.add_argument(
        "--accept-unknown",
        action="store_true",
        help="laisser de côté les codes communes inconnus et les lister dans codes_report.csv",
    )
    parser.add_argument(
        "--accept-changed",
        action="store_true",
        help="écrire même si les tables s'écartent du contrat de data/ (nouvelle édition "
        "d'une source : mettre ensuite à jour loaders/promise/contract.py)",
    )


def run(args: argparse.Namespace) -> int:
    """Build and say so.

    Parameters
    ----------
    args : argparse.Namespace
        What `add_arguments` declared.

    Returns
    -------
    int
        Exit status: 0, or 1 when a file could not be trusted (``data/`` is then untouched).
    """
    sources_dir = args.sources or default_sources_dir()
    try:
        written = build(
            sources_dir,
            args.data,
            accept_unknown=args.accept_unknown,
            accept_changed=args.accept_changed,
        )
    except (LoaderError, BrokenRegisterError) as error:
        sys.stderr.write(f"{error}\n{args.data} n'a pas été modifié.\n")
        return 1
    except BrokenPromisesError as error:
        sys.stderr.write(
            f"{error}\n{args.data} n'a pas été modifié. Un fichier d'origine est tronqué, ou d'une "
            "autre édition : reprenez-le, ou relancez avec `--accept-changed`.\n"
        )
        return 1
    size = sum(path.stat().st_size for path in args.data.iterdir() if path.is_file())
    sys.stdout.write(f"{len(written)} fichiers écrits dans {args.data} ({size / 1e6:.1f} Mo).\n")
    return 0


def build(
    sources_dir: Path,
    data_dir: Path,
    *,
    accept_unknown: bool = False,
    accept_changed: bool = False,
) -> list[Path]:
    """Compile every table of ``data/``.

    Parameters
    ----------
    sources_dir : pathlib.Path
        Folder of the producers' files.
    data_dir : pathlib.Path
        Folder to fill; must already hold the register (``poles.csv``, ``waves.csv``,
        ``official_totals.csv``), which is validated and left as it is.
    accept_unknown : bool
        Report unknown commune codes instead of raising.
    accept_changed : bool
        Write tables that break the contract of ``data/`` instead of raising.

    Returns
    -------
    list of pathlib.Path
        The files written, sorted.

    Raises
    ------
    LoaderError
        A file is unusable; nothing in `data_dir` has changed.
    BrokenRegisterError
        The register is at fault; nothing in `data_dir` has changed.
    BrokenPromisesError
        The tables do not keep the contract; nothing in `data_dir` has changed.
    """

    def locate(source: str) -> Path:
        path: Path = download.require(source, sources_dir)
        return path

    with tqdm(total=STEPS, desc="build", unit="étape") as bar:

        def say(what: str) -> None:
            bar.set_postfix_str(what)
            bar.update()

        report = Report()
        compiled = _compile(locate, data_dir, report, say, accept_unknown=accept_unknown)
        say("écriture")
        with _beside(data_dir) as aside:
            _write(compiled, report, locate, aside)
            say("vérification")
            if not accept_changed:
                _verify(aside, data_dir)
            return _move(aside, data_dir)


def _compile(
    locate: Locate,
    data_dir: Path,
    report: Report,
    say: Callable[[str], None],
    *,
    accept_unknown: bool,
) -> Compiled:
    say("références")
    reference = inputs.read_reference(locate, report, accept_unknown=accept_unknown)
    say("appartenances")
    memberships = inputs.read_memberships(locate, reference, report)
    say("zonages")
    zonings = inputs.read_zonings(locate, reference, report)
    say("emploi")
    economy = inputs.read_economy(locate, memberships, report)
    table = tables.communes_table(reference, memberships, zonings, economy)
    larger = _larger_territories(reference, memberships, economy, table)
    validate_register(data_dir, {"communes": table, **larger})
    say("contours des communes")
    geometry = outlines.commune_geometry(
        locate("contours-communes"),
        reference.cog.codes,
        reference.movements,
        reference.cog.parents,
    )
    communes = _join(table, geometry.reset_index())
    say("quartiers")
    quarters, quarter_communes = qpv.load(locate, communes, reference.cog, report)
    communes = _outlines_last(tables.add_qpv(communes, quarter_communes))
    compiled: Compiled = {"communes": communes, "qpv": quarters, "qpv_communes": quarter_communes}
    for name, by in OF_COMMUNES.items():
        say(name)
        compiled[name] = _join(larger[name], outlines.dissolve(communes, by))
    for name, by in OF_DEPARTEMENTS.items():
        say(name)
        dissolved = outlines.dissolve(compiled["departements"], by, coarse_from_members=True)
        compiled[name] = _join(larger[name], dissolved)
    territoires = tables.territoires_industrie_table(table, zonings)
    say("zonages dissous")
    compiled["zonages"] = zonages.build(
        communes,
        territoires,
        dict(zonings.ber.drop_duplicates("id").set_index("id")["name"]),
        larger["zones_emploi_2010"],
    )
    compiled["voisins"] = voisins.load(locate("pays-voisins"), compiled["regions"])
    compiled["autres_noms"] = autres_noms.load(
        locate("mouvements"), locate("populations"), reference.communes
    )
    compiled["territoires_industrie"] = territoires
    compiled["emploi_industriel"] = economy.jobs
    compiled["chomage"] = economy.unemployment
    return compiled


def _join(table: pd.DataFrame, geometry: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    joined = geometry.merge(table, on="code", how="right", validate="1:1")
    added = [column for column in geometry.columns if column not in table.columns]
    return joined[[*table.columns, *added]]


def _outlines_last(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return table[[column for column in table.columns if column not in OUTLINES] + list(OUTLINES)]


def _larger_territories(
    reference: Reference, memberships: Memberships, economy: Economy, communes: pd.DataFrame
) -> Compiled:
    epci = memberships.epci.dropna().drop_duplicates("epci").set_index("epci")["epci_name"]
    old = memberships.anciennes_regions.drop_duplicates("ancienne_region")
    old_names = old.set_index("ancienne_region")["ancienne_region_name"]
    return {
        "zones_emploi": tables.zones_emploi_table(communes, memberships, economy),
        "zones_emploi_2010": tables.zones_emploi_2010_table(communes, memberships, economy),
        "epci": tables.grouped(communes, "epci", epci),
        "departements": tables.divisions_table(communes, "departement", reference.departements),
        "regions": tables.divisions_table(communes, "region", reference.regions),
        "anciennes_regions": tables.grouped(communes, "ancienne_region", old_names),
    }


@contextmanager
def _beside(data_dir: Path) -> Iterator[Path]:
    """Make a folder on the same disk, so that moving its files is instant; it never stays."""
    aside = Path(tempfile.mkdtemp(prefix=".build-", dir=data_dir))
    try:
        yield aside
    finally:
        shutil.rmtree(aside)


def _write(compiled: Compiled, report: Report, locate: Locate, aside: Path) -> None:
    for name, table in compiled.items():
        write_parquet(table, aside / f"{name}.parquet")
    for name, picture in _pictures(compiled).items():
        (aside / name).write_bytes(picture)
    write_csv(sources_table(locate), aside / "sources.csv")
    write_csv(report.codes_table(), aside / "codes_report.csv")
    write_csv(report.counts_table(), aside / "build_report.csv")
    write_csv(report.classes_table(), aside / "classes_report.csv")
    seal(aside, [path.name for path in aside.iterdir()])


def _pictures(compiled: Compiled) -> dict[str, bytes]:
    return build_rasters(compiled["communes"])


def _verify(aside: Path, data_dir: Path) -> None:
    for name in REGISTER_FILES:
        shutil.copyfile(data_dir / name, aside / name)
    store = open_store(aside)
    promises = broken_promises(store, count(store))
    if promises:
        raise BrokenPromisesError(promises)


def _move(aside: Path, data_dir: Path) -> list[Path]:
    ready = sorted(path for path in aside.iterdir() if path.name not in REGISTER_FILES)
    return [path.replace(data_dir / path.name) for path in ready]
