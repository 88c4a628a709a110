-- The register of poles: the columns of data/poles.csv, as text. What only reads as one thing is
-- checked here; lists of values and codes of territories change with the atlas, which checks them
-- when it reads: a row that it does not understand is told, and the others serve.
CREATE TABLE poles (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name text NOT NULL CHECK (btrim(name) <> ''),
    lead_organisation text,
    commune text CHECK (commune ~ '^([0-9]{5}|2[AB][0-9]{3})?$'),
    commune_name text,
    departement text CHECK (departement ~ '^([0-9]{2,3}|2[AB])?$'),
    cohorts text,
    status text,
    sectors text,
    year_created text CHECK (year_created ~ '^((19|20)[0-9]{2})?$'),
    territory text,
    territory_codes text,
    territory_claim text,
    territory_population text CHECK (territory_population ~ '^[0-9]{0,18}$'),
    members text CHECK (members ~ '^[0-9]{0,18}$'),
    jobs text CHECK (jobs ~ '^[0-9]{0,18}$'),
    grant_eur text CHECK (grant_eur ~ '^[0-9]{0,18}$'),
    website text CHECK (website ~* '^(https?://\S+)?$'),
    source_url text CHECK (source_url ~* '^(https?://\S+)?$'),
    source_note text,
    confidence text,
    location_precision text
);
COMMENT ON TABLE poles IS 'Registre des PTCE que lit l''atlas';
