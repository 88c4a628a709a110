"""Hold the tables of ``data/`` against the contract; each broken promise is one sentence."""

from collections.abc import Iterator

import pandas as pd
import pandera.pandas as pa
import shapely

from geo.tables.files import SEAL, look
from loaders.catalogue import SOURCES
from loaders.layout import read_provenance
from loaders.promise import contract
from loaders.promise.figures import Figures
from loaders.promise.register import wave_faults
from loaders.promise.store import OPENING_ERRORS, Store
from loaders.sources.ruralite import NO_RURAL_TYPE

MEMBERSHIPS = {
    "departement": "departements",
    "region": "regions",
    "ancienne_region": "anciennes_regions",
    "epci": "epci",
    "zone_emploi": "zones_emploi",
    "zone_emploi_2010": "zones_emploi_2010",
}
POPULATION_TOLERANCE = 0.5

CHECKS = {
    "column_in_schema": "colonne en trop",
    "column_in_dataframe": "colonne manquante",
    "dtype": "type inattendu",
    "not_nullable": "valeur absente",
    "field_uniqueness": "valeur répétée",
    "str_matches": "valeur malformée",
    "isin": "valeur inconnue",
    "in_range": "valeur hors bornes",
    "greater_than_or_equal_to": "valeur trop petite",
}


def broken_promises(store: Store, figures: Figures) -> list[str]:
    """List everything in a data folder that the contract does not allow.

    Parameters
    ----------
    store : Store
        Opened tables.
    figures : dict
        What `loaders.promise.figures.count` counted in them.

    Returns
    -------
    list of str
        French sentences; empty when the contract holds.
    """
    found = list(store.broken)
    for name, schema in _schemas(store):
        found.extend(_against_schema(name, schema[0], schema[1]))
    found.extend(_totals(figures))
    found.extend(_sorted(store))
    found.extend(_sums(store))
    found.extend(_geometry(store))
    found.extend(_provenance(store))
    found.extend(_sealed(store))
    found.extend(_outcomes(store))
    found.extend(_class_counts(store))
    found.extend(wave_faults(store.folder))
    size = sum(path.stat().st_size for path in store.folder.iterdir() if path.is_file())
    if size > contract.MAX_DATA_BYTES:
        found.append(f"data/ pèse {size} octets, plus que {contract.MAX_DATA_BYTES}.")
    return found


def _schemas(
    store: Store,
) -> Iterator[tuple[str, tuple[pa.DataFrameSchema, pd.DataFrame]]]:
    for name, table in store.tables.items():
        yield f"{name}.parquet", (contract.TABLES[name].schema, table)
    for name, table in store.reports.items():
        yield f"{name}.csv", (contract.REPORTS[name], table)


def _against_schema(file: str, schema: pa.DataFrameSchema, table: pd.DataFrame) -> Iterator[str]:
    try:
        schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        for (column, check), group in cases.groupby(["column", "check"], dropna=False, sort=True):
            first = group.iloc[0]
            where = "" if pd.isna(first["index"]) else f", ligne {int(first['index']) + 1}"
            what = f"colonne « {column} », valeur « {first['failure_case']} »"
            if pd.isna(column):
                what = f"colonne « {first['failure_case']} »"
            yield f"{file}{where}, {what} : {_in_french(str(check))} ({len(group)} cas)."


def _in_french(check: str) -> str:
    name = check.partition("(")[0]
    return f"{CHECKS[name]} [{check}]" if name in CHECKS else check


def _totals(figures: Figures) -> Iterator[str]:
    for table, expected in contract.EXPECTED_ROWS.items():
        found = figures["rows"].get(table, expected)
        if found != expected:
            yield f"{table} compte {found} lignes au lieu de {expected}."
    for what, section, keys, expected in contract.EXPECTED_FIGURES:
        if section in figures:
            found = figures[section]
            for key in keys:
                found = found.get(key, 0) if isinstance(found, dict) else found
            if found != expected:
                yield f"{what} : {found} au lieu de {expected}."
    for source, expected in contract.EXPECTED_LINES.items():
        found = figures.get("sources", {}).get(source, {"rows": 0})["rows"]
        if "sources" in figures and found != expected:
            yield f"lignes de la source « {source} » : {found} au lieu de {expected}."


def _sorted(store: Store) -> Iterator[str]:
    for name, table in store.tables.items():
        keys = [key for key in contract.TABLES[name].sort if key in table]
        if keys and not table[keys].equals(table[keys].sort_values(keys, ignore_index=True)):
            yield f"{name}.parquet n'est pas trié par {', '.join(keys)}."
        if keys and table.duplicated(keys).any():
            yield f"{name}.parquet a deux lignes de même clé {', '.join(keys)}."


def _sums(store: Store) -> Iterator[str]:
    communes = store.tables.get("communes")
    if communes is None:
        return
    for column, name in MEMBERSHIPS.items():
        larger = store.tables.get(name)
        if larger is None or column not in communes:
            continue
        sums = communes.groupby(column)["population"].sum()
        if not sums.equals(larger.set_index("code")["population"].rename_axis(column)):
            yield f"{name}.parquet : populations ou codes différents de ceux des communes."
    yield from _quarter_sums(store, communes)


def _quarter_sums(store: Store, communes: pd.DataFrame) -> Iterator[str]:
    quarters, pairs = store.tables.get("qpv"), store.tables.get("qpv_communes")
    if quarters is None or pairs is None:
        return
    unknown = sorted(set(pairs["commune"]).difference(communes["code"]))
    if unknown:
        yield f"qpv_communes.parquet cite des communes inconnues : {', '.join(unknown)}."
    if set(pairs["qpv"]) != set(quarters["code"]):
        yield "qpv_communes.parquet et qpv.parquet ne listent pas les mêmes quartiers."
        return
    parts = pairs.groupby("qpv")["population"].sum(min_count=1)
    whole = quarters.set_index("code")["population"].astype("float64")
    gap = (parts - whole).abs()
    if (gap > POPULATION_TOLERANCE).any() or not parts.isna().equals(
        whole.isna().rename_axis("qpv")
    ):
        yield "qpv_communes.parquet : la population des parts n'est pas celle des quartiers."
    if abs(communes["qpv_population"].sum() - whole.sum()) > POPULATION_TOLERANCE:
        yield "communes.parquet : qpv_population n'a pas pour somme celle des quartiers."


def _geometry(store: Store) -> Iterator[str]:
    for name in store.tables:
        promise = contract.TABLES[name]
        for column in promise.outlines:
            try:
                outlines = store.outlines(name, column)
            except OPENING_ERRORS:
                yield f"{name}.parquet : la colonne {column} manque ou ne se lit pas."
                continue
            if outlines.crs is None or outlines.crs.to_epsg() != contract.EPSG:
                yield f"{name}.parquet, {column} : le système n'est pas EPSG:{contract.EPSG}."
            shapes = outlines[outlines.notna()].to_numpy()
            invalid = int((~shapely.is_valid(shapes)).sum())
            if invalid:
                yield f"{name}.parquet, {column} : {invalid} contours invalides."
            if column in promise.coverages and not shapely.coverage_is_valid(shapes):
                yield f"{name}.parquet, {column} : les contours voisins ne coïncident pas."


def _provenance(store: Store) -> Iterator[str]:
    sources = store.reports.get("sources")
    if sources is None:
        return
    if set(sources["id"]) != set(SOURCES):
        yield "sources.csv ne liste pas les sources du catalogue. Relancez le build."
    unsigned = set(sources.loc[sources["sha256"].isna(), "id"])
    if lost := sorted(unsigned - {source.id for source in SOURCES.values() if source.in_data}):
        yield f"sources.csv : il manque la somme de contrôle de {', '.join(lost)}."
    documented = set(";".join(sources["columns"].dropna()).split(";"))
    for name, table in store.tables.items():
        columns = [*table.columns, *contract.TABLES[name].outlines]
        missing = [c for c in columns if f"{name}.{c}" not in documented]
        if missing:
            yield f"sources.csv ne dit pas d'où viennent {name} : {', '.join(missing)}."
        stated = read_provenance(store.folder / f"{name}.parquet")
        if not stated or not set(stated) <= set(sources["id"]):
            yield f"{name}.parquet ne dit pas de quelles sources il vient."


def _outcomes(store: Store) -> Iterator[str]:
    counts, codes = store.reports.get("build_report"), store.reports.get("codes_report")
    if counts is None or codes is None:
        return
    parts = counts[["matched", "translated", "refused", "out_of_scope"]].sum(axis=1)
    for source in counts.loc[parts != counts["rows"], "source"]:
        yield f"build_report.csv, {source} : les codes ne font pas le compte des lignes."
    listed = codes.groupby(["source", "outcome"]).size()
    for row in counts.to_dict("records"):
        for outcome in ("translated", "inherited", "refused", "out-of-scope"):
            found = int(listed.get((row["source"], outcome), 0))
            if found != row[outcome.replace("-", "_")]:
                yield f"codes_report.csv, {row['source']} : {found} codes « {outcome} » listés."


def _class_counts(store: Store) -> Iterator[str]:
    communes, classes = store.tables.get("communes"), store.reports.get("classes_report")
    if communes is None or classes is None:
        return
    for row in classes.to_dict("records"):
        if row["class"] in NO_RURAL_TYPE or row["column"] not in communes:
            continue
        found = int((communes[row["column"]] == row["class"]).sum())
        if found != row["communes"]:
            yield (
                f"classes_report.csv, {row['column']} « {row['class']} » : {row['communes']} "
                f"communes, mais {found} dans communes.parquet."
            )


def _sealed(store: Store) -> Iterator[str]:
    files = look(store.folder)
    yield from (problem.sentence for problem in files.problems)
    built = {f"{name}.parquet" for name in contract.TABLES} | {
        f"{name}.csv" for name in contract.REPORTS
    }
    if missing := sorted(built - files.sealed.keys()):
        yield f"{SEAL} ne porte pas la somme de contrôle de {', '.join(missing)}."
    for name, digest in files.sealed.items():
        if files.digests.get(name) != digest:
            yield f"{name} n'a pas la somme de contrôle que porte {SEAL}."
