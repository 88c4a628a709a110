"""Small tables in the layouts of the producers, about the seven communes of the tests."""

ZE2020 = """CODGEO,LIBGEO,ZE2020,LIBZE2020,DEP,REG
01187,Haut Valromey,8404,Belley,01,84
15031,Celles,8429,Saint-Flour,15,84
15141,Neussargues-Moissac,8429,Saint-Flour,15,84
26281,Romans-sur-Isère,8427,Romans-sur-Isère,26,84
2A004,Ajaccio,9401,Ajaccio,2A,94
75056,Paris,1109,Paris,75,11
97611,Mamoudzou,0601,Mayotte,976,06
"""

ZE2010 = """Zones d'emploi,,,,,
Composition,,,,,
En ligne,,,,,
Source,,,,,
Code,Nom,Zone,Nom de la zone,Département,Région
CODGEO,LIBGEO,ZE2010,LIBZE2010,DEP,REG
01187,Haut Valromey,8203,Belley,01,84
01330,Ruffieu,8201,Ambérieu,01,84
15141,Neussargues,8305,Saint-Flour,15,84
26281,Romans-sur-Isère,8207,Romans,26,84
2A004,Ajaccio,9401,Ajaccio,2A,94
75056,Paris,1101,Paris,75,11
97611,Mamoudzou,0601,Mayotte,976,06
"""

ZRR = """"Champ","","",""
"Géographie","","",""
"Source","","",""
"","","",""
"Code","Nom","Classement","Modalités"
"CODGEO","LIBGEO","ZRR_SIMP","ZONAGE_ZRR"
"01187","Haut Valromey","C - Classée en ZRR","C"
"01330","Ruffieu","NC - Commune non classée","NC"
"15141","Neussargues","C - Classée en ZRR","C"
"26281","Romans-sur-Isère","NC - Commune non classée","NC"
"2A004","Ajaccio","NC - Commune non classée","NC"
"75056","Paris","NC - Commune non classée","NC"
"97611","Mamoudzou","P - Commune partiellement classée en ZRR","P"
"","","",""
"""

FRR = """Code_insee;Departement;Commune;Classement FRR et FRR+ au 10 juillet 2025;
01187;01;Haut Valromey;FRR socle;
15031;15;Celles;FRR+;
15141;15;Neussargues-Moissac;Classée FRR partiellement;
26281;26;Romans-sur-Isère;Non classée;
2A004;2A;Ajaccio;FRR bénéficiaire;
75056;75;Paris;Non classée;
97611;976;Mamoudzou;FRR bénéficiaire partiellement;
"""

DENSITY = """insee_com,lib_com,niveau_densite
01187,Haut Valromey,Rural à habitat très dispersé
15031,Celles,Rural à habitat dispersé
15141,Neussargues-Moissac,Bourgs ruraux
26281,Romans-sur-Isère,Centres urbains intermédiaires
2A004,Ajaccio,Petites villes
75056,Paris,Grands centres urbains
97611,Mamoudzou,Ceintures urbaines
"""

RURAL_TYPES = """insee_com,lib_com,niveau_ruralite
01187,Haut Valromey, Les ruralités touristiques spécialisées
15031,Celles,Commune dont le périmètre a changé depuis la réalisation de la typologie
15141,Neussargues-Moissac, Les petites polarités mixtes
26281,Romans-sur-Isère, Hors champ : DOM ou commune urbaine
2A004,Ajaccio, Hors champ : DOM ou commune urbaine
75056,Paris, Hors champ : DOM ou commune urbaine
97611,Mamoudzou, Hors champ : DOM ou commune urbaine
"""

TERRITOIRES_INDUSTRIE = """insee_com,id_ti,lib_ti,siren_groupement,methode
01187,ti-8401,Bugey ,200040350,siren+spatial
26281,ti-8402,Drôme,200068781,siren
15141,ti-8401,Bugey ,,spatial
"""

AFR = """id_afr,lib_afr,classement_afr_2014_2020,insee_com_2025,methode,nom_2025
AFR0001,Haut Valromey,Intégralement éligible,01187,nom,Haut Valromey
AFR0002,Romans,Partiellement éligible,26281,nom,Romans-sur-Isère
"""

BER = """code,nom,id,lib
01187,Haut Valromey,ber_001,Zone de la vallée
"""

INCOME = """CODGEO;NBMENFISC21;NBPERSMENFISC21;MED21;PIMP21
01187;300;600;23000;50,0
01330;100;200;21000;s
15141;s;s;s;s
26281;9000;30000;20500;48,5
75056;1000000;2000000;28000;70,0
75101;8000;15000;35000;80,0
"""

EPCI_MEMBERS = """DEPCOM,EPCI
01187,200040350
15031,200066637
15141,200066637
26281,200068781
2A004,242010056
75056,200054781
97611,ZZZZZZZZZ
"""

EPCI_NAMES = """EPCI,LIBEPCI
200040350,CC Bugey Sud
200066637,CC Hautes Terres
200068781,CA Valence Romans
242010056,CA du Pays Ajaccien
200054781,Métropole du Grand Paris
ZZZZZZZZZ,Sans objet
"""

REGIONS = """DEP,LIBDEP,REG,LIBREG,REG2016,LIBREG2016
01,Ain,82,Rhône-Alpes,84,Provisoire
15,Cantal,83,Auvergne,84,Provisoire
75,Paris,11,Île-de-France,11,Île-de-France
"""

UNEMPLOYMENT = """ZE2020,LIBZE2020,2023-T1,2023-T2
8404,Belley,6.0,6.1
8427,Romans-sur-Isère,8.0,
"""

FABRICATION = """ZE2020,fabrication_1999,fabrication_2006,fabrication_2011,fabrication_2016
8404,3000.0,2500.0,2000,1500.0
8427,9000.0,7000.0,5000,
"""

SECTORS = (
    ("AZ-Agriculture", 10),
    ("BE-Industrie", 1200),
    ("FZ-Construction", 100),
    ("GU-Tertiaire marchand", 500),
    ("OQ-Tertiaire non marchand", 190),
    ("TT-Total", 2000),
)


def jobs_by_sector() -> str:
    """Return jobs of two zones, the same every year, with comma thousands."""
    years = [str(year) for year in range(2017, 1997, -1)]
    lines = ["Titre" + "," * 22] * 5
    lines.append(",".join(["Zone_emploi", "Region", "Activite", *years]))
    for zone in ("8203_Belley", "8207_Romans"):
        for sector, jobs in SECTORS:
            cells = [f'"{jobs:,}"'] * len(years)
            lines.append(",".join([zone, "84_AUVERGNE", sector, *cells]))
    return "\n".join(lines) + "\n"


JOBS = jobs_by_sector()
